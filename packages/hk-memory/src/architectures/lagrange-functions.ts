// One Lagrange function of each kind.

import { layerNormLagrange, softmaxLagrange, sphericalLagrange } from '../lagrange/collective.js';
import {
  expLagrange,
  identityLagrange,
  powerLagrange,
  reluLagrange,
  sigmoidLagrange,
  tanhLagrange,
} from '../lagrange/elementwise.js';
import { ownLagrange, type Lagrange } from '../lagrange/lagrange.js';

/** Lagrange functions by name; the last is one of a user's own, `Σ x⁴ / 4`. */
export const lagrangeFunctions: Readonly<Record<string, Lagrange>> = {
  identity: identityLagrange(),
  relu: reluLagrange(),
  'power 3': powerLagrange(3),
  exp: expLagrange(0.5),
  softmax: softmaxLagrange(2),
  tanh: tanhLagrange(1.5),
  sigmoid: sigmoidLagrange(2),
  'layer norm': layerNormLagrange({ gain: 1.5, shift: 0.2, epsilon: 0.1 }),
  spherical: sphericalLagrange(0.1),
  own: ownLagrange({
    value: ({ mul, square, sum }, x) => mul(sum(square(square(x)), { axis: 1 }), 0.25),
    activation: ({ mul, square }, x) => mul(square(x), x),
  }),
};
