// Recombinations of held-out pictures: whether they have the digit of the one and the tint of the other.

import { disposeTree, type Backend } from '@vsa/backend';
import { permutation, type RandomKey } from '@vsa/backend/random';
import { picturesAt, picturesOf, readPosteriors, recombine, type VraeParams } from '@vsa/vrn/autoencoder';
import { askJudge, LABELS, type JudgeName, type Judges } from './judges.js';
import { inBlocks } from './learn.js';
import type { LabelledPictures } from './pictures.js';
import { shareOf, type Fact } from './rows.js';

/** Number of the factor that is swapped. */
const TINT = 0;
/** Pictures shown. */
const SHOWN = 8;

/**
 * Gives each picture the tint factor of another, and asks the judges what they see.
 *
 * @param backend - Tensor backend.
 * @param params - A trained autoencoder whose first factor has the tint.
 * @param judges - Classifiers of digit and tint.
 * @param held - Held-out pictures.
 * @param swap - Fixes which other one.
 * @returns How often judges are right, and some of the pictures.
 */
export async function recombined(
  backend: Backend,
  params: VraeParams,
  judges: Judges,
  held: LabelledPictures,
  swap: RandomKey,
): Promise<readonly Fact[]> {
  const [n] = held.shape;
  const order = permutation(swap, n);
  const others = Uint8Array.from(order, (index) => held.tints[index] ?? 0);
  const said = { real: { digits: [], tints: [] }, mixed: { digits: [], tints: [] } } as Record<
    'real' | 'mixed',
    Record<JudgeName, number[]>
  >;
  await inBlocks(backend, held, async (y, indices) => {
    using other = picturesAt(
      backend,
      held,
      indices.map((index) => order[index] ?? 0),
    );
    using mixed = recombine(backend, params, y, other, [TINT]);
    for (const name of LABELS) {
      said.real[name].push(...(await askJudge(backend, judges, name, y)));
      said.mixed[name].push(...(await askJudge(backend, judges, name, mixed)));
    }
  });
  const both = said.mixed.digits.filter(
    (digit, index) => digit === held.digits[index] && said.mixed.tints[index] === others[index],
  ).length;
  return [
    { kind: 'judge', of: 'digits', value: shareOf(said.real.digits, held.digits) },
    { kind: 'judge', of: 'tints', value: shareOf(said.real.tints, held.tints) },
    { kind: 'recombined', of: 'digits', value: shareOf(said.mixed.digits, held.digits) },
    { kind: 'recombined', of: 'tints', value: shareOf(said.mixed.tints, others) },
    { kind: 'recombined', of: 'both', value: both / n },
    ...(await shown(backend, params, held, order)),
  ];
}

/** The first pictures, their reconstructions, those that give the tint, and what comes of both. */
async function shown(
  backend: Backend,
  params: VraeParams,
  held: LabelledPictures,
  order: ArrayLike<number>,
): Promise<readonly Fact[]> {
  const rows = Array.from({ length: Math.min(SHOWN, held.shape[0]) }, (_, index) => index);
  const drawn = backend.tidy(() => {
    const one = picturesAt(backend, held, rows);
    const other = picturesAt(
      backend,
      held,
      rows.map((row) => order[row] ?? 0),
    );
    return {
      picture: one,
      reconstruction: picturesOf(backend, params, readPosteriors(backend, params, one)),
      'tint of': other,
      recombined: recombine(backend, params, one, other, [TINT]),
    };
  });
  const facts: Fact[] = [];
  for (const [of, y] of Object.entries(drawn)) {
    const bytes = Uint8Array.from(await backend.read(y), (value) => Math.round(255 * value));
    for (const row of rows) {
      const own = bytes.subarray(row * held.shape[1], (row + 1) * held.shape[1]);
      facts.push({ kind: 'picture', of, x: row + 1, value: 0, picture: btoa(String.fromCharCode(...own)) });
    }
  }
  disposeTree(drawn);
  return facts;
}
