// MAP with real vectors (MAP-C): R. W. Gayler, "Multiplicative binding, representation operators and analogy", 1998; vectors uniform in
// [-1, 1] as in K. Schlegel, P. Neubert, P. Protzel, "A comparison of vector symbolic architectures", Artif. Intell. Rev. 55, 2022.

import { uniform } from '@vsa/backend/random';

import type { Algebra, Laws } from './algebra.js';
import { checkCollection, checkDimension, checkPair, checkShape, checkVectors } from './internal/check.js';
import { bindCollection, rotate } from './internal/common.js';
import { compareRows, cosineMetric } from './metric.js';

/** Options of {@link createMapReal}. */
export interface MapRealOptions {
  /**
   * Bundles are limited to `[-limit, limit]`, a finite number > 0; Gayler's model has 1.
   * @defaultValue none: bundles are plain sums
   */
  readonly limit?: number | undefined;
}

const laws: Laws = {
  commutativity: 'exact',
  associativity: 'exact',
  identity: 'exact',
  // A vector times itself is positive, not one: similarity E[x²]/√E[x⁴] = √5/3 with the identity.
  selfInverse: 'approximate',
  inverse: 'approximate',
  unbindInvertsBind: 'approximate',
  bindDistributesOverBundle: 'exact',
  bundleAssociativity: 'exact',
  permuteDistributesOverBind: 'exact',
  permuteDistributesOverBundle: 'exact',
  bindPreservesSimilarity: 'approximate',
};

/**
 * MAP with real vectors, uniform in [-1, 1).
 *
 * `bind` is the product; unbinding multiplies by the factor once more, which leaves similarity √5/3 ≈ 0.745 with what was bound (dividing
 * would be exact, and without bound near zeros). `bundle` is the sum, limited if asked; `similarity` is the cosine.
 *
 * @param options - See {@link MapRealOptions}.
 * @returns The algebra.
 * @throws RangeError when `limit` is not finite and positive.
 */
export function createMapReal(options: MapRealOptions = {}): Algebra {
  const { limit } = options;
  if (limit !== undefined && !(limit > 0 && Number.isFinite(limit))) {
    throw new RangeError(`mapReal.createMapReal: expected a finite limit > 0, got ${limit}.`);
  }
  return {
    name: 'map-real',
    laws:
      limit === undefined
        ? laws
        : { ...laws, bindDistributesOverBundle: 'approximate', bundleAssociativity: 'approximate' },
    metric: cosineMetric,
    random: (backend, key, shape) => {
      checkShape('mapReal.random', shape);
      return backend.tensor(uniform(key, shape, { low: -1, high: 1 }), shape);
    },
    identity: (backend, dimension) => {
      checkDimension('mapReal.identity', dimension);
      return backend.ones([dimension]);
    },
    bind: (backend, a, b) => {
      checkPair('mapReal.bind', a, b);
      return backend.mul(a, b);
    },
    unbind: (backend, bound, factor) => {
      checkPair('mapReal.unbind', bound, factor);
      return backend.mul(bound, factor);
    },
    inverse: (backend, x) => {
      checkVectors('mapReal.inverse', 'x', x);
      return backend.clone(x);
    },
    bundle: (backend, vectors) => {
      checkCollection('mapReal.bundle', vectors);
      if (limit === undefined) return backend.sum(vectors, { axis: -2 });
      return backend.tidy(() => backend.clip(backend.sum(vectors, { axis: -2 }), -limit, limit));
    },
    bindAll: (backend, vectors) =>
      bindCollection('mapReal.bindAll', backend, (_, a, b) => backend.mul(a, b), vectors),
    permute: (backend, x, shift) => rotate('mapReal.permute', backend, x, shift),
    similarity: (backend, a, b) => compareRows('mapReal.similarity', backend, cosineMetric, a, b),
  };
}

/** MAP with real vectors; bundles are plain sums. See {@link createMapReal}. */
export const mapReal: Algebra = createMapReal();
