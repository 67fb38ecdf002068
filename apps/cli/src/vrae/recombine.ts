// `vsa vrae recombine` and `vsa vrae examples`: pictures with factors of two, and pictures to try it on.

import { createBackend, disposeTree } from '@vsa/backend';
import { picturesAt, readPosteriors, recombine } from '@vsa/vrn/autoencoder';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readPng, writePng, type Picture } from '../files/png.js';
import { checkOutput } from '../files/write-new.js';
import { InputError } from '../input-error.js';
import type { Io } from '../io.js';
import { loadVrae, SHAPE } from './model-files.js';
import { vraePictures } from './pictures.js';

/** Options of both commands. */
export interface VraeFlags {
  readonly model: string;
  readonly output: string;
  readonly force?: boolean;
  readonly backend: Parameters<typeof createBackend>[0];
  readonly json?: boolean;
}

/** Options of `vsa vrae recombine`. */
export interface RecombineFlags extends VraeFlags {
  /** Factors to take from the second picture, from 1. */
  readonly swap: readonly number[];
}

/** Options of `vsa vrae examples`. */
export interface ExamplesFlags extends VraeFlags {
  readonly count: number;
}

/**
 * Writes the picture that has some factors of a second one.
 *
 * @param first - A .png file.
 * @param second - A .png file.
 * @param flags - The options.
 * @param io - The world.
 * @throws InputError for pictures of another size, a factor that there is not, or a file that is no model.
 */
export async function runRecombine(
  first: string,
  second: string,
  flags: RecombineFlags,
  io: Io,
): Promise<void> {
  const { output, swap } = flags;
  await checkOutput(output, flags.force === true ? 'replace' : 'keep');
  const pictures = [await sized(first), await sized(second)];
  const backend = await createBackend(flags.backend);
  const { params } = await loadVrae(backend, flags.model);
  const factors = params.codebooks.length;
  const wrong = swap.find((factor) => factor > factors);
  if (wrong !== undefined)
    throw new InputError(`--swap: expected factors from 1 to ${factors}, got ${wrong}.`);
  const batch = Uint8Array.from(pictures.flatMap(({ pixels }) => [...pixels]));
  const rows = { pixels: batch, shape: [2, batch.length / 2] } as const;
  const [a, b] = [picturesAt(backend, rows, [0]), picturesAt(backend, rows, [1])];
  const mixed = recombine(
    backend,
    params,
    a,
    b,
    swap.map((factor) => factor - 1),
  );
  const codes: number[][] = [];
  for (const y of [a, b]) {
    const found = backend.tidy(() => readPosteriors(backend, params, y).map((p) => backend.argMax(p)));
    const own: number[] = [];
    for (const code of found) own.push(Number((await backend.read(code))[0]));
    codes.push(own);
    disposeTree(found);
  }
  const values = await backend.read(mixed);
  await writePng(output, { ...SHAPE, pixels: Uint8Array.from(values, (value) => Math.round(value * 255)) });
  disposeTree([params, a, b, mixed]);
  const named = [first, second].map((path, index) => `${basename(path)} ${codes[index]?.join(', ') ?? ''}`);
  io.stdout(
    flags.json === true
      ? `${JSON.stringify({ picture: output, swapped: swap, codes })}\n`
      : `${basename(output)}: factor ${swap.join(', ')} of ${basename(second)}, the rest of ${basename(first)}. Most probable codes: ${named.join('; ')}.\n`,
  );
}

/**
 * Writes held-out pictures of the kind that a model has learnt from.
 *
 * @param flags - The options; `output` is a folder.
 * @param io - The world.
 * @throws InputError when one of them is there already, or the file is no model.
 */
export async function runExamples(flags: ExamplesFlags, io: Io): Promise<void> {
  const { output, count } = flags;
  const backend = await createBackend(flags.backend);
  const { params, settings } = await loadVrae(backend, flags.model);
  disposeTree(params);
  const { pixels, shape, labels, tintLabels } = await vraePictures(settings, 'test', count);
  const files = Array.from({ length: count }, (_, index) =>
    join(output, `${index}-digit-${labels[index] ?? 0}-tint-${tintLabels[index] ?? 0}.png`),
  );
  for (const file of files) await checkOutput(file, flags.force === true ? 'replace' : 'keep');
  await mkdir(output, { recursive: true });
  for (const [index, file] of files.entries()) {
    await writePng(file, { ...SHAPE, pixels: pixels.slice(index * shape[1], (index + 1) * shape[1]) });
  }
  io.stdout(
    flags.json === true
      ? `${JSON.stringify({ pictures: files })}\n`
      : files.map((file) => `${file}\n`).join(''),
  );
}

async function sized(path: string): Promise<Picture> {
  const picture = await readPng(path);
  if (picture.height === SHAPE.height && picture.width === SHAPE.width) return picture;
  throw new InputError(
    `${basename(path)}: expected ${SHAPE.width} x ${SHAPE.height} pixels, got ${picture.width} x ${picture.height}.`,
  );
}
