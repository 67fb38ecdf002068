// Where a solver stands. All of it is in here, so that stopping and going on gives the same bits as never having stopped.

import type { TensorTree } from '../tensor.js';
import type { ErrorMemory } from './step-size.js';

/**
 * State of a solver between two attempts; a tree, so that `@vsa/backend/checkpoint` keeps it. Its form never changes: the state of a
 * solution with `maxSteps: 0` is an example to load by.
 */
export type SolverState<Y extends TensorTree> = {
  /** Time of `y`. */
  readonly t: number;
  /** Solution at `t`. */
  readonly y: Y;
  /** `f(t, y)` where it is known, else `y` in its place: the form of a state never changes. */
  readonly derivative: Y;
  /** Whether `derivative` is one. */
  readonly derivativeKnown: boolean;
  /** Length of the next attempt; 0 before the first choice. */
  readonly stepSize: number;
  /** Errors that the controller remembers. */
  readonly memory: ErrorMemory;
  /** What became of the last attempt. */
  readonly failure: 'none' | 'too-large' | 'not-finite';
  /** Steps of one length are counted from this time, so that their times do not drift. */
  readonly anchor: number;
  /** Steps done since the anchor, negative for steps back. */
  readonly count: number;
  /** Steps taken since the start. */
  readonly accepted: number;
  /** Attempts that failed since the start. */
  readonly rejected: number;
  /** Evaluations of the field since the start. */
  readonly evaluations: number;
};

/**
 * How a solution ended; none of these is an error. `finished`: at `t1`. `steady-state`: the derivative is below its tolerance. `max-steps`:
 * no attempts left. `nan`: the next step is not finite, or no step is short enough to be; the state is the one before it. `step-too-small`:
 * the controller asked for less than its limit. `aborted`: the signal ended it. Only the first two reach what was asked for.
 */
export type SolveStatus = 'finished' | 'steady-state' | 'max-steps' | 'nan' | 'step-too-small' | 'aborted';
