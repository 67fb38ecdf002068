// Oscillators of tensor operations: on every backend, and the oracle of the fused kernel. States lie as `[D, N, objects, B]` between the
// first step and the last, so that a coupling is one product of matrices, by numbers or by blocks.

import type {
  ElementwiseOps,
  LinearOps,
  MemoryOps,
  ReductionOps,
  ShapeOps,
  CreationOps,
} from '../backend.js';
import type { EvolveOps, OscillatorSystem } from '../oscillators.js';
import type { Tensor } from '../tensor.js';
import { checkEvolve, type Sizes } from './check.js';

/** The operations that oscillators need. */
export type OscillatorBase = CreationOps & ElementwiseOps & ReductionOps & LinearOps & ShapeOps & MemoryOps;

/**
 * Oscillators of tensor operations.
 *
 * @param ops - A backend's operations.
 * @returns The operations on oscillators.
 */
export function createTensorOscillators(ops: OscillatorBase): EvolveOps {
  const { add, clone, mul, rsqrt, square, sub, sum, tidy, transpose } = ops;
  const along = { axis: 1, keepDims: true };
  return {
    evolve(start, system, options) {
      const sizes = checkEvolve(start, system, options);
      if (options.steps === 0) return clone(start);
      return tidy(() => {
        const field = fieldOf(ops, system, sizes);
        let x = transpose(start, [2, 3, 1, 0]);
        for (let done = 0; done < options.steps; done += 1) {
          const { pull, turn } = field(x);
          const tangent = sub(pull, mul(x, sum(mul(x, pull), along)));
          const moved = add(x, mul(turn === undefined ? tangent : add(tangent, turn), options.stepSize));
          // |moved| >= 1, as the move is at right angles to x.
          x = mul(moved, rsqrt(sum(square(moved), along)));
        }
        return transpose(x, [3, 2, 0, 1]);
      });
    },
  };
}

interface Pull {
  /** y, `[D, N, objects, B]`. */
  readonly pull: Tensor;
  /** Ω x, of the same shape. */
  readonly turn: Tensor | undefined;
}

function fieldOf(ops: OscillatorBase, system: OscillatorSystem, sizes: Sizes): (x: Tensor) => Pull {
  const { add, matMul, reshape, reverse, transpose } = ops;
  const { batch, objects, features, dimension, blocks } = sizes;
  const rows = blocks ? features * dimension : features;
  const matrix = (coupling: Tensor): Tensor =>
    blocks ? reshape(transpose(coupling, [0, 2, 1, 3]), [rows, rows]) : coupling;
  const within = matrix(system.within);
  const between = system.between && matrix(system.between);
  const drive = system.drive && transpose(system.drive, [2, 3, 1, 0]);
  const { omega } = system;
  const shape = [features, dimension, objects, batch];
  const columns = (features * dimension * objects * batch) / rows;
  return (x) => {
    const flat = reshape(x, [rows, columns]);
    const own = reshape(matMul(within, flat), shape);
    const pulls = [own];
    if (between !== undefined) {
      pulls.push(reshape(matMul(between, reshape(reverse(x, 2), [rows, columns])), shape));
    }
    if (drive !== undefined) pulls.push(drive);
    const turned = omega && reshape(matMul(omega, reshape(x, [features, dimension, objects * batch])), shape);
    return { pull: pulls.reduce((a, b) => add(a, b)), turn: turned };
  };
}
