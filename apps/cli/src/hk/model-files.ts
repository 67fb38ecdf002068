// Trained models: safetensors of a training state, with a JSON description of how it was made in the metadata.

import { createPairGraph, disposeTree, VsaError, type Backend } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import { initTraining, loadTraining } from '@vsa/backend/train';
import { smallWorldEdges, symmetrised, type EditName } from '@vsa/hk-memory';
import {
  countUnits,
  initEditing,
  initThreshold,
  memoryOptimizer,
  type EditingGraphs,
  type EditingParams,
  type FrozenThreshold,
  type UnitLayout,
} from '@vsa/hk-memory/training';
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { refused } from '../hopfield/signs.js';
import { InputError } from '../input-error.js';
import { readCheckpoint, type CheckpointFile } from '../train/checkpoint-file.js';

/** How threshold units were trained. */
export type MemorySettings = UnitLayout & {
  readonly data: string;
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
};

/** How oscillators were trained. */
export interface EditSettings {
  /** SHA-256 of the memory's file. */
  readonly memory: string;
  readonly edit: EditName;
  readonly neighbours: number;
  readonly rewire: number;
  readonly length: number;
  readonly data: string;
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
}

/** What `kind` the two files have in their metadata, by the command that writes them. */
const KINDS = { train: 'hk-memory', edit: 'hk-oscillators' } as const;

/**
 * The description that goes into a file.
 *
 * @param command - What writes it.
 * @param settings - How the model is made.
 * @returns Metadata.
 */
export function describe(command: keyof typeof KINDS, settings: object): Readonly<Record<string, string>> {
  return { kind: KINDS[command], settings: JSON.stringify(settings) };
}

/**
 * Reads the description in a file.
 *
 * @param file - The file.
 * @param command - What must have written it.
 * @param path - Its name, for messages.
 * @returns Its settings.
 * @throws InputError when something else wrote it.
 */
export function settingsIn({ metadata }: CheckpointFile, command: keyof typeof KINDS, path: string): object {
  const { kind = 'something else', settings } = metadata;
  if (kind !== KINDS[command] || settings === undefined) {
    throw new InputError(`${basename(path)}: expected a file of vsa hk ${command}, got one of ${kind}.`);
  }
  return JSON.parse(settings) as object;
}

/** Threshold units that are trained. */
export interface LoadedMemory {
  readonly frozen: FrozenThreshold;
  readonly layout: UnitLayout;
  readonly settings: MemorySettings;
  /** SHA-256 of the file. */
  readonly digest: string;
  readonly step: number;
}

/**
 * Reads threshold units.
 *
 * @param backend - Where their tensors go; the caller frees them.
 * @param path - A file of `vsa hk train`.
 * @returns The units.
 * @throws InputError for another or a damaged file.
 */
export async function loadMemory(backend: Backend, path: string): Promise<LoadedMemory> {
  const file = await readCheckpoint(path);
  const settings = settingsIn(file, 'train', path) as MemorySettings;
  const { pixels, augment, classes } = settings;
  const layout = { pixels, augment, classes };
  const params = initThreshold(backend, key(0), countUnits(layout));
  const like = initTraining(backend, key(0), params, memoryOptimizer());
  disposeTree(params);
  const { state } = await loaded(path, () => loadTraining(backend, file.bytes, like));
  const { weights, bias } = state.params;
  const frozen = { symmetric: symmetrised(backend, weights), bias: backend.clone(bias) };
  const { step } = state;
  disposeTree([like, state]);
  const digest = createHash('sha256').update(file.bytes).digest('hex');
  return { frozen, layout, settings, digest, step };
}

/** Oscillators that are trained. */
export interface LoadedOscillators {
  readonly params: EditingParams;
  readonly graphs: EditingGraphs;
  readonly settings: EditSettings;
}

/**
 * Reads oscillators.
 *
 * @param backend - Where their tensors go; the caller frees them.
 * @param path - A file of `vsa hk edit`.
 * @param memory - What they were trained to edit.
 * @returns The oscillators.
 * @throws InputError for another or a damaged file, or one of another memory.
 */
export async function loadOscillators(
  backend: Backend,
  path: string,
  memory: LoadedMemory,
): Promise<LoadedOscillators> {
  const file = await readCheckpoint(path);
  const settings = settingsIn(file, 'edit', path) as EditSettings;
  if (settings.memory !== memory.digest) {
    throw new InputError(`${basename(path)}: expected oscillators of this memory, got those of another.`);
  }
  const units = countUnits(memory.layout);
  const initial = initEditing(backend, key(0), { ...settings, units });
  const like = initTraining(backend, key(0), initial, memoryOptimizer());
  disposeTree(initial);
  const { state } = await loaded(path, () => loadTraining(backend, file.bytes, like));
  disposeTree(like);
  const { params, ...rest } = state;
  disposeTree(rest);
  return { params, graphs: await worlds(units, settings), settings };
}

/**
 * The two small worlds of an editing model.
 *
 * @param units - N.
 * @param settings - Neighbours, rewiring and seed.
 * @returns The graphs.
 * @throws InputError for k odd or not below N.
 */
export async function worlds(
  units: number,
  { neighbours, rewire, seed }: Pick<EditSettings, 'neighbours' | 'rewire' | 'seed'>,
): Promise<EditingGraphs> {
  const root = foldIn(key(seed), 'worlds');
  return refused('--neighbours', () => {
    const world = (name: string): ReturnType<typeof createPairGraph> =>
      createPairGraph(smallWorldEdges(foldIn(root, name), { vertices: units, neighbours, rewire }), units);
    return { pairs: world('pairs'), coupling: world('coupling') };
  });
}

async function loaded<T>(path: string, work: () => T): Promise<T> {
  try {
    return await Promise.resolve(work());
  } catch (error) {
    if (!VsaError.isInstance(error) && !(error instanceof TypeError)) throw error;
    throw new InputError(`${basename(path)}: expected a whole model; ${error.message}`, { cause: error });
  }
}
