// States to start from on the way back. Nobody knows the number of steps beforehand, so the distance between kept states doubles whenever
// they become more than twice as many as it: after N steps both are about sqrt(N), within a factor sqrt(2).

import type { Backend } from '../../backend.js';
import type { TensorTree } from '../../tensor.js';
import { disposeTree } from '../../tree.js';
import type { TakenStep } from './problem.js';
import { cloneTree } from './trees.js';

/** A run of steps and the state before the first of them. */
export interface Segment<Y extends TensorTree> {
  readonly y: Y;
  /** Number of its first step. */
  readonly from: number;
  /** Number of the step after its last. */
  readonly to: number;
}

/** Times of all steps and some of the states. */
export interface Tape<Y extends TensorTree> {
  readonly steps: { readonly t: number; readonly h: number }[];
  /** To be called before or at each step. */
  record(step: TakenStep<Y>): void;
  /** The runs of steps, first to last; at least one. */
  segments(y0: Y): Segment<Y>[];
  dispose(): void;
}

/** An empty tape. */
export function createTape<Y extends TensorTree>(backend: Backend): Tape<Y> {
  const steps: { t: number; h: number }[] = [];
  let kept: { readonly y: Y; readonly from: number }[] = [];
  let every = 1;
  const keep = (y: Y): void => {
    kept.push({ y: cloneTree(backend, y), from: steps.length });
  };
  return {
    steps,
    record({ t, h, y }) {
      if (steps.length % every === 0) keep(y);
      steps.push({ t, h });
      if (kept.length <= 2 * every) return;
      every *= 2;
      const [even, odd] = [true, false].map((parity) =>
        kept.filter(({ from }) => (from % every === 0) === parity),
      );
      disposeTree((odd ?? []).map(({ y: state }) => state));
      kept = even ?? [];
    },
    segments(y0) {
      if (kept.length === 0) keep(y0);
      return kept.map(({ y, from }, index) => ({ y, from, to: kept[index + 1]?.from ?? steps.length }));
    },
    dispose() {
      disposeTree(kept.map(({ y }) => y));
      kept = [];
    },
  };
}
