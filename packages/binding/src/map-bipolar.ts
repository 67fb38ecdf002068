// MAP with bipolar vectors (MAP-B): multiply, add, permute. R. W. Gayler, "Multiplicative binding, representation operators and
// analogy", 1998. Components are -1 and +1 in float32; the same algebra as the binary spatter code under bit b <-> 1 - 2b.

import type { Backend, Tensor } from '@vsa/backend';
import { bipolar, type RandomKey } from '@vsa/backend/random';

import type { Algebra, Laws } from './algebra.js';
import { checkCollection, checkDimension, checkPair, checkShape, checkVectors } from './internal/check.js';
import { bindCollection, rotate } from './internal/common.js';
import { bipolarMetric, compareRows } from './metric.js';

/** Options of {@link createMapBipolar}. */
export interface MapBipolarOptions {
  /**
   * Ties of an even number of bundled vectors take the signs of one random vector that this key fixes, so that they favour no sign.
   * @defaultValue none: a tie gives +1, the house rule `sgn(0) = +1`
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
  // Equal wherever the sum is not tied, so exact for an odd number of vectors.
  bindDistributesOverBundle: 'approximate',
  bundleAssociativity: 'approximate',
  permuteDistributesOverBind: 'exact',
  permuteDistributesOverBundle: 'exact',
  bindPreservesSimilarity: 'exact',
};

/**
 * MAP with bipolar vectors and a choice of tie rule.
 *
 * `bind` is the product and its own inverse, `bundle` the sign of the sum (no gradient), `similarity` the dot product over D.
 *
 * @param options - See {@link MapBipolarOptions}.
 * @returns The algebra.
 */
export function createMapBipolar(options: MapBipolarOptions = {}): Algebra {
  const { tieKey } = options;
  return {
    name: 'map-bipolar',
    // A fixed random tie vector does not rotate along with the vectors.
    laws: tieKey === undefined ? laws : { ...laws, permuteDistributesOverBundle: 'approximate' },
    metric: bipolarMetric,
    random: (backend, key, shape) => {
      checkShape('mapBipolar.random', shape);
      return backend.tensor(bipolar(key, shape), shape);
    },
    identity: (backend, dimension) => {
      checkDimension('mapBipolar.identity', dimension);
      return backend.ones([dimension]);
    },
    bind: (backend, a, b) => product('mapBipolar.bind', backend, a, b),
    unbind: (backend, bound, factor) => product('mapBipolar.unbind', backend, bound, factor),
    inverse: (backend, x) => {
      checkVectors('mapBipolar.inverse', 'x', x);
      return backend.clone(x);
    },
    bundle: (backend, vectors) => majority(backend, vectors, tieKey),
    bindAll: (backend, vectors) =>
      bindCollection('mapBipolar.bindAll', backend, (_, a, b) => backend.mul(a, b), vectors),
    permute: (backend, x, shift) => rotate('mapBipolar.permute', backend, x, shift),
    similarity: (backend, a, b) => compareRows('mapBipolar.similarity', backend, bipolarMetric, a, b),
  };
}

/** MAP with bipolar vectors; a tie of bundled vectors gives +1. See {@link createMapBipolar}. */
export const mapBipolar: Algebra = createMapBipolar();

function product(where: string, backend: Backend, a: Tensor, b: Tensor): Tensor {
  checkPair(where, a, b);
  return backend.mul(a, b);
}

function majority(backend: Backend, vectors: Tensor, tieKey: RandomKey | undefined): Tensor {
  const { dimension } = checkCollection('mapBipolar.bundle', vectors);
  return backend.tidy(() => {
    const sum = backend.sum(vectors, { axis: -2 });
    if (tieKey === undefined) return backend.where(backend.greaterEqual(sum, 0), 1, -1);
    // Sums are whole numbers, so half a vote decides ties and nothing else.
    const casting = backend.mul(backend.tensor(bipolar(tieKey, [dimension])), 0.5);
    return backend.where(backend.greaterEqual(backend.add(sum, casting), 0), 1, -1);
  });
}
