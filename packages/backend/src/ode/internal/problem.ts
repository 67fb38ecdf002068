// What an attempt needs to know and where it leaves its output.

import type { Backend } from '../../backend.js';
import type { TensorTree } from '../../tensor.js';
import type { Tolerances } from '../error-norm.js';
import type { DensePiece } from '../interpolation.js';
import type { RungeKuttaMethod } from '../methods.js';
import type { Field } from '../runge-kutta.js';
import type { SolverState, SolveStatus } from '../state.js';
import type { StepSize } from '../step-size.js';

/** A step that was taken. */
export interface TakenStep<Y extends TensorTree> {
  readonly t: number;
  /** With its sign. */
  readonly h: number;
  /** State before it; not the receiver's to keep. */
  readonly y: Y;
  /** Its stages; not the receiver's to keep. */
  readonly stages: readonly Y[];
  /** States at which the stages after the first were taken; not the receiver's to keep. */
  readonly points: readonly Y[];
}

/** One initial value problem, checked. */
export interface Problem<Y extends TensorTree> {
  readonly backend: Backend;
  readonly method: RungeKuttaMethod;
  readonly field: Field<Y>;
  readonly t1: number;
  readonly direction: 1 | -1;
  readonly stepSize: StepSize;
  readonly checkEvery: number;
  readonly project: ((y: Y) => Y) | undefined;
  readonly steadyState: Tolerances | undefined;
  readonly onTaken: ((step: TakenStep<Y>) => void) | undefined;
}

/** Solver state with the reason to stop. */
export type Running<Y extends TensorTree> = {
  readonly solver: SolverState<Y>;
  readonly halt: SolveStatus | null;
};

/** Times still to save and what was saved; the one mutable thing of a solution. */
export interface Output<Y extends TensorTree> {
  readonly times: readonly number[];
  readonly ts: number[];
  readonly ys: Y[];
  readonly pieces: DensePiece<Y>[] | undefined;
}

/** Two times closer than this share of a step are one: times are sums of rounded steps. */
export const SAME_TIME = 1e-9;

/** Where the next step goes. */
export interface Plan {
  readonly t: number;
  readonly length: number;
  readonly tNext: number;
  /** True when the end of the interval cuts the step short. */
  readonly cut: boolean;
}

/** Time of a state; steps of one length are counted, so that it does not drift. */
export function timeOf<Y extends TensorTree>({ stepSize }: Problem<Y>, state: SolverState<Y>): number {
  return stepSize.kind === 'fixed' ? state.anchor + state.count * stepSize.size : state.t;
}

/** Plans a step of at most `size` from where the state stands. */
export function planStep<Y extends TensorTree>(
  problem: Problem<Y>,
  state: SolverState<Y>,
  size: number,
): Plan {
  const { direction, stepSize, t1 } = problem;
  const t = timeOf(problem, state);
  if (stepSize.kind === 'fixed') {
    const left = Math.abs(t1 - t);
    if (left > size * (1 + SAME_TIME)) {
      return { t, length: size, tNext: state.anchor + (state.count + direction) * size, cut: false };
    }
    const cut = left < size * (1 - SAME_TIME);
    return { t, length: cut ? left : size, tNext: t1, cut };
  }
  const free = t + direction * size;
  const beyond = direction * (free - t1) > 0;
  const tNext = beyond ? t1 : free;
  return { t, length: Math.abs(tNext - t), tNext, cut: beyond };
}
