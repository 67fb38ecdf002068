// What the factors of a trained autoencoder tell of held-out pictures, and how well pictures come back.

import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { bindChoices, decode, encode, readPosteriors, type VraeParams } from '@vsa/vrn/autoencoder';
import { normalisedInformation } from './information.js';
import { LABELS } from './judges.js';
import { inBlocks } from './learn.js';
import type { LabelledPictures } from './pictures.js';
import { fitReadOut, readClasses, type FeatureRows } from './read-out.js';
import { squares } from './rivals.js';
import { shareOf, type Fact } from './rows.js';

/** Pictures that linear classifiers learn from, at most. */
const READ_FROM = 4000;

/**
 * Mean squared error of reconstructions.
 *
 * @param backend - Tensor backend.
 * @param pictures - What is reconstructed.
 * @param reconstruct - Gets `[B, values]` and gives as many.
 * @returns The sum over values, the mean over pictures.
 */
export async function errorOf(
  backend: Backend,
  pictures: LabelledPictures,
  reconstruct: (y: Tensor) => Tensor,
): Promise<number> {
  let sum = 0;
  await inBlocks(backend, pictures, async (y, indices) => {
    using error = backend.tidy(() => squares(backend, y, reconstruct(y)));
    sum += Number((await backend.read(error))[0]) * indices.length;
  });
  return sum / pictures.shape[0];
}

/**
 * Errors of pictures of codes and of composites.
 *
 * @param backend - Tensor backend.
 * @param params - A trained autoencoder.
 * @param held - Held-out pictures.
 * @returns Both.
 */
export async function errors(
  backend: Backend,
  params: VraeParams,
  held: LabelledPictures,
): Promise<readonly Fact[]> {
  const ofCodes = (y: Tensor): Tensor =>
    decode(backend, params, bindChoices(backend, params.codebooks, readPosteriors(backend, params, y)));
  return [
    { kind: 'error', value: await errorOf(backend, held, ofCodes) },
    {
      kind: 'composite error',
      value: await errorOf(backend, held, (y) => decode(backend, params, encode(backend, params, y))),
    },
  ];
}

/** Posteriors of all pictures, a factor each. */
async function posteriorsOf(
  backend: Backend,
  params: VraeParams,
  pictures: LabelledPictures,
): Promise<readonly FeatureRows[]> {
  const [n] = pictures.shape;
  const all = params.codebooks.map(({ shape: [codes = 0] }) => ({
    values: new Float32Array(n * codes),
    shape: [n, codes] as const,
  }));
  await inBlocks(backend, pictures, async (y, [from = 0]) => {
    const posteriors = readPosteriors(backend, params, y);
    for (const [k, { values, shape }] of all.entries()) {
      const p = posteriors[k];
      if (p !== undefined) values.set(await backend.read(p), from * shape[1]);
    }
    disposeTree(posteriors);
  });
  return all;
}

/**
 * What each factor tells of each label.
 *
 * @param backend - Tensor backend.
 * @param params - A trained autoencoder.
 * @param train - Pictures that linear classifiers learn from.
 * @param held - Held-out pictures.
 * @returns Codes used, normalised mutual information and linear read-out of each factor.
 */
export async function readings(
  backend: Backend,
  params: VraeParams,
  train: LabelledPictures,
  held: LabelledPictures,
): Promise<readonly Fact[]> {
  const few = firstOf(train, READ_FROM);
  const learnt = await posteriorsOf(backend, params, few);
  return (await posteriorsOf(backend, params, held)).flatMap((features, k): Fact[] => {
    const picked = mostProbable(features);
    const x = k + 1;
    return [
      { kind: 'codes', x, value: new Set(picked).size },
      ...LABELS.flatMap((of): Fact[] => {
        const readOut = fitReadOut(learnt[k] ?? features, few[of]);
        return [
          { kind: 'information', of, x, value: normalisedInformation(picked, held[of]) },
          { kind: 'read-out', of, x, value: shareOf(readClasses(readOut, features), held[of]) },
        ];
      }),
    ];
  });
}

function firstOf(pictures: LabelledPictures, count: number): LabelledPictures {
  const [n, values] = pictures.shape;
  const rows = Math.min(n, count);
  return {
    pixels: pictures.pixels.subarray(0, rows * values),
    shape: [rows, values],
    digits: pictures.digits.subarray(0, rows),
    tints: pictures.tints.subarray(0, rows),
  };
}

/** The most probable column of each row, of equals the first. */
function mostProbable({ values, shape: [rows, width] }: FeatureRows): number[] {
  return Array.from({ length: rows }, (_, row) => {
    let best = 0;
    for (let column = 1; column < width; column += 1) {
      if ((values[row * width + column] ?? 0) > (values[row * width + best] ?? 0)) best = column;
    }
    return best;
  });
}
