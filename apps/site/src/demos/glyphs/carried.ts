// The trained network of model.safetensors: which symbols it knows, and how its oscillators begin.

import { disposeTree, type Backend } from '@vsa/backend';
import { loadTree } from '@vsa/backend/checkpoint';
import { foldIn, key } from '@vsa/backend/random';
import { splitSymbols, type SymbolSplit } from '@vsa/datasets/glyphs';
import {
  initSameDifferent,
  relationalCouplings,
  type BindingOptions,
  type SameDifferentParams,
} from '@vsa/kuramoto/relational';
import { FEATURES, TRAINED_STEPS } from './frame.js';

/** Seed of the training. */
export const ROOT = key(1);
/** Symbols that there are, and that the training had. */
const [COUNT, KNOWN] = [100, 50];

/** Symbols that it was trained on, and those that it was not. */
export function splitOf(): SymbolSplit {
  return splitSymbols(foldIn(ROOT, 'split'), COUNT, KNOWN);
}

/** What the training fixed besides the parameters. */
export const BINDING = {
  startKey: foldIn(ROOT, 'start'),
  steps: TRAINED_STEPS,
  stepSize: 0.1,
  start: 'fixed',
  norm: 'none',
  ...relationalCouplings(FEATURES),
} as const satisfies BindingOptions;

/**
 * A network of the file's form.
 *
 * @param backend - Where its tensors go.
 * @returns Parameters that nobody trained.
 */
export function untrained(backend: Backend): SameDifferentParams {
  return initSameDifferent(backend, ROOT, { features: FEATURES, ...relationalCouplings(FEATURES) });
}

/**
 * Reads the file.
 *
 * @param backend - Where its tensors go.
 * @param bytes - The whole file.
 * @returns The parameters, which the caller owns.
 * @throws VsaError when the file is damaged.
 */
export function loadModel(backend: Backend, bytes: Uint8Array): SameDifferentParams {
  const like = untrained(backend);
  try {
    return loadTree(backend, bytes, like).tree;
  } finally {
    disposeTree(like);
  }
}
