// One stepper for all explicit Runge-Kutta methods. A step is pure: state in, state out.

import type { Backend } from '../backend.js';
import type { TensorTree } from '../tensor.js';
import type { RungeKuttaMethod } from './methods.js';
import { stepWithPoints } from './internal/step.js';
import { checkState } from './internal/trees.js';

/**
 * Right-hand side of `dy/dt = f(t, y)`: a synchronous, pure function of time and state that returns a tree of the state's form.
 * Its temporaries are freed by the solver; what it captures is not.
 */
export type Field<Y extends TensorTree> = (t: number, y: Y) => Y;

/** What {@link rungeKuttaStep} gives; the caller owns all tensors. */
export type RungeKuttaStep<Y extends TensorTree> = {
  /** State at `t + h`. */
  readonly y: Y;
  /** Stages k_1, ..., k_s, of the state's form. */
  readonly stages: readonly Y[];
  /** `f(t + h, y)`, where the method computes it; then it is the last of `stages`. */
  readonly derivative: Y | undefined;
  /** Estimate of the error of `y`, where the method has one. */
  readonly error: Y | undefined;
};

/**
 * One step of an explicit Runge-Kutta method: E. Hairer, S. P. Nørsett, G. Wanner, Solving Ordinary Differential Equations I, II.1,
 * equation (1.8).
 *
 * Differentiable in `y`, in `start` and in what the field captures. Cost: one evaluation of the field per stage, one fewer with `start`.
 *
 * @param backend - Holds the state.
 * @param method - A tableau such as `rk4`.
 * @param field - Right-hand side.
 * @param t - Time of `y`.
 * @param h - Step, negative to go back.
 * @param y - State, float32.
 * @param start - `f(t, y)` where it is known; it becomes the first stage.
 * @returns State, stages, derivative and error estimate; `stages[0]` is a new handle.
 * @throws RangeError when the field returns a tree of another form; TypeError when the state is not float32.
 */
export function rungeKuttaStep<Y extends TensorTree>(
  backend: Backend,
  method: RungeKuttaMethod,
  field: Field<Y>,
  t: number,
  h: number,
  y: Y,
  start?: Y,
): RungeKuttaStep<Y> {
  checkState('ode.rungeKuttaStep', y);
  return backend.tidy(() => {
    const { y: reached, stages, derivative, error } = stepWithPoints(backend, method, field, t, h, y, start);
    return { y: reached, stages, derivative, error };
  });
}
