// The coupled field of tensor operations around the backend's sums over edges: on every backend, and the oracle of the fused kernel.

import type { GradientOps } from '../backend.js';
import type { CoupledGraphs, CoupledOps, CoupledState, CoupledWeights, PairOps } from '../oscillators.js';
import { checkCoupled } from './check-pairs.js';
import type { OscillatorBase } from './tensor.js';

/**
 * The coupled field of tensor operations.
 *
 * @param ops - A backend's operations.
 * @param pairs - Its sums over edges.
 * @returns The operations.
 */
export function createTensorCoupled(ops: OscillatorBase & GradientOps, pairs: PairOps): CoupledOps {
  const { add, expandDims, matMul, mul, reshape, rsqrt, square, sub, sum, tidy, valueAndGrad } = ops;
  const along = { axis: -1, keepDims: true };
  const field = ({ g, mu }: CoupledState, graphs: CoupledGraphs, weights: CoupledWeights): CoupledState => {
    const { constant, slope, strength, turn } = weights;
    const unit = mul(mu, rsqrt(sum(square(mu), along)));
    const gate = expandDims(g, -1);
    const heard = pairs.neighbourSum(mul(unit, gate), graphs.coupling);
    const pulled = pairs.pairField(unit, graphs.pairs, { constant, slope });
    const force = sub(pulled, mul(mul(gate, strength), heard));
    const inward = sub(mul(sum(mul(force, unit), along), unit), force);
    const [batch = 0, count = 0, length = 0] = mu.shape;
    const turned = reshape(matMul(reshape(unit, [batch * count, length]), turn), mu.shape);
    return { g: mul(sum(mul(unit, heard), { axis: -1 }), strength), mu: add(inward, turned) };
  };
  return {
    coupledField(state, graphs, weights) {
      checkCoupled('oscillators.coupledField', state, graphs, weights);
      return tidy(() => field(state, graphs, weights));
    },
    coupledPullback(state, graphs, weights, { value, gradient }) {
      checkCoupled('oscillators.coupledPullback', state, graphs, weights, { value, gradient });
      return tidy(() => {
        const back = valueAndGrad(
          (at: { readonly state: CoupledState; readonly weights: CoupledWeights }) => {
            const { g, mu } = field(at.state, graphs, at.weights);
            return add(sum(mul(g, gradient.g)), sum(mul(mu, gradient.mu)));
          },
          { state, weights },
        );
        return back.gradient;
      });
    },
  };
}
