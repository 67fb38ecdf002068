import { createBackend } from '@vsa/backend';
import { bipolar, foldIn, key, normal } from '@vsa/backend/random';
import { countLeaks } from '@vsa/backend/testing';
import { describe, expect, test } from 'vitest';
import {
  exactLogPartition,
  loadTraining,
  matrix,
  meanLogLikelihood,
  rbmParams,
  sampleChains,
  saveTraining,
  trainRbm,
  trainedRbm,
  type RbmParams,
  type RbmTraining,
  type TrainingOptions,
} from '../index.js';
import { startTraining } from '../internal/start-training.js';

const root = key('training');
const backend = await createBackend('wasm');
const N = 9;
const P = 3;

/** Noisy copies of two patterns. */
function examples(rows: number): { values: Int8Array; shape: [number, number] } {
  const patterns = bipolar(foldIn(root, 'patterns'), [2 * N]);
  const noise = normal(foldIn(root, 'noise'), [rows * N]);
  const values = Int8Array.from(noise, (value, index) => {
    const pattern = (Math.floor(index / N) % 2) * N + (index % N);
    return (patterns[pattern] ?? 0) * (value > 1.2 ? -1 : 1);
  });
  return { values, shape: [rows, N] };
}

function start(deviation = 0.1): RbmParams {
  const draw = (name: string, size: number): Float32Array =>
    normal(foldIn(root, name), [size], { deviation });
  return rbmParams(matrix(draw('w', N * P), [N, P]), {
    visibleField: draw('b', N),
    hiddenField: draw('c', P),
    beta: 1,
  });
}

const options = (more: Partial<TrainingOptions> = {}): TrainingOptions => ({
  key: root,
  epochs: 2,
  batchSize: 6,
  learningRate: 0.05,
  steps: 3,
  ...more,
});

/** The update of one batch by the definition, float64, from the states that the sampler draws. */
async function oracle(
  params: RbmParams,
  data: { values: Int8Array; shape: [number, number] },
  rate: number,
  decay: number,
): Promise<Float64Array[]> {
  const rows = data.shape[0];
  const { streams } = startTraining(params, root, rows);
  const chains = {
    visible: Float32Array.from(data.values),
    hidden: new Float32Array(rows * P),
    streams,
    shape: [rows, N, P] as const,
  };
  const { visible, hidden } = await sampleChains(backend, params, chains, { steps: 3 });
  const w = params.weights.values.slice();
  const b = params.visibleField.slice();
  const c = params.hiddenField.slice();
  for (let row = 0; row < rows; row += 1) {
    for (let mu = 0; mu < P; mu += 1) {
      let h = 0;
      for (let i = 0; i < N; i += 1)
        h += (params.weights.values[i * P + mu] ?? NaN) * (data.values[row * N + i] ?? NaN);
      const field = params.hiddenField[mu] ?? NaN;
      const model = hidden[row * P + mu] ?? NaN;
      for (let i = 0; i < N; i += 1) {
        const positive = (data.values[row * N + i] ?? NaN) * (h + field);
        const negative = (visible[row * N + i] ?? NaN) * model;
        w[i * P + mu] = (w[i * P + mu] ?? NaN) + (rate / rows) * (positive - negative);
      }
      c[mu] = (c[mu] ?? NaN) + (rate / rows) * (h - (model - field));
    }
    for (let i = 0; i < N; i += 1) {
      b[i] =
        (b[i] ?? NaN) + (rate / rows) * ((data.values[row * N + i] ?? NaN) - (visible[row * N + i] ?? NaN));
    }
  }
  return [w.map((value, index) => value - rate * decay * (params.weights.values[index] ?? NaN)), b, c];
}

const arraysOf = (t: RbmTraining): Float32Array[] => [t.weights, t.visibleField, t.hiddenField];

