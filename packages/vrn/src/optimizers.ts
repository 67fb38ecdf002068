// The ways to lower the free energy, each a strategy: SGD and Adam as in the paper (App F), and coordinate ascent.

import type { Backend, Tensor } from '@vsa/backend';
import { coordinateStep } from './coordinate.js';
import { gradient } from './energy.js';
import { adamInit, adamMove, adamRule, isKernelAdam, LEARNING_RATE } from './internal/adam.js';
import { checkCoordinateGamma, checkPositive } from './internal/check.js';
import type { VrnProblem } from './problem.js';

/** State of a search. */
export type VrnState = {
  /** Logits, float32 `[K, B, max n]`. */
  readonly phi: Tensor;
  /** What the optimiser remembers, each of φ's shape. */
  readonly moments: readonly Tensor[];
};

/** A way to lower the free energy. */
export interface VrnOptimizer {
  /** Name in messages. */
  readonly name: string;
  /** Step size, or undefined where there is none. */
  readonly learningRate: number | undefined;
  /** Name of the fused kernel that takes exactly these steps, or undefined. */
  readonly kernel: 'adam' | 'sgd' | 'coordinate' | undefined;
  /** Default of the stop rule: largest change of a probability in a step that counts as standing still; 0 never stops. */
  readonly tolerance: number;
  /** Throws RangeError when the optimiser is not defined at this entropy weight. */
  check(where: string, gamma: number): void;
  /** First state of a search from `phi`, which stays the caller's. */
  init(backend: Backend, phi: Tensor): VrnState;
  /** Next state, with tensors of its own; `step` counts from 0. Pure and differentiable. */
  step(backend: Backend, state: VrnState, problem: VrnProblem, step: number): VrnState;
}

/** Names of the optimisers. */
export type OptimizerName = 'adam' | 'sgd' | 'coordinate';

/** Options of {@link sgd} and {@link adam}. */
export interface GradientOptions {
  /** Step size in logits. @defaultValue `0.02` (App F) */
  readonly learningRate?: number | undefined;
}

/** Options of {@link adam}. */
export interface AdamOptions extends GradientOptions {
  /** Decay of the mean of the gradient. @defaultValue `0.9` */
  readonly beta1?: number | undefined;
  /** Decay of the mean of its square. @defaultValue `0.999` */
  readonly beta2?: number | undefined;
  /** Added to the root of that mean. @defaultValue `1e-8` */
  readonly epsilon?: number | undefined;
}

const anyGamma = (): void => undefined;

/**
 * Gradient descent on the logits of all factors at once. A small enough step never raises L: see `safeLearningRate`.
 *
 * @param options - See {@link GradientOptions}.
 * @returns A strategy for `factorize` and `unroll`.
 * @throws RangeError when the learning rate is not a number above zero.
 */
export function sgd(options: GradientOptions = {}): VrnOptimizer {
  const learningRate = checkPositive('vrn.sgd', 'learningRate', options.learningRate ?? LEARNING_RATE);
  return {
    name: 'sgd',
    kernel: 'sgd',
    learningRate,
    tolerance: 0,
    check: anyGamma,
    init: (backend, phi) => ({ phi: backend.clone(phi), moments: [] }),
    step: (backend, { phi }, problem) =>
      backend.tidy(() => ({
        phi: backend.sub(phi, backend.mul(gradient(backend, phi, problem), learningRate)),
        moments: [],
      })),
  };
}

/**
 * Adam (Kingma and Ba), bias corrected, on the logits of all factors at once. L may rise in a step.
 *
 * @param options - See {@link AdamOptions}.
 * @returns A strategy for `factorize` and `unroll`.
 * @throws RangeError when an option is out of range.
 */
export function adam(options: AdamOptions = {}): VrnOptimizer {
  const rule = adamRule(options);
  return {
    name: 'adam',
    kernel: isKernelAdam(rule) ? 'adam' : undefined,
    learningRate: rule.learningRate,
    tolerance: 0,
    check: anyGamma,
    init: adamInit,
    step: (backend, state, problem, step) =>
      backend.tidy(() => adamMove(backend, state, gradient(backend, state.phi, problem), rule, step)),
  };
}

/**
 * Coordinate ascent, see `coordinateStep`: L never rises, and there is no step size.
 *
 * @returns A strategy for `factorize` and `unroll`.
 */
export function coordinate(): VrnOptimizer {
  return {
    name: 'coordinate',
    kernel: 'coordinate',
    learningRate: undefined,
    tolerance: 1e-6,
    check: checkCoordinateGamma,
    init: (backend, phi) => ({ phi: backend.clone(phi), moments: [] }),
    step: (backend, { phi }, problem) => ({ phi: coordinateStep(backend, phi, problem), moments: [] }),
  };
}
