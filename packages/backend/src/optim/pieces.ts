// The pieces of optimisers: each changes a gradient in one way. `aliases.ts` puts them together.

import type { Backend } from '../backend.js';
import type { Tensor, TensorTree } from '../tensor.js';
import { mapTree, treeTensors } from '../tree.js';
import { checkPositive, checkRate } from './internal/checks.js';
import { mapFloats, zerosLike } from './internal/floats.js';
import type { Schedule } from './schedules.js';
import type { GradientTransform, Transformed } from './transform.js';

/** State of {@link scaleByLearningRate}. */
export type StepState = {
  /** Steps done. */
  readonly step: number;
};

/** State of the momentum pieces. */
export type TraceState = {
  /** Decaying sum of gradients, of the parameters' form. */
  readonly trace: TensorTree;
};

/** State of {@link scaleByAdam}. */
export type AdamState = {
  /** Steps done. */
  readonly step: number;
  /** Decaying mean of gradients m, of the parameters' form. */
  readonly first: TensorTree;
  /** Decaying mean of squared gradients v, of the parameters' form. */
  readonly second: TensorTree;
};

/** Options of {@link scaleByAdam}. */
export interface AdamOptions {
  /** Decay β1 of the mean of gradients, in [0, 1). @defaultValue `0.9` */
  readonly b1?: number | undefined;
  /** Decay β2 of the mean of squared gradients, in [0, 1). @defaultValue `0.999` */
  readonly b2?: number | undefined;
  /** Added to the root of the corrected second moment, > 0. @defaultValue `1e-8` */
  readonly eps?: number | undefined;
}

/** Options of {@link scaleByLionSign}. */
export interface LionOptions {
  /** Weight β1 of the trace in the update, in [0, 1). @defaultValue `0.9` */
  readonly b1?: number | undefined;
  /** Decay β2 of the trace, in [0, 1). @defaultValue `0.99` */
  readonly b2?: number | undefined;
}

/** A transform without memory, made of a function of gradient and parameters. */
function stateless(
  apply: <P extends TensorTree>(backend: Backend, gradient: P, params: P) => P,
): GradientTransform<null> {
  return {
    init: () => null,
    update: (backend, gradient, _state, params) => ({
      updates: backend.tidy(() => apply(backend, gradient, params)),
      state: null,
    }),
  };
}

/**
 * Multiplies by a number.
 *
 * @param factor - Any finite number; negative ones descend.
 * @returns The transform.
 * @throws RangeError when it is not finite.
 */
export function scale(factor: number): GradientTransform<null> {
  if (!Number.isFinite(factor)) {
    throw new RangeError(`optim.scale: expected a finite factor, got ${factor}.`);
  }
  return stateless((backend, gradient) =>
    mapFloats(backend, 'optim.scale', [gradient], (g) => backend.mul(g, factor)),
  );
}

/**
 * Multiplies by minus the learning rate of the step: the last piece of an optimiser that descends.
 *
 * @param learningRate - A number >= 0, or a schedule.
 * @returns The transform; it counts steps.
 * @throws RangeError for a negative or infinite rate, also when a schedule gives one.
 */
export function scaleByLearningRate(learningRate: number | Schedule): GradientTransform<StepState> {
  if (typeof learningRate === 'number') checkRate(learningRate, 'scaleByLearningRate');
  const rateAt = typeof learningRate === 'number' ? (): number => learningRate : learningRate;
  return {
    init: () => ({ step: 0 }),
    update<P extends TensorTree>(
      backend: Backend,
      gradient: P,
      { step }: StepState,
    ): Transformed<P, StepState> {
      const rate = rateAt(step);
      checkRate(rate, 'scaleByLearningRate');
      return {
        updates: backend.tidy(() =>
          mapFloats(backend, 'optim.scaleByLearningRate', [gradient], (g) => backend.mul(g, -rate)),
        ),
        state: { step: step + 1 },
      };
    },
  };
}

/**
 * Adds a multiple of the parameters: decoupled weight decay (I. Loshchilov, F. Hutter, ICLR 2019), or an L2 penalty when put first.
 *
 * @param weight - Finite and >= 0.
 * @returns The transform.
 * @throws RangeError when the weight is wrong.
 */
export function addDecayedWeights(weight: number): GradientTransform<null> {
  checkRate(weight, 'addDecayedWeights', 'weight');
  return stateless((backend, gradient, params) =>
    mapFloats(backend, 'optim.addDecayedWeights', [gradient, params], (g, param) =>
      backend.add(g, backend.mul(param, weight)),
    ),
  );
}

/**
 * Shrinks the whole gradient when the root of its sum of squares is above a bound.
 *
 * @param maxNorm - The bound, > 0.
 * @returns The transform.
 * @throws RangeError when the bound is not positive and finite.
 */
export function clipByGlobalNorm(maxNorm: number): GradientTransform<null> {
  checkPositive(maxNorm, 'maxNorm', 'clipByGlobalNorm');
  return stateless((backend, gradient) => {
    const squares = treeTensors(gradient)
      .filter((tensor) => tensor.dtype === 'float32')
      .map((tensor) => backend.sum(backend.square(tensor)));
    if (squares.length === 0) return mapTree(gradient, (tensor) => backend.clone(tensor));
    const norm = backend.sqrt(backend.sum(backend.stack(squares)));
    // A norm below the bound divides to at least 1, and so does zero.
    const factor = backend.div(maxNorm, backend.maximum(norm, maxNorm));
    return mapFloats(backend, 'optim.clipByGlobalNorm', [gradient], (g) => backend.mul(g, factor));
  });
}

