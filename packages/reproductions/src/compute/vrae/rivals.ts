// Autoencoders without factors, of the same layers as the variational resonator autoencoder and trained as long: what its errors are
// held against. A plain one, a variational one (Kingma and Welling 2014) and one with quantised codes (van den Oord et al. 2017).

import type { Backend, Tensor } from '@vsa/backend';
import { foldIn, normal, type RandomKey } from '@vsa/backend/random';
import { initPerceptron, perceptron, type PerceptronParams } from '@vsa/vrn/autoencoder';

/** Names of the rivals. */
export type RivalName = 'plain' | 'vae' | 'vq-vae';

/** What a rival learns. All float32. */
export type RivalParams = {
  readonly encoder: PerceptronParams;
  readonly decoder: PerceptronParams;
  /** Rows that codes are quantised to, `[CODE_ROWS, GROUP]`; empty but for `vq-vae`. */
  readonly codebooks: readonly Tensor[];
};

/** Sizes of layers. */
export interface RivalSizes {
  readonly pixels: number;
  readonly hidden: number;
  /** D, a multiple of {@link GROUP}. */
  readonly dimension: number;
}

/** An autoencoder without factors. */
export interface Rival {
  /** Draws parameters that the caller owns. */
  init(backend: Backend, key: RandomKey, sizes: RivalSizes): RivalParams;
  /** Loss of pictures `[B, pixels]`, a scalar; differentiable in the parameters. */
  loss(backend: Backend, params: RivalParams, pictures: Tensor, key: RandomKey): Tensor;
  /** Pictures of pictures `[B, pixels]`, without chance. */
  reconstruct(backend: Backend, params: RivalParams, pictures: Tensor): Tensor;
}

/** Components that are quantised together. */
export const GROUP = 8;
/** Rows to choose from: 16 groups of 128 components hold 96 bits. */
export const CODE_ROWS = 64;
/** Weight of the divergence beside `‖y - g(z)‖²`: 2 σ² for a Gaussian likelihood of deviation σ = .1. */
export const DIVERGENCE = 0.02;
/** Logarithm of the variances at the start; from 0, noise drowns the codes and most of them are given up for good. */
export const START = -4;
/** β of van den Oord et al. */
export const COMMITMENT = 0.25;
/** Deviation of the entries of the rows at the start. */
const SPREAD = 0.5;

/** The rivals. */
export const RIVALS: Readonly<Record<RivalName, Rival>> = {
  plain: {
    init: (backend, key, sizes) => layers(backend, key, sizes, 1),
    loss: (backend, params, y) =>
      backend.tidy(() => squares(backend, y, throughDecoder(backend, params, code(backend, params, y)))),
    reconstruct: (backend, params, y) =>
      backend.tidy(() => throughDecoder(backend, params, code(backend, params, y))),
  },
  vae: {
    init: (backend, key, sizes) => {
      const made = layers(backend, key, sizes, 2);
      const { dimension } = sizes;
      const biases = new Float32Array(2 * dimension).fill(START, dimension);
      const encoder = made.encoder.map(({ weight, bias }, index) => {
        if (index + 1 < made.encoder.length) return { weight, bias };
        bias.dispose();
        return { weight, bias: backend.tensor(biases, [2 * dimension]) };
      });
      return { ...made, encoder };
    },
    loss: (backend, params, y, key) => {
      const { add, exp, mean, mul, square, sub, sum, tensor, tidy } = backend;
      return tidy(() => {
        const { means, logVariances } = gaussian(backend, params, y);
        const noise = tensor(normal(key, means.shape), means.shape);
        const z = add(means, mul(exp(mul(logVariances, 0.5)), noise));
        // KL of N(μ, σ²) from N(0, 1): (μ² + σ² - ln σ² - 1) / 2, the sum over components.
        const parts = sub(sub(add(square(means), exp(logVariances)), logVariances), 1);
        const divergence = mul(mean(sum(parts, { axis: -1 })), 0.5);
        return add(squares(backend, y, throughDecoder(backend, params, z)), mul(divergence, DIVERGENCE));
      });
    },
    reconstruct: (backend, params, y) =>
      backend.tidy(() => throughDecoder(backend, params, gaussian(backend, params, y).means)),
  },
  'vq-vae': {
    init: (backend, key, sizes) => {
      const rows = normal(foldIn(key, 'rows'), [CODE_ROWS, GROUP], { deviation: SPREAD });
      return { ...layers(backend, key, sizes, 1), codebooks: [backend.tensor(rows, [CODE_ROWS, GROUP])] };
    },
    loss: (backend, params, y) => {
      const { add, mean, mul, square, stopGradient, sub, sum, tidy } = backend;
      return tidy(() => {
        const x = code(backend, params, y);
        const quantised = nearest(backend, params, x);
        const distance = (a: Tensor, b: Tensor): Tensor => mean(sum(square(sub(a, b)), { axis: -1 }));
        // The gradient with respect to the quantised code goes to the encoder as it is.
        const straight = add(x, stopGradient(sub(quantised, x)));
        return add(
          squares(backend, y, throughDecoder(backend, params, straight)),
          add(distance(stopGradient(x), quantised), mul(distance(x, stopGradient(quantised)), COMMITMENT)),
        );
      });
    },
    reconstruct: (backend, params, y) =>
      backend.tidy(() => throughDecoder(backend, params, nearest(backend, params, code(backend, params, y)))),
  },
};

