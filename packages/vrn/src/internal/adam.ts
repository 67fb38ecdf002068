// Adam's update, shared by the free energy's optimiser and the Gaussian variant.

import type { Backend, Tensor } from '@vsa/backend';
import type { AdamOptions, VrnState } from '../optimizers.js';
import { checkPositive } from './check.js';
import { at } from './lists.js';

/** App F of the paper. */
export const LEARNING_RATE = 0.02;

/**
 * Start of the mean square: as good as zero (it weighs like a gradient of 1e-15), but the derivative of its root stays finite
 * where a gradient is exactly zero, so that an unrolled search has gradients without NaN.
 */
const SQUARE_START = 1e-30;

/** Adam's constants, checked. */
export interface AdamRule {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Checks Adam's options and fills in defaults. */
export function adamRule(options: AdamOptions): AdamRule {
  const where = 'vrn.adam';
  return {
    learningRate: checkPositive(where, 'learningRate', options.learningRate ?? LEARNING_RATE),
    beta1: checkDecay(where, 'beta1', options.beta1 ?? 0.9),
    beta2: checkDecay(where, 'beta2', options.beta2 ?? 0.999),
    epsilon: checkPositive(where, 'epsilon', options.epsilon ?? 1e-8),
  };
}

/** Whether the fused kernel, whose constants are fixed, does the same. */
export function isKernelAdam({ beta1, beta2, epsilon }: AdamRule): boolean {
  return beta1 === 0.9 && beta2 === 0.999 && epsilon === 1e-8;
}

/** Adam's first state. */
export function adamInit(backend: Backend, phi: Tensor): VrnState {
  return {
    phi: backend.clone(phi),
    moments: [backend.zeros(phi.shape), backend.fill(phi.shape, SQUARE_START)],
  };
}

/** One Adam step against `slope`; `step` counts from 0. Makes temporaries: call it in a `tidy`. */
export function adamMove(
  backend: Backend,
  { phi, moments }: VrnState,
  slope: Tensor,
  { learningRate, beta1, beta2, epsilon }: AdamRule,
  step: number,
): VrnState {
  const { add, div, mul, sqrt, square, sub } = backend;
  // The moments are kept without their factors (1 - β), which the bias corrections then absorb: four operations fewer.
  const spread = Math.sqrt((1 - beta2) / (1 - beta2 ** (step + 1)));
  const rate = (learningRate * (1 - beta1)) / (1 - beta1 ** (step + 1)) / spread;
  const mean = add(mul(at(moments, 0), beta1), slope);
  const power = add(mul(at(moments, 1), beta2), square(slope));
  const move = div(mean, add(sqrt(power), epsilon / spread));
  return { phi: sub(phi, mul(move, rate)), moments: [mean, power] };
}

function checkDecay(where: string, what: string, value: number): number {
  if (!(value >= 0 && value < 1)) throw new RangeError(`${where}: expected ${what} in [0, 1), got ${value}.`);
  return value;
}
