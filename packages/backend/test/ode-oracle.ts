// Runge-Kutta steps in float64 on plain arrays, written apart from the solver: the tableaus' textbook formula and nothing else.

import type { RungeKuttaMethod } from '../src/ode/index.js';

/** Right-hand side on plain numbers. */
export type PlainField = (t: number, y: readonly number[]) => number[];

/** The state after `steps` equal steps from `t0` to `t1`. */
export function integratePlain(
  method: RungeKuttaMethod,
  field: PlainField,
  y0: readonly number[],
  t0: number,
  t1: number,
  steps: number,
): number[] {
  const h = (t1 - t0) / steps;
  let y = [...y0];
  for (let step = 0; step < steps; step += 1) {
    const t = t0 + step * h;
    const slopes: number[][] = [];
    const moved = (weights: readonly number[]): number[] =>
      y.map((value, place) =>
        weights.reduce((sum, weight, index) => sum + h * weight * (slopes[index]?.[place] ?? 0), value),
      );
    for (const [stage, row] of method.matrix.entries()) {
      slopes.push(field(t + (method.nodes[stage] ?? NaN) * h, moved(row)));
    }
    y = moved(method.weights);
  }
  return y;
}

/** Least-squares slope of log error against log step. */
export function convergenceOrder(steps: readonly number[], errors: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const xs = steps.map(Math.log);
  const ys = errors.map(Math.log);
  const [mx, my] = [mean(xs), mean(ys)];
  const top = xs.reduce((sum, x, index) => sum + (x - mx) * ((ys[index] ?? NaN) - my), 0);
  return top / xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
}

/** Largest difference, NaN when the lengths differ. */
export function distance(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return NaN;
  return Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? NaN))));
}