/**
 * `‖a - b‖²`, the sum over values, the mean over rows.
 *
 * @param backend - Tensor backend.
 * @param a - `[B, values]`.
 * @param b - Of the same shape.
 * @returns A scalar.
 */
export function squares(backend: Backend, a: Tensor, b: Tensor): Tensor {
  const { mean, square, sub, sum, tidy } = backend;
  return tidy(() => mean(sum(square(sub(a, b)), { axis: -1 })));
}

function layers(
  backend: Backend,
  key: RandomKey,
  { pixels, hidden, dimension }: RivalSizes,
  outputs: number,
): RivalParams {
  return {
    encoder: initPerceptron(backend, foldIn(key, 'encoder'), [pixels, hidden, outputs * dimension]),
    decoder: initPerceptron(backend, foldIn(key, 'decoder'), [dimension, hidden, pixels]),
    codebooks: [],
  };
}

function code(backend: Backend, { encoder }: RivalParams, y: Tensor): Tensor {
  return perceptron(backend, encoder, y);
}

function throughDecoder(backend: Backend, { decoder }: RivalParams, z: Tensor): Tensor {
  return perceptron(backend, decoder, z);
}

/** Both halves of what the encoder says. */
function gaussian(
  backend: Backend,
  params: RivalParams,
  y: Tensor,
): { readonly means: Tensor; readonly logVariances: Tensor } {
  const both = code(backend, params, y);
  const width = (both.shape[1] ?? 0) / 2;
  return {
    means: backend.slice(both, [0, 0], [-1, width]),
    logVariances: backend.slice(both, [0, width], [-1, width]),
  };
}

/** Each group of components by the nearest row, with a gradient to the rows alone. */
function nearest(backend: Backend, { codebooks: [rows] }: RivalParams, x: Tensor): Tensor {
  if (rows === undefined)
    throw new RangeError('reproductions.nearest: expected rows to choose from, got none.');
  const { argMax, gather, matMul, mul, reshape, square, stopGradient, sub, sum } = backend;
  const groups = reshape(stopGradient(x), [-1, rows.shape[1] ?? 1]);
  const fixed = stopGradient(rows);
  // The largest 2 x·r - |r|² is the smallest |x - r|².
  const scores = sub(mul(matMul(groups, fixed, { transposeB: true }), 2), sum(square(fixed), { axis: -1 }));
  return reshape(gather(rows, argMax(scores)), x.shape);
}
