// What all memories of this package have in common: a flow, the energy that falls along it, and the conditions under which it does.

import type { Tensor, TensorTree } from '@vsa/backend';

/** A condition of Theorem 3.1, 3.2 or 4.1 of Fanaskov and Oseledets, 2025, under which the energy never rises. */
export type ConditionName =
  | 'symmetric-weights'
  | 'positive-hessian'
  | 'symmetric-interactions'
  | 'common-rotation'
  | 'symmetric-coupling';

/** Whether a condition holds. */
export interface Condition {
  /** Which one. */
  readonly name: ConditionName;
  /** Whether it holds, as far as numbers can tell. */
  readonly holds: boolean;
  /** One line: what was found. */
  readonly detail: string;
}

/** A dynamical system with an energy. Functions are pure and synchronous, made of differentiable operations. */
export interface Memory<Y extends TensorTree> {
  /** Right-hand side of the equations of motion, for `solve` of `@vsa/backend/ode`; time plays no part. */
  readonly field: (t: number, state: Y) => Y;
  /** Energy of each row, float32 `[batch]`. */
  readonly energy: (state: Y) => Tensor;
  /** Its gradient in closed form, of the state's form: that by reverse accumulation wherever all weights are symmetric. */
  readonly energyGradient: (state: Y) => Y;
  /** Brings oscillators back on the sphere, for the solver's `project`; undefined where there are none. */
  readonly project: ((state: Y) => Y) | undefined;
  /** Conditions of the theorem; those that depend on the state are checked at this one. */
  readonly conditions: (state: Y) => Promise<readonly Condition[]>;
}
