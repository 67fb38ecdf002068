// What a step leaves behind: states at the times that lie in it, and its polynomial.

import type { TensorTree } from '../../tensor.js';
import { disposeTree } from '../../tree.js';
import { densePiece, evaluatePiece, type DensePiece } from '../interpolation.js';
import { evaluate } from './evaluate.js';
import { SAME_TIME, type Output, type Plan, type Problem } from './problem.js';
import { checkForm, cloneTree } from './trees.js';

/** A step as saving sees it. */
export interface FinishedStep<Y extends TensorTree> {
  readonly plan: Plan;
  readonly before: Y;
  /** State that the method gives. */
  readonly raw: Y;
  /** The same, projected. */
  readonly y: Y;
  readonly stages: readonly Y[];
  /** Derivative at `y` where it is known. */
  readonly derivative: Y | null;
}

/** Saves what lies in the step; gives the derivative at its end where that is known now. */
export function saveStep<Y extends TensorTree>(
  problem: Problem<Y>,
  step: FinishedStep<Y>,
  { times, ts, ys, pieces }: Output<Y>,
): Y | null {
  const { backend, direction, project } = problem;
  const { plan, y } = step;
  const near = SAME_TIME * plan.length;
  const due = times.slice(ts.length).filter((time) => direction * (time - plan.tNext) <= near);
  const inside = due.filter((time) => direction * (plan.tNext - time) > near);
  if (inside.length === 0 && pieces === undefined) {
    for (const time of due) keep(time, cloneTree(backend, y));
    return step.derivative;
  }
  const { piece, derivative } = makePiece(problem, step);
  try {
    for (const time of due) {
      const between = inside.includes(time);
      keep(time, between ? pointOn(piece, time) : cloneTree(backend, y));
    }
  } catch (error) {
    disposeTree(piece);
    if (derivative !== step.derivative) disposeTree(derivative);
    throw error;
  }
  if (pieces === undefined) disposeTree(piece);
  else pieces.push(piece);
  return derivative;

  function keep(time: number, state: Y): void {
    ts.push(time);
    ys.push(state);
  }
  function pointOn(from: DensePiece<Y>, time: number): Y {
    return backend.tidy(() => applyProjection(problem, project, evaluatePiece(backend, from, time)));
  }
}

/** The step's polynomial. Cubic Hermite needs the derivative at the end, which without projection is the next step's first stage. */
function makePiece<Y extends TensorTree>(
  { backend, method, field, project, direction }: Problem<Y>,
  { plan, before, raw, stages, derivative }: FinishedStep<Y>,
): { piece: DensePiece<Y>; derivative: Y | null } {
  const { t, length, tNext } = plan;
  const known = method.interpolant === undefined ? derivative : before;
  const slope = project === undefined && known !== null ? known : evaluate(backend, field, tNext, raw);
  const h = direction * length;
  try {
    const piece = densePiece(backend, method, t, h, before, stages, { y: raw, derivative: slope });
    if (slope === known) return { piece, derivative };
    if (project === undefined) return { piece, derivative: slope };
    disposeTree(slope);
    return { piece, derivative };
  } catch (error) {
    if (slope !== known) disposeTree(slope);
    throw error;
  }
}

/** The projected state, as new handles; a clone without a projection. */
export function applyProjection<Y extends TensorTree>(
  { backend }: Pick<Problem<Y>, 'backend'>,
  project: ((y: Y) => Y) | undefined,
  y: Y,
): Y {
  if (project === undefined) return cloneTree(backend, y);
  return backend.tidy(() => {
    const result = project(y);
    checkForm('ode', 'what project returns', y, result);
    return cloneTree(backend, result);
  });
}
