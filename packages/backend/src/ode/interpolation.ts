// States between the ends of a step: a polynomial per step, from the method's continuous extension or cubic Hermite.

import type { Backend } from '../backend.js';
import type { TensorTree } from '../tensor.js';
import type { RungeKuttaMethod } from './methods.js';
import { addWeighted, at, weightedSum } from './internal/trees.js';

/** The solution over one step: `y(t + x h) = terms[0] + x terms[1] + x^2 terms[2] + ...` for x in [0, 1]. */
export type DensePiece<Y extends TensorTree> = {
  /** Time at the start of the step. */
  readonly t: number;
  /** Length of the step, with its sign. */
  readonly h: number;
  /** Coefficients, each of the state's form. */
  readonly terms: readonly Y[];
};

/**
 * Makes the polynomial of a step: order 4 for methods with a continuous extension, else cubic Hermite (order 3).
 *
 * @param backend - Holds the states.
 * @param method - The method that made the step.
 * @param t - Time at its start.
 * @param h - Its length, with its sign.
 * @param y - State at its start.
 * @param stages - Stages of the step.
 * @param end - State at its end and the derivative there, which only cubic Hermite looks at.
 * @returns The piece; the caller owns its tensors.
 */
export function densePiece<Y extends TensorTree>(
  backend: Backend,
  method: RungeKuttaMethod,
  t: number,
  h: number,
  y: Y,
  stages: readonly Y[],
  end: { readonly y: Y; readonly derivative: Y },
): DensePiece<Y> {
  return backend.tidy(() => {
    const zero = weightedSum(backend, [1], [y]) ?? y;
    const { interpolant } = method;
    if (interpolant !== undefined) {
      const powers = at(interpolant, 0).map((_, power) => interpolant.map((row) => at(row, power) * h));
      const terms = powers.map((weights) => weightedSum(backend, weights, stages) ?? zero);
      return { t, h, terms: [zero, ...terms] };
    }
    // Hairer, Nørsett, Wanner, Solving Ordinary Differential Equations I, II.6, equation (6.7), in powers of x.
    const slopes = [at(stages, 0), end.derivative];
    const change = weightedSum(backend, [1, -1], [end.y, y]) ?? zero;
    const hermite = (rise: number, weights: readonly number[]): Y =>
      weightedSum(backend, [rise, ...weights.map((weight) => weight * h)], [change, ...slopes]) ?? zero;
    return { t, h, terms: [zero, hermite(0, [1, 0]), hermite(3, [-2, -1]), hermite(-2, [1, 1])] };
  });
}

/**
 * Evaluates the polynomial of a step.
 *
 * @param backend - Holds the piece.
 * @param piece - What {@link densePiece} gave.
 * @param t - A time; outside the step this extrapolates.
 * @returns The state; the caller owns its tensors.
 */
export function evaluatePiece<Y extends TensorTree>(backend: Backend, piece: DensePiece<Y>, t: number): Y {
  const x = (t - piece.t) / piece.h;
  const [first, ...rest] = piece.terms;
  return backend.tidy(() =>
    addWeighted(
      backend,
      at([first], 0) as Y,
      rest.map((_, power) => x ** (power + 1)),
      rest,
    ),
  );
}

/**
 * Evaluates a solution between its ends.
 *
 * @param backend - Holds the pieces.
 * @param pieces - `dense` of a solution, in the order of the steps.
 * @param t - A time within them.
 * @returns The state there, without the solution's projection; the caller owns its tensors. At the meeting of two pieces, the earlier one counts.
 * @throws RangeError when there is no piece for the time.
 */
export function evaluateDense<Y extends TensorTree>(
  backend: Backend,
  pieces: readonly DensePiece<Y>[],
  t: number,
): Y {
  // Times are sums of rounded steps: let the ends of the interval be hit.
  const within = (piece: DensePiece<Y>): boolean => {
    const x = (t - piece.t) / piece.h;
    return x >= -1e-9 && x <= 1 + 1e-9;
  };
  const found = pieces.find(within);
  if (found === undefined) {
    const last = pieces.at(-1);
    const range =
      last === undefined
        ? 'no steps'
        : `steps from ${at(pieces, 0).t} to ${last.t + last.h}; ask for a time within them`;
    throw new RangeError(`ode.evaluateDense: expected a time that a step covers, got ${t} and ${range}.`);
  }
  return evaluatePiece(backend, found, t);
}
