// Binary spatter code: P. Kanerva, "Binary spatter-coding of ordered k-tuples", ICANN 1996. Components are the numbers 0 and 1 in
// float32, so that all arithmetic of the backend applies; a cleanup memory packs them to real bits.

import type { Backend, Tensor } from '@vsa/backend';
import { bernoulli, type RandomKey } from '@vsa/backend/random';

import type { Algebra, Laws } from './algebra.js';
import { checkCollection, checkDimension, checkPair, checkShape, checkVectors } from './internal/check.js';
import { bindCollection, rotate } from './internal/common.js';
import { bitMetric, compareRows } from './metric.js';

/** Options of {@link createBsc}. */
export interface BscOptions {
  /**
   * Ties of an even number of bundled vectors take the bits of one random vector that this key fixes, so that they favour no bit.
   * @defaultValue none: a tie gives 0, as `sgn(0) = +1` does under bit b <-> 1 - 2b
   */
  readonly tieKey?: RandomKey | undefined;
}

const laws: Laws = {
  commutativity: 'exact',
  associativity: 'exact',
  identity: 'exact',
  selfInverse: 'exact',
  inverse: 'exact',
  unbindInvertsBind: 'exact',
  // Equal wherever the vote is not tied, so exact for an odd number of vectors.
  bindDistributesOverBundle: 'approximate',
  bundleAssociativity: 'approximate',
  permuteDistributesOverBind: 'exact',
  permuteDistributesOverBundle: 'exact',
  bindPreservesSimilarity: 'exact',
};

/**
 * The binary spatter code with a choice of tie rule.
 *
 * `bind` is XOR and its own inverse, `bundle` the majority (no gradient), `similarity` is `1 - 2 hamming / D`.
 * XOR is computed as `a + b - 2ab`, which for numbers between 0 and 1 is the probability that two independent bits differ and has a gradient.
 *
 * @param options - See {@link BscOptions}.
 * @returns The algebra.
 */
export function createBsc(options: BscOptions = {}): Algebra {
  const { tieKey } = options;
  return {
    name: 'bsc',
    // A fixed random tie vector does not rotate along with the vectors.
    laws: tieKey === undefined ? laws : { ...laws, permuteDistributesOverBundle: 'approximate' },
    metric: bitMetric,
    random: (backend, key, shape) => {
      checkShape('bsc.random', shape);
      return backend.tensor(Float32Array.from(bernoulli(key, shape)), shape);
    },
    identity: (backend, dimension) => {
      checkDimension('bsc.identity', dimension);
      return backend.zeros([dimension]);
    },
    bind: (backend, a, b) => {
      checkPair('bsc.bind', a, b);
      return exclusiveOr(backend, a, b);
    },
    unbind: (backend, bound, factor) => {
      checkPair('bsc.unbind', bound, factor);
      return exclusiveOr(backend, bound, factor);
    },
    inverse: (backend, x) => {
      checkVectors('bsc.inverse', 'x', x);
      return backend.clone(x);
    },
    bundle: (backend, vectors) => majority(backend, vectors, tieKey),
    bindAll: (backend, vectors) => bindCollection('bsc.bindAll', backend, exclusiveOr, vectors),
    permute: (backend, x, shift) => rotate('bsc.permute', backend, x, shift),
    similarity: (backend, a, b) => compareRows('bsc.similarity', backend, bitMetric, a, b),
  };
}

/** The binary spatter code; a tie of bundled vectors gives 0. See {@link createBsc}. */
export const bsc: Algebra = createBsc();

function exclusiveOr(backend: Backend, a: Tensor, b: Tensor): Tensor {
  return backend.tidy(() => backend.sub(backend.add(a, b), backend.mul(backend.mul(a, b), 2)));
}

function majority(backend: Backend, vectors: Tensor, tieKey: RandomKey | undefined): Tensor {
  const { count, dimension } = checkCollection('bsc.bundle', vectors);
  return backend.tidy(() => {
    const votes = backend.sum(vectors, { axis: -2 });
    if (tieKey === undefined) return backend.cast(backend.greater(votes, count / 2), 'float32');
    // Votes are whole numbers, so half a vote decides ties and nothing else.
    const casting = backend.mul(backend.tensor(Float32Array.from(bernoulli(tieKey, [dimension]))), 0.5);
    return backend.cast(backend.greater(backend.add(votes, casting), count / 2), 'float32');
  });
}
