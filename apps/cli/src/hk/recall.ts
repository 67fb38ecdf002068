// `vsa hk recall`: what a memory says to images, with or without oscillators, and whether its energy fell on the way.

import { createBackend, disposeTree, type Backend } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import { denseOperator, hopfieldMemory, reluLagrange, simulate } from '@vsa/hk-memory';
import { askEdited, askThreshold, encodeImages, shareRight } from '@vsa/hk-memory/training';
import { refused } from '../hopfield/signs.js';
import type { Io } from '../io.js';
import { table } from '../table.js';
import { readImages, type ImageFlags } from './images.js';
import { loadMemory, loadOscillators, type LoadedMemory } from './model-files.js';

/** Options of `vsa hk recall`. */
export interface RecallFlags extends ImageFlags {
  readonly memory: string;
  readonly oscillators?: string;
  readonly split: 'train' | 'test';
  readonly limit: number;
  readonly seed: number;
  readonly backend: Parameters<typeof createBackend>[0];
  readonly json?: boolean;
}

/** Images that the energy is followed for. */
const FOLLOWED = 10;

/**
 * Asks a memory about images.
 *
 * @param flags - The options.
 * @param io - The world.
 */
export async function runHkRecall(flags: RecallFlags, io: Io): Promise<void> {
  const { limit, seed } = flags;
  const images = await readImages(flags, flags.split);
  const backend = await createBackend(flags.backend);
  const memory = await loadMemory(backend, flags.memory);
  const { frozen, layout } = memory;
  const answer = async (): Promise<{ readonly said: Uint8Array; readonly wanted: Uint8Array }> => {
    if (flags.oscillators === undefined) {
      const params = { weights: frozen.symmetric, bias: frozen.bias };
      const said = await askThreshold(backend, params, images, layout, { limit, signal: io.signal });
      return { said, wanted: images.labels.slice(0, said.length) };
    }
    const { params, graphs, settings } = await loadOscillators(backend, flags.oscillators, memory);
    try {
      const task = { frozen, graphs, images, layout, edit: settings.edit };
      const cues = foldIn(key(seed), 'cues');
      return await askEdited(backend, params, task, { limit, key: cues, signal: io.signal });
    } finally {
      disposeTree(params);
    }
  };
  const { said, wanted } = await refused(flags.data, answer);
  const { largestRise, warnings } = await refused(flags.data, () => followed(backend, memory, images));
  disposeTree(frozen);
  for (const line of warnings) io.stderr(`vsa: the energy need not fall: ${line}.\n`);
  const accuracy = shareRight(said, wanted);
  if (flags.json === true) {
    const answers = { said: [...said], wanted: [...wanted] };
    io.stdout(`${JSON.stringify({ accuracy, asked: said.length, largestRise, warnings, ...answers })}\n`);
    return;
  }
  const classes = [...new Set(wanted)].sort((a, b) => a - b);
  const rows = classes.map((label) => {
    const own = [...wanted.keys()].filter((index) => wanted[index] === label);
    const right = own.filter((index) => said[index] === label).length;
    return [`${label}`, `${own.length}`, `${((100 * right) / own.length).toFixed(1)} %`];
  });
  io.stdout(
    table(
      ['label', 'images', 'right'],
      [...rows, ['all', `${said.length}`, `${(100 * accuracy).toFixed(1)} %`]],
    ),
  );
  io.stdout(`\nLargest rise of the threshold units' energy on the way: ${largestRise.toPrecision(2)}.\n`);
}

/** Energies of the threshold units alone, for the first few images. */
async function followed(
  backend: Backend,
  { frozen, layout }: LoadedMemory,
  images: Awaited<ReturnType<typeof readImages>>,
): Promise<{ readonly largestRise: number; readonly warnings: readonly string[] }> {
  const lateral = denseOperator(backend, frozen.symmetric);
  const memory = hopfieldMemory(backend, { lagrange: reluLagrange(), lateral, bias: frozen.bias });
  const count = Math.min(FOLLOWED, images.shape[0]);
  using start = encodeImages(
    backend,
    images,
    Int32Array.from({ length: count }, (_, row) => row),
    layout,
  );
  const { states, largestRise, warnings } = await simulate(backend, memory, start);
  disposeTree(states);
  return { largestRise, warnings };
}
