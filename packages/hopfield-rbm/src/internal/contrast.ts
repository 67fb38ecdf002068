// The gradient of contrastive divergence: sums over a batch of data minus model.

import type { Backend } from '@vsa/backend';
import { kernelsFor, type GibbsRunOptions } from './gibbs.js';
import type { Machine } from './machine.js';

/** A batch. */
interface Samples {
  /** s₀, `[batch, N]`. */
  readonly data: Float32Array;
  /** s_k, `[batch, N]`. */
  readonly model: Float32Array;
  /** λ that s_k was drawn from, `[batch, p]`. */
  readonly lambda: Float32Array;
}

type Weighted = Pick<Machine, 'visible' | 'hidden' | 'weights'> & {
  readonly hiddenField?: Float32Array | undefined;
};

/** Sums of s λᵀ, `[N, p]`, and, when fields are trained, of s and of λ - c. */
export async function contrast(
  backend: Backend,
  machine: Weighted,
  samples: Samples,
  options: GibbsRunOptions & { readonly trainFields: boolean },
): Promise<Float32Array[]> {
  const { visible, hidden, hiddenField } = machine;
  const kernels = kernelsFor('hopfield-rbm.trainRbm', backend, options);
  const size = samples.data.length / visible;
  // Both phases at once: rows of data with the mean of λ, then rows of the model with -λ.
  const stacked = new Float32Array(2 * size * hidden);
  const mean =
    kernels === undefined
      ? await meansOnTensors(backend, machine, samples.data)
      : kernels.signProduct(samples.data, machine.weights, visible);
  for (let index = 0; index < size * hidden; index += 1) {
    stacked[index] = (mean[index] ?? 0) + (hiddenField?.[index % hidden] ?? 0);
    stacked[size * hidden + index] = -(samples.lambda[index] ?? 0);
  }
  const turned = turnedSigns(samples, visible, size);
  const product =
    kernels === undefined
      ? await productOnTensors(backend, turned, stacked, 2 * size)
      : kernels.signProduct(turned, stacked, 2 * size);
  return options.trainFields ? [product, ...fieldSums(turned, stacked, size, hidden)] : [product];
}

/** Signs of both phases, `[N, 2 batch]`. */
function turnedSigns({ data, model }: Samples, visible: number, size: number): Float32Array {
  const turned = new Float32Array(2 * size * visible);
  for (let row = 0; row < size; row += 1) {
    for (let unit = 0; unit < visible; unit += 1) {
      turned[unit * 2 * size + row] = data[row * visible + unit] ?? 0;
      turned[unit * 2 * size + size + row] = model[row * visible + unit] ?? 0;
    }
  }
  return turned;
}

/** Sums of s and of λ; both halves of `stacked` hold c, with opposite signs, so that it cancels. */
function fieldSums(
  turned: Float32Array,
  stacked: Float32Array,
  size: number,
  hidden: number,
): [Float32Array, Float32Array] {
  const visibleSums = new Float32Array(turned.length / (2 * size));
  turned.forEach((sign, index) => {
    const unit = Math.floor(index / (2 * size));
    visibleSums[unit] = (visibleSums[unit] ?? 0) + (index % (2 * size) < size ? sign : -sign);
  });
  const hiddenSums = new Float32Array(hidden);
  stacked.forEach((value, index) => {
    hiddenSums[index % hidden] = (hiddenSums[index % hidden] ?? 0) + value;
  });
  return [visibleSums, hiddenSums];
}

async function meansOnTensors(
  backend: Backend,
  { visible, hidden, weights }: Weighted,
  data: Float32Array,
): Promise<Float32Array> {
  using s = backend.tensor(data, [data.length / visible, visible]);
  using w = backend.tensor(weights, [visible, hidden]);
  using product = backend.matMul(s, w);
  return new Float32Array(await backend.read(product));
}

async function productOnTensors(
  backend: Backend,
  turned: Float32Array,
  stacked: Float32Array,
  rows: number,
): Promise<Float32Array> {
  using s = backend.tensor(turned, [turned.length / rows, rows]);
  using h = backend.tensor(stacked, [rows, stacked.length / rows]);
  using product = backend.matMul(s, h);
  return new Float32Array(await backend.read(product));
}
