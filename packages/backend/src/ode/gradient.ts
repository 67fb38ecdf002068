// Gradients through a solution: discretise, then optimise. What is differentiated is the arithmetic of the steps that were taken, so the
// gradient is that of the computed value, not of the equation's; step sizes count as constants.

import type { Backend } from '../backend.js';
import { run } from '../driver/run.js';
import type { Tensor, TensorTree } from '../tensor.js';
import { disposeTree, treeTensors, zipTrees } from '../tree.js';
import { applyProjection } from './internal/save.js';
import { createTape, type Segment } from './internal/tape.js';
import { checkForm, disposeUnless, pick } from './internal/trees.js';
import { isFirstSameAsLast, tsitouras5, type RungeKuttaMethod } from './methods.js';
import { rungeKuttaStep } from './runge-kutta.js';
import { solveWatched, type Solution, type SolveOptions } from './solve.js';
import type { SolveStatus } from './state.js';

/** Right-hand side of `dy/dt = f(t, y, params)`, synchronous, pure and made of the backend's differentiable operations. */
export type ParameterField<Y extends TensorTree, P extends TensorTree> = (t: number, y: Y, params: P) => Y;

/** Options of {@link valueAndGradThroughSolve}. */
export type GradientOptions<Y extends TensorTree> = Omit<SolveOptions<Y>, 'saveAt' | 'dense'>;

/** What {@link valueAndGradThroughSolve} gives; `disposeTree` frees all of it. */
export type SolveGradient<Y extends TensorTree, P extends TensorTree> = {
  /** The loss, a scalar. */
  readonly value: Tensor;
  /** Its gradient with respect to the parameters, of their form. */
  readonly gradient: P;
  /** Its gradient with respect to the initial state, of its form. */
  readonly initialGradient: Y;
  /** State at the time reached. */
  readonly y: Y;
  /** Time reached. */
  readonly t: number;
  /** How the solution ended; the gradient is that of the steps taken up to there, whatever it says. */
  readonly status: SolveStatus;
  /** Counts of the forward solution. */
  readonly stats: Solution<Y>['stats'];
  /** Times and signed lengths of the steps that were taken. */
  readonly steps: readonly { readonly t: number; readonly h: number }[];
};

/**
 * Value of a loss of the solution's end, and its gradients with respect to parameters and initial state.
 *
 * The forward solution keeps about sqrt(N) of the states of its N steps; each stretch between two is then computed once more and
 * differentiated in reverse. Memory: some 2 sqrt(N) states and the intermediate values of some sqrt(N) steps. Cost: twice the forward steps
 * and their reverse. A running cost wants a state of its own, whose derivative it is.
 *
 * @param backend - Holds all.
 * @param field - Right-hand side; see {@link ParameterField}.
 * @param params - Tree of parameters; those of float32 get a gradient. Stays the caller's.
 * @param y0 - Initial state, a tree of float32 tensors; stays the caller's.
 * @param loss - Synchronous, pure: scalar of the state reached.
 * @param options - As of `solve`, without saving.
 * @returns Value, gradients, and how the solution went; see {@link SolveGradient}.
 * @throws RangeError when an option is out of range, the field returns another form, or the loss is not a scalar; TypeError for a state that is not float32.
 */
export async function valueAndGradThroughSolve<Y extends TensorTree, P extends TensorTree>(
  backend: Backend,
  field: ParameterField<Y, P>,
  params: P,
  y0: Y,
  loss: (y: Y) => Tensor,
  options: GradientOptions<Y>,
): Promise<SolveGradient<Y, P>> {
  const { method = tsitouras5, project } = options;
  const tape = createTape<Y>(backend);
  const bare = withoutExtras(method);
  const replay = (y: Y, inner: P, { from, to }: Segment<Y>): Y => {
    const bound = (t: number, at: Y): Y => field(t, at, inner);
    return tape.steps.slice(from, to).reduce<Y>((state, { t, h }) => {
      const next = rungeKuttaStep(backend, bare, bound, t, h, state).y;
      return project === undefined ? next : applyProjection({ backend }, project, next);
    }, y);
  };
  let forward: Solution<Y> | undefined;
  let latest: Backward<Y, P> = { value: null, y: null, params: null };
  try {
    forward = await solveWatched(
      backend,
      (t, y) => field(t, y, params),
      y0,
      { ...options, saveAt: [], dense: false },
      tape.record,
    );
    const segments = tape.segments(y0).reverse();
    const { state } = await run<Backward<Y, P>>(
      (after, done) => {
        const segment = segments[done];
        if (segment === undefined) throw new RangeError(`ode: expected a segment ${done}.`);
        latest = reverse(backend, after, segment, params, loss, replay);
        return latest;
      },
      latest,
      { maxSteps: segments.length },
    );
    const { value, y: initialGradient, params: gradient } = state as Completed<Y, P>;
    const { state: end, status, t, stats } = forward;
    disposeUnless(forward, end.y);
    return { value, gradient, initialGradient, y: end.y, t, status, stats, steps: tape.steps };
  } catch (error) {
    disposeTree([forward, latest]);
    throw error;
  } finally {
    tape.dispose();
  }
}

/** Gradients of the steps differentiated so far, which are the last ones. */
type Backward<Y extends TensorTree, P extends TensorTree> = {
  readonly value: Tensor | null;
  /** With respect to the state before them. */
  readonly y: Y | null;
  readonly params: P | null;
};

/** The same after at least one segment. */
type Completed<Y extends TensorTree, P extends TensorTree> = {
  readonly value: Tensor;
  readonly y: Y;
  readonly params: P;
};

/** Pulls the gradient back over one segment: the vector-Jacobian product is the gradient of `sum(dL/dy_end * y_end)`. */
function reverse<Y extends TensorTree, P extends TensorTree>(
  backend: Backend,
  after: Backward<Y, P>,
  segment: Segment<Y>,
  params: P,
  loss: (y: Y) => Tensor,
  replay: (y: Y, params: P, segment: Segment<Y>) => Y,
): Completed<Y, P> {
  return backend.tidy(() => {
    const { y: cotangent, params: sofar, value: known } = after;
    const { value, gradient } = backend.valueAndGrad(
      (inputs: { readonly y: Y; readonly params: P }) => {
        const end = replay(inputs.y, inputs.params, segment);
        return cotangent === null ? loss(end) : dot(backend, cotangent, end);
      },
      { y: segment.y, params },
    );
    checkForm('ode', 'the gradient', segment.y, gradient.y);
    return {
      value: known ?? value,
      y: gradient.y,
      params: sofar === null ? gradient.params : addFloats(backend, sofar, gradient.params),
    };
  });
}

function dot(backend: Backend, a: TensorTree, b: TensorTree): Tensor {
  const others = treeTensors(b);
  return treeTensors(a)
    .map((tensor, index) => backend.sum(backend.mul(tensor, pick(others[index]))))
    .reduce((sum, each) => backend.add(sum, each));
}

function addFloats<P extends TensorTree>(backend: Backend, a: P, b: P): P {
  return zipTrees([a, b], (x, y) => (x.dtype === 'float32' ? backend.add(x, pick(y)) : backend.clone(x)));
}

/** The method without its error estimate and, where the last stage is the next step's first, without that: fewer values on the tape. */
function withoutExtras(method: RungeKuttaMethod): RungeKuttaMethod {
  const { name, order, nodes, matrix, weights } = method;
  const last = isFirstSameAsLast(method) ? -1 : nodes.length;
  return {
    name,
    order,
    nodes: nodes.slice(0, last),
    matrix: matrix.slice(0, last),
    weights: weights.slice(0, last),
  };
}
