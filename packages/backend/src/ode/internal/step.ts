// The arithmetic of one explicit Runge-Kutta step.

import type { Backend } from '../../backend.js';
import type { TensorTree } from '../../tensor.js';
import { isFirstSameAsLast, type RungeKuttaMethod } from '../methods.js';
import type { Field, RungeKuttaStep } from '../runge-kutta.js';
import { evaluate } from './evaluate.js';
import { addWeighted, at, cloneTree, weightedSum } from './trees.js';

/** A step and where its stages after the first were taken: k_i at `points[i - 1]`. Call inside `tidy`. */
export function stepWithPoints<Y extends TensorTree>(
  backend: Backend,
  method: RungeKuttaMethod,
  field: Field<Y>,
  t: number,
  h: number,
  y: Y,
  start?: Y,
): RungeKuttaStep<Y> & { readonly points: readonly Y[] } {
  const { matrix, nodes, weights, errorWeights } = method;
  const scaled = (row: readonly number[]): number[] => row.map((value) => value * h);
  const stages: Y[] = [start === undefined ? evaluate(backend, field, t, y) : cloneTree(backend, start)];
  const points: Y[] = [];
  for (let stage = 1; stage < nodes.length; stage += 1) {
    const point = addWeighted(backend, y, scaled(at(matrix, stage)), stages);
    stages.push(evaluate(backend, field, t + at(nodes, stage) * h, point));
    points.push(point);
  }
  const shared = isFirstSameAsLast(method);
  return {
    y: shared ? at(points, -1) : addWeighted(backend, y, scaled(weights), stages),
    stages,
    points,
    derivative: shared ? at(stages, -1) : undefined,
    error: errorWeights && weightedSum(backend, scaled(errorWeights), stages),
  };
}
