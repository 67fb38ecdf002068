// Holographic reduced representations in the frequency domain (FHRR): T. A. Plate, "Holographic Reduced Representation: Distributed
// Representation for Cognitive Structures", CSLI 2003. A vector is D phasors of magnitude 1; only their angles are held, in rad, float32.

import type { Backend, Tensor } from '@vsa/backend';
import { uniform } from '@vsa/backend/random';

import type { Algebra, Laws } from './algebra.js';
import { checkCollection, checkDimension, checkPair, checkShape, checkVectors } from './internal/check.js';
import { bindCollection, rotate } from './internal/common.js';
import { compareRows, phaseMetric } from './metric.js';

const laws: Laws = {
  commutativity: 'exact',
  associativity: 'exact',
  identity: 'exact',
  selfInverse: 'false',
  inverse: 'exact',
  unbindInvertsBind: 'exact',
  bindDistributesOverBundle: 'exact',
  // Every bundle forgets the magnitudes of its sum, so that the order of bundling is a weighting.
  bundleAssociativity: 'approximate',
  permuteDistributesOverBind: 'exact',
  permuteDistributesOverBundle: 'exact',
  bindPreservesSimilarity: 'exact',
};

/**
 * FHRR on angles in rad.
 *
 * `bind` adds angles and wraps them into [-π, π] (gradient 1), `unbind` subtracts, `bundle` is the angle of the sum of phasors (0 where
 * they cancel exactly; the gradient grows without bound towards such a point), `similarity` the mean cosine of the differences.
 * Random angles are uniform in [-π, π). Angles of any size are valid input; equality is modulo 2π.
 */
export const fhrr: Algebra = {
  name: 'fhrr',
  laws,
  metric: phaseMetric,
  random: (backend, key, shape) => {
    checkShape('fhrr.random', shape);
    return backend.tensor(uniform(key, shape, { low: -Math.PI, high: Math.PI }), shape);
  },
  identity: (backend, dimension) => {
    checkDimension('fhrr.identity', dimension);
    return backend.zeros([dimension]);
  },
  bind: (backend, a, b) => {
    checkPair('fhrr.bind', a, b);
    return wrapSum(backend, a, b);
  },
  unbind: (backend, bound, factor) => {
    checkPair('fhrr.unbind', bound, factor);
    return backend.tidy(() => wrap(backend, backend.sub(bound, factor)));
  },
  inverse: (backend, x) => {
    checkVectors('fhrr.inverse', 'x', x);
    return backend.neg(x);
  },
  bundle: (backend, vectors) => {
    checkCollection('fhrr.bundle', vectors);
    return backend.tidy(() => {
      const along = { axis: -2 };
      return backend.atan2(
        backend.sum(backend.sin(vectors), along),
        backend.sum(backend.cos(vectors), along),
      );
    });
  },
  bindAll: (backend, vectors) => bindCollection('fhrr.bindAll', backend, wrapSum, vectors),
  permute: (backend, x, shift) => rotate('fhrr.permute', backend, x, shift),
  similarity: (backend, a, b) => compareRows('fhrr.similarity', backend, phaseMetric, a, b),
};

function wrapSum(backend: Backend, a: Tensor, b: Tensor): Tensor {
  return backend.tidy(() => wrap(backend, backend.add(a, b)));
}

/** Subtracts whole turns, which leaves angles that need none untouched: a remainder after adding π would round them. */
function wrap(backend: Backend, angle: Tensor): Tensor {
  const turns = backend.round(backend.mul(angle, 1 / (2 * Math.PI)));
  return backend.sub(angle, backend.mul(backend.stopGradient(turns), 2 * Math.PI));
}
