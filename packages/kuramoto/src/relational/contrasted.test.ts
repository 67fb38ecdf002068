import { createBackend, type Tensor, type TensorTree } from '@vsa/backend';
import { foldIn, key, normal } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';
import { painter, samePairsOf, WIDTH } from '../../test/symbol-pictures.js';
import { contrastedLoss, type ContrastedLossOptions } from './contrasted.js';

const backend = await createBackend('cpu');
const BATCH = 4;

const weightValues = normal(key('weight'), [2 * WIDTH, 2]);
const classifier = {
  embed: (_: TensorTree, images: Tensor): Tensor =>
    backend.slice(images, [0, 0], [images.shape[0] ?? 0, WIDTH]),
  compare: (params: TensorTree, features: Tensor): Tensor => {
    const { weight } = params as { readonly weight: Tensor };
    return backend.tidy(() =>
      backend.matMul(backend.reshape(features, [features.shape[0] ?? 0, 2 * WIDTH]), weight),
    );
  },
};

async function lossOf(
  same: readonly number[],
  options: Partial<ContrastedLossOptions>,
): Promise<readonly [loss: number, accuracy: number]> {
  using weight = backend.tensor(weightValues, [2 * WIDTH, 2]);
  const all = { key: key('order'), batch: BATCH, ...options };
  const loss = contrastedLoss<TensorTree>(backend, classifier, samePairsOf(same), all);
  const noted: Tensor[] = [];
  using value = loss(
    { weight },
    { key: key('step'), step: 0, note: (_, tensor) => noted.push(backend.keep(backend.clone(tensor))) },
  );
  const found = await Promise.all(
    [value, ...noted].map(async (tensor) => (await backend.read(tensor))[0] ?? NaN),
  );
  for (const tensor of noted) tensor.dispose();
  return [found[0] ?? NaN, found[1] ?? NaN];
}

/** The definition in plain numbers, for pairs in a given order. */
function expected(symbols: readonly number[], others: number, ranking: number): readonly [number, number] {
  const { values } = painter.paint(foldIn(key('step'), 'images'), [...symbols, ...symbols]);
  const row = (at: number): number[] => Array.from(values.subarray(at * 1024, at * 1024 + WIDTH));
  const score = (a: number, b: number): number => {
    const pair = [...row(a), ...row(BATCH + b)];
    return pair.reduce(
      (sum, value, at) => sum + value * ((weightValues[2 * at] ?? NaN) - (weightValues[2 * at + 1] ?? NaN)),
      0,
    );
  };
  let [ranked, ofOwn, ofOthers, rightOwn, rightOthers, count] = [0, 0, 0, 0, 0, 0];
  for (let a = 0; a < BATCH; a += 1) {
    const own = score(a, a);
    let among = Math.exp(own);
    ofOwn += Math.log(1 + Math.exp(-own)) / BATCH;
    rightOwn += own >= 0 ? 1 / BATCH : 0;
    for (let shift = 1; shift <= others; shift += 1) {
      const b = (a + shift) % BATCH;
      if (symbols[a] === symbols[b]) continue;
      const other = score(a, b);
      among += Math.exp(other);
      ofOthers += Math.log(1 + Math.exp(other));
      rightOthers += other < 0 ? 1 : 0;
      count += 1;
    }
    ranked += Math.log(among) - own;
  }
  const each = Math.max(count, 1);
  const answers = (ofOwn + ofOthers / each) / 2;
  return [(ranking * ranked) / BATCH + (1 - ranking) * answers, (rightOwn + rightOthers / each) / 2];
}

function permutations(list: readonly number[]): number[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((head, at) =>
    permutations(list.filter((_, place) => place !== at)).map((rest) => [head, ...rest]),
  );
}

describe('contrastedLoss', () => {
  it.each([
    [[1, 2, 3, 4], 3, 0.9],
    [[1, 2, 3, 4], 1, 0],
    [[5, 5, 6, 7], 2, 0.5],
    [[8, 9, 8, 9], 3, 1],
  ])(
    'ranks the own image and asks of each pair, by the definition: %j, K = %d, share %d',
    async (same, others, ranking) => {
      const [loss, accuracy] = await lossOf(same, { others, ranking });
      // One epoch is one batch, in an order that the key decides: of all orders, some have to give these numbers.
      const fitting = permutations(same).filter((order) => {
        const [wanted, right] = expected(order, others, ranking);
        // float32 sums of a dozen terms below 10.
        return Math.abs(loss - wanted) < 1e-5 && Math.abs(accuracy - right) < 1e-6;
      });
      expect(fitting.length).toBeGreaterThan(0);
      expect(fitting.length).toBeLessThan(24);
    },
  );

  it('takes all other images of a small batch where nothing else is said', async () => {
    expect(await lossOf([1, 2, 3, 4], {})).toEqual(await lossOf([1, 2, 3, 4], { others: 3, ranking: 0.9 }));
  });

  it('is finite for a batch of one symbol, of which nothing can be ranked', async () => {
    const [loss] = await lossOf([3, 3, 3, 3], { ranking: 1 });
    expect(loss).toBeCloseTo(0, 6);
  });

  it('refuses options out of range, and trials of other shapes', () => {
    const made =
      (options: object, shape: readonly [number, number] = [8, 2]) =>
      () => {
        const data = samePairsOf([1, 2, 3, 4]);
        return contrastedLoss(
          backend,
          classifier,
          { ...data, trials: { ...data.trials, shape } },
          {
            key: key(1),
            batch: BATCH,
            ...options,
          },
        );
      };
    expect(made({ batch: 1 })).toThrow(/batch/);
    expect(made({ others: 4 })).toThrow(/others < batch = 4, got 4/);
    expect(made({ others: 0 })).toThrow(/others/);
    expect(made({ ranking: 1.5 })).toThrow(/ranking/);
    expect(made({}, [8, 3])).toThrow(/trials of 2 images, got 3/);
  });
});
