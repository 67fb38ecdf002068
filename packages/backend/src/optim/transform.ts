// The protocol of optimisers: a pair of pure functions that turn a gradient into updates, and ways to put such pairs together.
// State goes in and comes out; nothing is kept inside, so that stopping and resuming is saving and loading a tree.

import type { Backend } from '../backend.js';
import type { TensorTree } from '../tensor.js';
import { mapFloats } from './internal/floats.js';

/** What {@link GradientTransform.update} gives; the caller owns both trees. */
export type Transformed<P extends TensorTree, S extends TensorTree> = {
  /** What to add to the parameters (or what the next piece of a chain takes as its gradient), of the parameters' form. */
  readonly updates: P;
  /** State for the next step. */
  readonly state: S;
};

/** A piece of an optimiser, or a whole one. Tensors that are not float32 get no update. */
export interface GradientTransform<S extends TensorTree = TensorTree> {
  /**
   * State before the first step; the caller owns its tensors.
   */
  init(backend: Backend, params: TensorTree): S;
  /**
   * Turns a gradient into updates; frees none of its arguments and shares no tensor with them. Throws RangeError when the trees differ in form or shapes.
   */
  update<P extends TensorTree>(backend: Backend, gradient: P, state: S, params: P): Transformed<P, S>;
}

/**
 * Runs transforms one after another; each takes the updates of the one before as its gradient.
 *
 * @param transforms - At least one, first to last.
 * @returns One transform whose state is the list of theirs.
 * @throws RangeError when there is none.
 */
export function chain(...transforms: readonly GradientTransform[]): GradientTransform<readonly TensorTree[]> {
  if (transforms.length === 0)
    throw new RangeError('optim.chain: expected at least one transform, got none.');
  return {
    init: (backend, params) => transforms.map((transform) => transform.init(backend, params)),
    update<P extends TensorTree>(
      backend: Backend,
      gradient: P,
      state: readonly TensorTree[],
      params: P,
    ): Transformed<P, readonly TensorTree[]> {
      if (state.length !== transforms.length) {
        throw new RangeError(
          `optim.chain: expected a state of ${transforms.length} parts, got ${state.length}; make it with init().`,
        );
      }
      return backend.tidy(() => {
        let updates = gradient;
        const next = transforms.map((transform, index) => {
          const result = transform.update(backend, updates, state[index], params);
          updates = result.updates;
          return result.state;
        });
        return { updates, state: next };
      });
    },
  };
}

/**
 * Adds updates to parameters.
 *
 * @param backend - Holds both.
 * @param params - Parameters; freed by the caller.
 * @param updates - What `update` gave, of the same form and shapes.
 * @returns New parameters that the caller owns.
 * @throws RangeError when the trees differ in form or shapes.
 */
export function applyUpdates<P extends TensorTree>(backend: Backend, params: P, updates: P): P {
  return mapFloats(backend, 'optim.applyUpdates', [params, updates], (param, update) =>
    backend.add(param, update),
  );
}
