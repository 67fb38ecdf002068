// Holographic reduced representations: T. A. Plate, "Holographic reduced representations", IEEE Trans. Neural Networks 6(3), 1995.
// Real vectors, bound by circular convolution (his eq. for trace composition, section II) through Fourier transforms in O(D log D).

import type { Backend, Shape, Tensor } from '@vsa/backend';
import { normal, uniform, type RandomKey } from '@vsa/backend/random';

import type { Algebra, Laws } from './algebra.js';
import {
  circularConvolve,
  circularCorrelate,
  circularDeconvolve,
  involution,
  type TransformOptions,
} from './fft/convolve.js';
import { hostInverseFft } from './fft/host.js';
import { checkCollection, checkDimension, checkPair, checkShape, checkVectors } from './internal/check.js';
import { bindCollection, rotate } from './internal/common.js';
import { compareRows, cosineMetric } from './metric.js';

/** Options of {@link createHrr}. */
export interface HrrOptions extends TransformOptions {
  /**
   * How bindings are undone: `involution` convolves with the reversed vector (stable; similarity 1/√2 with what was bound when vectors
   * are Gaussian, exact when they are unitary), `exact` divides spectra (exact for any vector, but noise grows where the spectrum is small).
   * @defaultValue `'involution'`
   */
  readonly inverse?: 'involution' | 'exact' | undefined;
  /**
   * What `random` draws: `gaussian` components of variance 1/D, or `unitary` vectors, whose spectrum has magnitude 1 everywhere.
   * @defaultValue `'gaussian'`
   */
  readonly vectors?: 'gaussian' | 'unitary' | undefined;
}

const laws: Laws = {
  commutativity: 'exact',
  associativity: 'exact',
  identity: 'exact',
  selfInverse: 'false',
  inverse: 'approximate',
  unbindInvertsBind: 'approximate',
  bindDistributesOverBundle: 'exact',
  bundleAssociativity: 'exact',
  // Rotating by s is convolving with a shifted impulse, so two rotated factors are rotated by 2s.
  permuteDistributesOverBind: 'false',
  permuteDistributesOverBundle: 'exact',
  bindPreservesSimilarity: 'approximate',
};

/** Ways to undo a convolution. */
const inverses = {
  involution: {
    laws: {},
    unbind: (backend: Backend, bound: Tensor, factor: Tensor, options: TransformOptions) =>
      circularCorrelate(backend, factor, bound, options),
    inverse: (backend: Backend, x: Tensor) => involution(backend, x),
  },
  exact: {
    laws: { inverse: 'exact', unbindInvertsBind: 'exact' },
    unbind: (backend: Backend, bound: Tensor, factor: Tensor, options: TransformOptions) =>
      circularDeconvolve(backend, bound, factor, options),
    inverse: (backend: Backend, x: Tensor, options: TransformOptions) =>
      backend.tidy(() => circularDeconvolve(backend, impulse(backend, x.shape.at(-1) ?? 1), x, options)),
  },
} as const;

/** Kinds of random vectors. */
const draws = {
  gaussian: {
    laws: {},
    draw: (key: RandomKey, shape: Shape, dimension: number) =>
      normal(key, shape, { deviation: 1 / Math.sqrt(dimension) }),
  },
  unitary: {
    laws: { inverse: 'exact', unbindInvertsBind: 'exact', bindPreservesSimilarity: 'exact' },
    draw: drawUnitary,
  },
} as const;

/**
 * HRR with a choice of inverse and of random vectors.
 *
 * `bind` is circular convolution, `bundle` the plain sum (not renormalised, so binding distributes over it), `similarity` the cosine.
 * All are differentiable.
 *
 * @param options - See {@link HrrOptions}; with `fft` the algebra serves vectors of that one length.
 * @returns The algebra; it does not own `options.fft`.
 * @throws RangeError when an option names something unknown.
 */
export function createHrr(options: HrrOptions = {}): Algebra {
  const { inverse = 'involution', vectors: kind = 'gaussian', fft } = options;
  if (!Object.hasOwn(inverses, inverse)) throw unknownOption('inverse', inverse, inverses);
  if (!Object.hasOwn(draws, kind)) throw unknownOption('vectors', kind, draws);
  const undo = inverses[inverse];
  const source = draws[kind];
  const transforms: TransformOptions = { fft };
  return {
    name: 'hrr',
    laws: { ...laws, ...undo.laws, ...source.laws },
    metric: cosineMetric,
    random: (backend, key, shape) => {
      const dimension = checkShape('hrr.random', shape);
      return backend.tensor(source.draw(key, shape, dimension), shape);
    },
    identity: (backend, dimension) => {
      checkDimension('hrr.identity', dimension);
      return impulse(backend, dimension);
    },
    bind: (backend, a, b) => {
      checkPair('hrr.bind', a, b);
      return circularConvolve(backend, a, b, transforms);
    },
    unbind: (backend, bound, factor) => {
      checkPair('hrr.unbind', bound, factor);
      return undo.unbind(backend, bound, factor, transforms);
    },
    inverse: (backend, x) => {
      checkVectors('hrr.inverse', 'x', x);
      return undo.inverse(backend, x, transforms);
    },
    bundle: (backend, vectors) => {
      checkCollection('hrr.bundle', vectors);
      return backend.sum(vectors, { axis: -2 });
    },
    bindAll: (backend, vectors) =>
      bindCollection(
        'hrr.bindAll',
        backend,
        (_, a, b) => circularConvolve(backend, a, b, transforms),
        vectors,
      ),
    permute: (backend, x, shift) => rotate('hrr.permute', backend, x, shift),
    similarity: (backend, a, b) => compareRows('hrr.similarity', backend, cosineMetric, a, b),
  };
}

/** HRR with Gaussian vectors and the involution as approximate inverse. See {@link createHrr}. */
export const hrr: Algebra = createHrr();

/** The unit of convolution, `[1, 0, 0, ...]`. */
function impulse(backend: Backend, dimension: number): Tensor {
  const values = new Float32Array(dimension);
  values[0] = 1;
  return backend.tensor(values);
}

/** Random phases at each frequency of a real signal, transformed in float64 on the host: the same vectors on every backend. */
function drawUnitary(key: RandomKey, shape: Shape, dimension: number): Float32Array {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  const rows = values.length / dimension;
  const frequencies = Math.floor(dimension / 2) + 1;
  const turns = uniform(key, [rows, frequencies]);
  for (let row = 0; row < rows; row++) {
    const re = new Float64Array(dimension);
    const im = new Float64Array(dimension);
    for (let k = 0; k < frequencies; k++) {
      const turn = turns[row * frequencies + k] ?? 0;
      const mirror = (dimension - k) % dimension;
      // Frequencies that are their own mirror image (zero, and half of an even D) must be real: +1 or -1.
      const angle = mirror === k ? Math.PI * Math.floor(2 * turn) : 2 * Math.PI * turn;
      re[k] = re[mirror] = Math.cos(angle);
      im[k] = mirror === k ? 0 : Math.sin(angle);
      if (mirror !== k) im[mirror] = -Math.sin(angle);
    }
    values.set(hostInverseFft({ re, im }).re, row * dimension);
  }
  return values;
}

function unknownOption(name: string, value: string, known: Readonly<Record<string, unknown>>): RangeError {
  const names = Object.keys(known).join(', ');
  return new RangeError(`hrr.createHrr: expected ${name} to be one of ${names}, got ${value}.`);
}
