// Gradients through a solution whose field brings its own derivative. As in gradient.ts, what is differentiated is the arithmetic of the
// steps that were taken; but the stages of every step and their points are kept, so that nothing is computed twice, and parameters get their gradient once
// a step from all of its stages, where a product of matrices can take them together.

import type { Backend } from '../backend.js';
import { run } from '../driver/run.js';
import type { Tensor, TensorTree } from '../tensor.js';
import { disposeTree, zipTrees } from '../tree.js';
import type { GradientOptions, SolveGradient } from './gradient.js';
import type { TakenStep } from './internal/problem.js';
import { addWeighted, at, checkForm, cloneTree, disposeUnless, pick, weightedSum } from './internal/trees.js';
import { isFirstSameAsLast, tsitouras5, type RungeKuttaMethod } from './methods.js';
import type { Field } from './runge-kutta.js';
import { solveWatched, type Solution } from './solve.js';

/** A field with its derivative; all functions are synchronous and pure. */
export interface FieldWithPullback<Y extends TensorTree, R extends TensorTree, P extends TensorTree> {
  /** Right-hand side. */
  readonly field: Field<Y>;
  /** At a time and a state, given dL/d(field) and what `field` gave there: `cotangent · ∂field/∂y`, and whatever `gather` wants to know of this stage. */
  pullback(t: number, y: Y, cotangent: Y, slope: Y): { readonly y: Y; readonly kept: R };
  /** Gradient of the parameters from what was kept of the stages of one step: `sum of cotangent · ∂field/∂params`. */
  gather(kept: readonly R[]): P;
}

/** Options of {@link gradientByPullback}. */
export type PullbackOptions<Y extends TensorTree> = Omit<GradientOptions<Y>, 'project'>;

/**
 * Value of a loss of the solution's end, and its gradients, by a derivative of the field that the caller wrote.
 *
 * Memory: the stages of all N steps and where they were taken, 2 N s states. Cost: the forward steps, and one `pullback` for each of their stages.
 *
 * @param backend - Holds all.
 * @param system - See {@link FieldWithPullback}.
 * @param y0 - Initial state, a tree of float32 tensors; stays the caller's.
 * @param loss - Synchronous, pure: scalar of the state reached.
 * @param options - As of `solve`, without saving and projection.
 * @returns Value, gradients, and how the solution went; `gradient` is what `gather` gives, summed over steps, undefined after none.
 * @throws RangeError when an option is out of range, a function returns another form, or the loss is not a scalar; TypeError for a state that is not float32.
 */
export async function gradientByPullback<Y extends TensorTree, R extends TensorTree, P extends TensorTree>(
  backend: Backend,
  system: FieldWithPullback<Y, R, P>,
  y0: Y,
  loss: (y: Y) => Tensor,
  options: PullbackOptions<Y>,
): Promise<SolveGradient<Y, P | undefined>> {
  const { method = tsitouras5 } = options;
  const last = isFirstSameAsLast(method) ? -1 : method.nodes.length;
  const steps: TakenStep<Y>[] = [];
  let forward: Solution<Y> | undefined;
  let begun: Lossy<Y> | undefined;
  let latest: Backward<Y, P> | undefined;
  try {
    const keep = ({ t, h, y, stages, points }: TakenStep<Y>): void => {
      const used = { y, stages: stages.slice(0, last), points: points.slice(0, last) };
      steps.push({ t, h, ...cloneTree(backend, used) });
    };
    forward = await solveWatched(backend, system.field, y0, { ...options, saveAt: [], dense: false }, keep);
    const { state: end, status, t, stats } = forward;
    begun = backend.valueAndGrad(loss, end.y);
    const first: Backward<Y, P> = { y: begun.gradient, params: undefined };
    const times = steps.map((step) => ({ t: step.t, h: step.h }));
    const { state: back } = await run<Backward<Y, P>>(
      (after) => {
        const step = steps.pop();
        if (step === undefined) throw new RangeError('ode: expected a step to go back over.');
        try {
          latest = reverse(backend, method, system, step, after);
          return latest;
        } finally {
          disposeTree({ y: step.y, stages: step.stages, points: step.points });
        }
      },
      first,
      { maxSteps: steps.length },
    );
    const { value } = begun;
    disposeUnless([forward, begun], end.y, value, back);
    return {
      value,
      gradient: back.params,
      initialGradient: back.y,
      y: end.y,
      t,
      status,
      stats,
      steps: times,
    };
  } catch (error) {
    disposeTree([forward, begun, latest]);
    throw error;
  } finally {
    disposeTree(steps.map(({ y, stages, points }) => ({ y, stages, points })));
  }
}

type Lossy<Y extends TensorTree> = { readonly value: Tensor; readonly gradient: Y };

/** Gradients of the steps differentiated so far, which are the last ones. */
type Backward<Y extends TensorTree, P extends TensorTree> = {
  /** With respect to the state before them. */
  readonly y: Y;
  readonly params: P | undefined;
};

/**
 * Through one step: with gradients Λ of its end, stage i has `K_i = h (b_i Λ + sum_(j>i) a_ji Y_j)`, at its point arrives `Y_i = K_i · ∂f/∂y`,
 * and at the start `Λ + sum_i Y_i`. E. Hairer, C. Lubich, G. Wanner, Geometric Numerical Integration, VI.10, as reverse accumulation.
 */
function reverse<Y extends TensorTree, R extends TensorTree, P extends TensorTree>(
  backend: Backend,
  { matrix, nodes, weights }: RungeKuttaMethod,
  { gather, pullback }: FieldWithPullback<Y, R, P>,
  { t, h, y, stages, points }: TakenStep<Y>,
  { y: after, params: sofar }: Backward<Y, P>,
): Backward<Y, P> {
  return backend.tidy(() => {
    const count = stages.length;
    const arrived: Y[] = [];
    const kept: R[] = [];
    for (let stage = count - 1; stage >= 0; stage -= 1) {
      const later = arrived.map((_each, index) => h * (at(matrix, count - 1 - index)[stage] ?? 0));
      const cotangent = weightedSum(backend, [h * at(weights, stage), ...later], [after, ...arrived]);
      // A stage that nothing depends on; `arrived` and the tableau must stay in step.
      if (cotangent === undefined) {
        arrived.push(mapZero(backend, y));
        continue;
      }
      const point = stage === 0 ? y : at(points, stage - 1);
      const back = pullback(t + at(nodes, stage) * h, point, cotangent, at(stages, stage));
      checkForm('ode', 'what pullback returns', y, back.y);
      arrived.push(back.y);
      kept.push(back.kept);
    }
    const ofParams = gather(kept);
    return {
      y: addWeighted(
        backend,
        after,
        arrived.map(() => 1),
        arrived,
      ),
      params: sofar === undefined ? ofParams : addTrees(backend, sofar, ofParams),
    };
  });
}

function addTrees<T extends TensorTree>(backend: Backend, a: T, b: T): T {
  return zipTrees([a, b], (x, y) => backend.add(x, pick(y)));
}

function mapZero<Y extends TensorTree>(backend: Backend, y: Y): Y {
  return zipTrees([y], (tensor) => backend.zeros(tensor.shape));
}
