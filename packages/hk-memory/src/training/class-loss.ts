// What the last units are to say: App F of Fanaskov and Oseledets, 2025, reads the class from the states x(1), not from the activations.

import type { Backend, Tensor } from '@vsa/backend';
import type { LossContext } from '@vsa/backend/train';
import type { LabelledImages } from './images.js';

/**
 * Squared distance of the class units' states to +1 at the target and -1 elsewhere: `Σ_c (x_c + 1 - 2 [c = target])²`, averaged over the
 * batch. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param x - States, float32 `[batch, N]`; the last units are the classes.
 * @param targets - Class of each row, `[batch]`.
 * @param classes - Number of classes, <= N.
 * @returns A scalar.
 * @throws RangeError for targets that do not fit.
 */
export function classLoss(backend: Backend, x: Tensor, targets: ArrayLike<number>, classes: number): Tensor {
  const [batch = 0] = x.shape;
  if (targets.length !== batch) {
    throw new RangeError(`hk-memory.classLoss: expected ${batch} targets, got ${targets.length}.`);
  }
  const wanted = new Float32Array(batch * classes).fill(-1);
  for (let row = 0; row < batch; row += 1) {
    const target = targets[row] ?? NaN;
    if (!(Number.isInteger(target) && target >= 0 && target < classes)) {
      throw new RangeError(
        `hk-memory.classLoss: expected targets from 0 to ${classes - 1}, got ${target} at ${row}.`,
      );
    }
    wanted[row * classes + target] = 1;
  }
  const { mul, square, sub, sum, tensor, tidy } = backend;
  return tidy(() =>
    mul(sum(square(sub(classStates(backend, x, classes), tensor(wanted, [batch, classes])))), 1 / batch),
  );
}

/**
 * The class that each row says: the largest of the class units' states.
 *
 * @param backend - Tensor backend.
 * @param x - States, float32 `[batch, N]`.
 * @param classes - Number of classes, <= N.
 * @returns Int32 `[batch]`.
 */
export function saidClasses(backend: Backend, x: Tensor, classes: number): Tensor {
  return backend.tidy(() => backend.argMax(classStates(backend, x, classes)));
}

function classStates(backend: Backend, x: Tensor, classes: number): Tensor {
  return backend.slice(x, [0, (x.shape[1] ?? 0) - classes], [-1, classes]);
}

/**
 * Labels of images by their numbers.
 *
 * @param images - See {@link LabelledImages}.
 * @param indices - Their numbers, `[n]`.
 * @returns Labels, `[n]`.
 */
export function labelsAt(images: LabelledImages, indices: Int32Array): Uint8Array {
  return Uint8Array.from(indices, (index) => images.labels[index] ?? 0);
}

/**
 * Notes the share of rows that say their target as `accuracy`, and the solver's `steps`.
 *
 * @param backend - Tensor backend.
 * @param note - Of the training's context.
 * @param x - States, `[batch, N]`.
 * @param targets - Class of each row, `[batch]`.
 * @param classes - Number of classes.
 * @param steps - Steps taken.
 */
export function noteAnswers(
  backend: Backend,
  note: LossContext['note'],
  x: Tensor,
  targets: Uint8Array,
  classes: number,
  steps: number,
): void {
  const { cast, equal, mean, scalar, tensor, tidy } = backend;
  const noted = tidy(() => {
    const right = equal(
      saidClasses(backend, x, classes),
      tensor(Int32Array.from(targets), [targets.length], 'int32'),
    );
    return { accuracy: mean(cast(right, 'float32')), steps: scalar(steps) };
  });
  note('accuracy', noted.accuracy);
  note('steps', noted.steps);
  noted.accuracy.dispose();
  noted.steps.dispose();
}
