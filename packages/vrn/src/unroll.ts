// The search as one differentiable function, for use inside `valueAndGrad`.

import type { Backend, Tensor } from '@vsa/backend';
import { freeEnergy } from './energy.js';
import { gammaAt, settingsOf } from './internal/settings.js';
import { init, posteriors } from './logits.js';
import type { VrnOptions } from './options.js';
import { createProblem } from './problem.js';

/** Options of {@link unroll}: those of `factorize` that shape the search. */
export type UnrollOptions = Pick<
  VrnOptions,
  'gamma' | 'deltaScale' | 'priors' | 'optimizer' | 'learningRate' | 'steps' | 'annealing'
>;

/** What {@link unroll} gives; the caller owns the tensors. */
export type UnrollResult = {
  /** Posterior of each factor, float32 `[B, n_k]`, or `[n_k]` for one composite `[D]`. */
  readonly posteriors: readonly Tensor[];
  /** Free energy, float32 `[B]`, or `[]` for one composite. */
  readonly freeEnergy: Tensor;
};

/**
 * Runs all steps and keeps the way back: made of differentiable operations only, so a gradient flows to the composites and
 * to the codebooks through every step. Memory grows with the number of steps while a gradient is recorded.
 *
 * @param backend - Tensor backend.
 * @param composites - Composites, float32 `[B, D]`, or one of shape `[D]`.
 * @param codebooks - 2 to 10 codebooks, float32 `[n_k, D]`.
 * @param options - See {@link UnrollOptions}; coordinate ascent with γ = 0 has no gradient.
 * @returns Posteriors and free energy.
 * @throws TypeError or RangeError as `factorize`, but values are not checked for NaN: this function is synchronous.
 */
export function unroll(
  backend: Backend,
  composites: Tensor,
  codebooks: readonly Tensor[],
  options: UnrollOptions = {},
): UnrollResult {
  const { gamma, deltaScale, priors } = options;
  return backend.tidy(() => {
    const problem = createProblem(backend, composites, codebooks, { gamma, deltaScale, priors });
    const settings = settingsOf('vrn.unroll', options, problem.gamma);
    const { optimizer, steps } = settings;
    let state = optimizer.init(backend, init(backend, problem));
    // Not the driver: that is asynchronous, and the function under `valueAndGrad` must not be.
    for (let step = 0; step < steps; step += 1) {
      const weighted = { ...problem, gamma: gammaAt(settings, step, problem.gamma) };
      state = optimizer.step(backend, state, weighted, step);
    }
    const p = posteriors(backend, state.phi, problem);
    const energy = freeEnergy(backend, state.phi, problem);
    return composites.shape.length === 1
      ? { posteriors: p.map((part) => backend.squeeze(part, [0])), freeEnergy: backend.squeeze(energy, [0]) }
      : { posteriors: p, freeEnergy: energy };
  });
}
