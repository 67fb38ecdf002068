// Phase oscillators on a torus of tensor operations: on every backend, differentiable, and the oracle of shaders and kernels. Neighbours are
// reached by shifting the whole picture, never by index.

import { PHASE_STAGES } from '../kernels/phase-stages.js';
import type { TorusOps, TorusSystem } from '../oscillators.js';
import type { Tensor } from '../tensor.js';
import { checkTorus, checkTorusSteps } from './check-torus.js';
import type { OscillatorBase } from './tensor.js';

/**
 * Oscillators on a torus of tensor operations.
 *
 * @param ops - A backend's operations.
 * @returns The operations.
 */
export function createTensorTorus(ops: OscillatorBase): TorusOps {
  const { add, clone, concat, cos, mul, round, sin, slice, sub, tidy } = ops;
  const heard = (x: Tensor): Tensor => {
    const [rows = 0, columns = 0] = x.shape;
    // A shift by one is the last line put before the others.
    const [top, rest] = [slice(x, [0, 0], [1, columns]), slice(x, [1, 0], [rows - 1, columns])];
    const [most, bottom] = [slice(x, [0, 0], [rows - 1, columns]), slice(x, [rows - 1, 0], [1, columns])];
    const [left, right] = [slice(x, [0, 0], [rows, 1]), slice(x, [0, 1], [rows, columns - 1])];
    const [wide, edge] = [slice(x, [0, 0], [rows, columns - 1]), slice(x, [0, columns - 1], [rows, 1])];
    const vertical = add(concat([rest, top], 0), concat([bottom, most], 0));
    return add(vertical, add(concat([right, left], 1), concat([edge, wide], 1)));
  };
  /** Σ sin(θ_j - θ_i - α) = cos(θ_i + α) Σ sin θ_j - sin(θ_i + α) Σ cos θ_j: two sums of neighbours. */
  const pull = (phases: Tensor, lag: number): Tensor => {
    const [s, c] = [sin(phases), cos(phases)];
    const own = lag === 0 ? phases : add(phases, lag);
    const [ownSin, ownCos] = lag === 0 ? [s, c] : [sin(own), cos(own)];
    return sub(mul(ownCos, heard(s)), mul(ownSin, heard(c)));
  };
  const slope = (phases: Tensor, { frequencies, coupling, lag = 0 }: TorusSystem): Tensor =>
    add(mul(pull(phases, lag), coupling), frequencies);
  const wrapped = (phases: Tensor): Tensor =>
    sub(phases, mul(round(mul(phases, 1 / (2 * Math.PI))), 2 * Math.PI));
  return {
    torusPull(phases, lag = 0) {
      checkTorus('oscillators.torusPull', phases, lag);
      return tidy(() => pull(phases, lag));
    },
    torusSteps(phases, system, options) {
      const { steps, stepSize, method } = checkTorusSteps(phases, system, options);
      const { ahead, weights } = PHASE_STAGES[method];
      return tidy(() => {
        let now = clone(phases);
        for (let done = 0; done < steps; done += 1) {
          let last = slope(now, system);
          let sum = mul(last, weights[0] ?? 0);
          for (const [stage, share] of ahead.entries()) {
            last = slope(add(now, mul(last, share * stepSize)), system);
            sum = add(sum, mul(last, weights[stage + 1] ?? 0));
          }
          now = wrapped(add(now, mul(sum, stepSize)));
        }
        return now;
      });
    },
  };
}