/**
 * Heavy-ball momentum `m <- decay m + g`, update `m` (PyTorch's form, without dampening).
 *
 * @param decay - In [0, 1).
 * @returns The transform.
 * @throws RangeError when the decay lies outside [0, 1).
 */
export function traceMomentum(decay: number): GradientTransform<TraceState> {
  checkRate(decay, 'traceMomentum', 'decay', 1);
  return traced(decay, 'optim.traceMomentum', (backend, trace) => backend.clone(trace));
}

/**
 * Nesterov momentum `m <- decay m + g`, update `g + decay m` with the new m (PyTorch's form).
 *
 * @param decay - In [0, 1).
 * @returns The transform.
 * @throws RangeError when the decay lies outside [0, 1).
 */
export function traceNesterov(decay: number): GradientTransform<TraceState> {
  checkRate(decay, 'traceNesterov', 'decay', 1);
  return traced(decay, 'optim.traceNesterov', (backend, trace, g) =>
    backend.add(g, backend.mul(trace, decay)),
  );
}

function traced(
  decay: number,
  where: string,
  look: (backend: Backend, trace: Tensor, gradient: Tensor) => Tensor,
): GradientTransform<TraceState> {
  return {
    init: (backend, params) => ({ trace: zerosLike(backend, params) }),
    update<P extends TensorTree>(
      backend: Backend,
      gradient: P,
      state: TraceState,
    ): Transformed<P, TraceState> {
      return backend.tidy(() => {
        const trace = mapFloats(backend, where, [gradient, state.trace], (g, old) =>
          backend.add(backend.mul(old, decay), g),
        );
        const updates = mapFloats(backend, where, [gradient, trace], (g, m) => look(backend, m, g));
        return { updates, state: { trace } };
      });
    },
  };
}

/**
 * Adam's direction with bias correction: D. P. Kingma, J. Ba, ICLR 2015, Algorithm 1; eps is added after the correction, as in PyTorch.
 *
 * `m <- b1 m + (1 - b1) g`, `v <- b2 v + (1 - b2) g^2`, update `(m / (1 - b1^t)) / (sqrt(v) / sqrt(1 - b2^t) + eps)`.
 *
 * @param options - See {@link AdamOptions}.
 * @returns The transform.
 * @throws RangeError when an option is out of range.
 */
export function scaleByAdam(options: AdamOptions = {}): GradientTransform<AdamState> {
  const { b1 = 0.9, b2 = 0.999, eps = 1e-8 } = options;
  const where = 'optim.scaleByAdam';
  checkRate(b1, 'scaleByAdam', 'b1', 1);
  checkRate(b2, 'scaleByAdam', 'b2', 1);
  checkPositive(eps, 'eps', 'scaleByAdam');
  return {
    init: (backend, params) => ({
      step: 0,
      first: zerosLike(backend, params),
      second: zerosLike(backend, params),
    }),
    update<P extends TensorTree>(backend: Backend, gradient: P, state: AdamState): Transformed<P, AdamState> {
      const { add, div, mul, sqrt, square } = backend;
      const step = state.step + 1;
      return backend.tidy(() => {
        const first = mapFloats(backend, where, [gradient, state.first], (g, m) =>
          add(mul(m, b1), mul(g, 1 - b1)),
        );
        const second = mapFloats(backend, where, [gradient, state.second], (g, v) =>
          add(mul(v, b2), mul(square(g), 1 - b2)),
        );
        const meanScale = 1 / (1 - b1 ** step);
        const rootScale = 1 / Math.sqrt(1 - b2 ** step);
        const updates = mapFloats(backend, where, [first, second], (m, v) =>
          div(mul(m, meanScale), add(mul(sqrt(v), rootScale), eps)),
        );
        return { updates, state: { step, first, second } };
      });
    },
  };
}

/**
 * Lion's direction: X. Chen et al., "Symbolic discovery of optimization algorithms", NeurIPS 2023, Algorithm 2.
 *
 * Update `sign(b1 m + (1 - b1) g)`, then `m <- b2 m + (1 - b2) g`.
 *
 * @param options - See {@link LionOptions}.
 * @returns The transform.
 * @throws RangeError when an option is out of range.
 */
export function scaleByLionSign(options: LionOptions = {}): GradientTransform<TraceState> {
  const { b1 = 0.9, b2 = 0.99 } = options;
  const where = 'optim.scaleByLionSign';
  checkRate(b1, 'scaleByLionSign', 'b1', 1);
  checkRate(b2, 'scaleByLionSign', 'b2', 1);
  return {
    init: (backend, params) => ({ trace: zerosLike(backend, params) }),
    update<P extends TensorTree>(
      backend: Backend,
      gradient: P,
      state: TraceState,
    ): Transformed<P, TraceState> {
      const { add, mul, sign } = backend;
      return backend.tidy(() => ({
        updates: mapFloats(backend, where, [gradient, state.trace], (g, m) =>
          sign(add(mul(m, b1), mul(g, 1 - b1))),
        ),
        state: {
          trace: mapFloats(backend, where, [gradient, state.trace], (g, m) =>
            add(mul(m, b2), mul(g, 1 - b2)),
          ),
        },
      }));
    },
  };
}