describe('trainRbm', () => {
  test.each(['fixed', 'trained'] as const)(
    'one batch is the update of the definition, fields %s',
    async (fields) => {
      const params = start(0.4);
      const data = examples(6);
      const { training } = await trainRbm(
        backend,
        params,
        data,
        options({ epochs: 1, fields, weightDecay: 0.3 }),
      );
      const expected = await oracle(params, data, 0.05, 0.3);
      arraysOf(training).forEach((values, which) => {
        const wanted =
          fields === 'fixed' && which > 0
            ? [params.visibleField, params.hiddenField][which - 1]
            : expected[which];
        values.forEach((value, index) => {
          // Float32 weights and sums of 12 products.
          expect(Math.abs(value - (wanted?.[index] ?? NaN))).toBeLessThan(1e-6);
        });
      });
      expect(training.epoch).toBe(1);
    },
  );

  test('tensors make the update that the kernels make', async () => {
    const cpu = await createBackend('cpu');
    const data = examples(6);
    const more = { epochs: 1, fields: 'trained' } as const;
    const fused = await trainRbm(backend, start(0.4), data, options({ ...more, path: 'fused' }));
    const leaks = await countLeaks(cpu, async () => {
      const tensor = await trainRbm(cpu, start(0.4), data, options({ ...more, path: 'tensor' }));
      for (const [which, values] of arraysOf(tensor.training).entries()) {
        values.forEach((value, index) => {
          // Float32 sums of 12 products in another order.
          expect(Math.abs(value - (arraysOf(fused.training)[which]?.[index] ?? NaN))).toBeLessThan(1e-6);
        });
      }
      return [];
    });
    expect(leaks).toBe(0);
  });

  test('raises the exact likelihood of the data', async () => {
    const data = examples(60);
    const likelihood = async (m: RbmParams): Promise<number> =>
      meanLogLikelihood(backend, m, data, exactLogPartition(m));
    for (const method of ['contrastive-divergence', 'persistent'] as const) {
      const before = await likelihood(start());
      const { training } = await trainRbm(
        backend,
        start(),
        data,
        options({ epochs: 30, method, momentum: 0.5, order: 'shuffled' }),
      );
      // Two patterns of nine bits: ln 2 + noise is far above nine fair coins; a nat is beyond the gradient's noise.
      expect(await likelihood(trainedRbm(training))).toBeGreaterThan(before + 1);
    }
  });

  test.each([
    { order: 'shuffled', momentum: 0.9 },
    { method: 'persistent', fields: 'trained', weightDecay: 1e-3 },
  ] as const)('stopped, saved and resumed gives the bits of one run: %o', async (more) => {
    const data = examples(20);
    const whole = await trainRbm(backend, start(), data, options({ ...more, epochs: 4 }));
    const saved: Uint8Array[] = [];
    await trainRbm(
      backend,
      start(),
      data,
      options({ ...more, onEpoch: (t) => void saved.push(saveTraining(t)) }),
    );
    expect(saved.length).toBe(2);
    const resume = loadTraining(saved[1] ?? new Uint8Array());
    const rest = await trainRbm(backend, start(), data, options({ ...more, epochs: 4, resume, threads: 2 }));
    expect(rest.training).toEqual(whole.training);
    expect(rest.status).toBe('done');
  });

  test('an abort keeps the last whole epoch', async () => {
    const controller = new AbortController();
    let batches = 0;
    const onProgress: TrainingOptions['onProgress'] = ({ epoch, batch, batches: all, epochs }) => {
      expect([all, epochs]).toEqual([4, 5]);
      batches += 1;
      if (epoch === 1 && batch === 2) controller.abort();
    };
    const aborted = await trainRbm(
      backend,
      start(),
      examples(20),
      options({ epochs: 5, onProgress, signal: controller.signal }),
    );
    expect(aborted.status).toBe('aborted');
    expect(batches).toBe(6);
    const one = await trainRbm(backend, start(), examples(20), options({ epochs: 1 }));
    expect(aborted.training).toEqual(one.training);
  });

  test('a learning rate for each epoch; zero leaves the machine as it is', async () => {
    const rates: number[] = [];
    const learningRate = (epoch: number): number => {
      rates.push(epoch);
      return 0;
    };
    const { training } = await trainRbm(backend, start(), examples(8), options({ learningRate }));
    expect(rates).toEqual([0, 1]);
    expect(training.weights).toEqual(Float32Array.from(start().weights.values));
  });

  test('leaves no tensor behind', async () => {
    const leaks = await countLeaks(backend, async () => {
      await trainRbm(backend, start(), examples(8), options({ fields: 'trained' }));
      return [];
    });
    expect(leaks).toBe(0);
  });

  test('refuses what does not fit', async () => {
    const data = examples(6);
    const wrong: readonly [Partial<TrainingOptions>, RegExp][] = [
      [{ epochs: -1 }, /epochs/],
      [{ batchSize: 0 }, /batchSize/],
      [{ learningRate: 0 }, /learningRate > 0/],
      [{ learningRate: () => NaN }, /learning rate of epoch 0/],
      [{ steps: 0 }, /steps/],
      [{ momentum: 1 }, /momentum < 1/],
      [{ weightDecay: -1 }, /weightDecay >= 0/],
    ];
    for (const [more, message] of wrong) {
      await expect(trainRbm(backend, start(), data, options(more))).rejects.toThrow(message);
    }
    await expect(trainRbm(backend, start(), { values: [1, 1], shape: [1, 2] }, options())).rejects.toThrow(
      RangeError,
    );
    const { training } = await trainRbm(backend, start(), data, options({ epochs: 0 }));
    const other = options({ resume: training, key: key('other') });
    await expect(trainRbm(backend, start(), data, other)).rejects.toThrow(/same key and batch size/);
    const wider = { ...training, shape: [N, P + 1] as const };
    await expect(trainRbm(backend, start(), data, options({ resume: wider }))).rejects.toThrow(
      /machine \[9, 3\]/,
    );
  });
});

describe('loadTraining', () => {
  test('refuses other files and damaged ones', async () => {
    const { training } = await trainRbm(backend, start(), examples(6), options({ epochs: 0 }));
    const bytes = saveTraining(training);
    expect(loadTraining(bytes)).toEqual(training);
    expect(() => loadTraining(new Uint8Array(3))).toThrow();
    expect(() => loadTraining(bytes.subarray(0, bytes.length - 4))).toThrow();
    const odd = saveTraining({ ...training, hiddenField: new Float32Array(P) });
    expect(loadTraining(odd).hiddenField.length).toBe(P);
    const text = Buffer.from(bytes).toString('latin1').replace('rbm-training', 'rbm-tr4ining');
    expect(() => loadTraining(Uint8Array.from(Buffer.from(text, 'latin1')))).toThrow(
      /expected a file of kind 'rbm-training'/,
    );
  });
});
