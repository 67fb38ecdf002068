// One number that says how large an error is against its tolerance.

import type { Backend } from '../backend.js';
import type { Tensor, TensorTree } from '../tensor.js';
import { treeTensors } from '../tree.js';
import { pick } from './internal/trees.js';

/** How large an error may be, element by element: `atol + rtol |y|`. */
export interface Tolerances {
  /** Relative to the state, >= 0. */
  readonly rtol: number;
  /** In units of the state, >= 0. */
  readonly atol: number;
}

/**
 * Mean square over all elements of all tensors of `error / (atol + rtol max(|a|, |b|))`: one number for the whole state, a batch
 * included, as in SciPy and diffrax. A batch of independent problems thus shares its steps; one row's error counts by its share of the
 * elements. Hairer, Nørsett, Wanner, Solving Ordinary Differential Equations I, II.4, equation (4.11), before the root.
 *
 * @param backend - Holds the trees.
 * @param error - Any tree of float32 tensors.
 * @param tolerances - See {@link Tolerances}.
 * @param a - Tree of the same form; scale of the tolerance.
 * @param b - The same.
 * @returns Scalar; the caller owns it.
 */
export function meanSquareError(
  backend: Backend,
  error: TensorTree,
  tolerances: Tolerances,
  a: TensorTree,
  b: TensorTree,
): Tensor {
  const { abs, add, div, maximum, mul, square, sum, tidy } = backend;
  const { rtol, atol } = tolerances;
  const before = treeTensors(a);
  const after = treeTensors(b);
  const errors = treeTensors(error);
  const size = errors.reduce((total, tensor) => total + tensor.size, 0);
  return tidy(() => {
    const sums = errors.map((tensor, index) => {
      const scale = add(mul(maximum(abs(pick(before[index])), abs(pick(after[index]))), rtol), atol);
      return sum(square(div(tensor, scale)));
    });
    return mul(
      sums.reduce((total, each) => add(total, each)),
      1 / size,
    );
  });
}

/**
 * Tells whether every element is finite.
 *
 * @param backend - Holds the tree.
 * @param tree - Any tree of tensors.
 * @returns Scalar, 1 or 0; the caller owns it.
 */
export function allFinite(backend: Backend, tree: TensorTree): Tensor {
  const { all, cast, isFinite, mul, tidy } = backend;
  return tidy(() =>
    treeTensors(tree)
      .map((tensor) => cast(all(isFinite(tensor)), 'float32'))
      .reduce((every, each) => mul(every, each)),
  );
}
