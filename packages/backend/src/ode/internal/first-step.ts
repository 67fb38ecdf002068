// A first step from two evaluations of the field: Hairer, Nørsett, Wanner, Solving Ordinary Differential Equations I, II.4, "Starting step size".

import type { TensorTree } from '../../tensor.js';
import { meanSquareError } from '../error-norm.js';
import type { PidSteps } from '../step-size.js';
import { evaluate } from './evaluate.js';
import type { Problem } from './problem.js';
import { addWeighted, weightedSum } from './trees.js';

/** Length of the first step, NaN when the field is not finite there. One evaluation of the field and two reads. */
export async function firstStep<Y extends TensorTree>(
  problem: Problem<Y>,
  steps: PidSteps,
  power: number,
  t: number,
  y: Y,
  derivative: Y,
): Promise<number> {
  const { backend, direction, field, t1 } = problem;
  const interval = Math.abs(t1 - t);
  const norms = async (trees: () => Y[]): Promise<number[]> => {
    const squares = backend.tidy(() =>
      backend.stack(trees().map((tree) => meanSquareError(backend, tree, steps, y, y))),
    );
    const values = await backend.read(squares).finally(() => {
      squares.dispose();
    });
    return [...values].map((value) => Math.sqrt(value));
  };
  const [d0 = NaN, d1 = NaN] = await norms(() => [y, derivative]);
  if (!Number.isFinite(d0) || !Number.isFinite(d1)) return NaN;
  const h0 = Math.min(d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : (0.01 * d0) / d1, interval);
  const [difference = NaN] = await norms(() => {
    const moved = addWeighted(backend, y, [direction * h0], [derivative]);
    const there = evaluate(backend, field, t + direction * h0, moved);
    return [weightedSum(backend, [1, -1], [there, derivative]) ?? derivative];
  });
  const d2 = difference / h0;
  // A field that is not finite a little further on: start as small as the look-ahead and let the controller find its way.
  if (!Number.isFinite(d2)) return Math.min(h0, steps.maxStep);
  const largest = Math.max(d1, d2);
  const h1 = largest <= 1e-15 ? Math.max(1e-6, h0 * 1e-3) : (0.01 / largest) ** (1 / power);
  return Math.max(Math.min(100 * h0, h1, interval, steps.maxStep), steps.minStep);
}
