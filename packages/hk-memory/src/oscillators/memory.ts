// Kuramoto's memory, Eq 9 and 10 of Fanaskov and Oseledets, 2025.

import type { Backend, Tensor } from '@vsa/backend';
import { checkOmega, checkOscillators, oscillatorConditions, spun } from '../internal/oscillators.js';
import type { Memory } from '../memory.js';
import type { Potential } from './potential.js';
import { normalised } from './sphere.js';

/** Oscillators of one layer. */
export interface KuramotoParts {
  /** E_K. */
  readonly potential: Potential;
  /** A of `Ω = (A - Aᵀ) / 2`, float32 `[D, D]`, or `[N, D, D]` where oscillators differ, which Theorem 3.2 excludes. @defaultValue no rotation */
  readonly omega?: Tensor | undefined;
}

/**
 * `dμ_i/dt = Ω μ_i - (I - μ_i μ_iᵀ) ∂E_K/∂μ_i` on unit vectors.
 *
 * @param backend - Tensor backend.
 * @param parts - Potential and rotation; tensors stay the caller's and must live as long as the memory.
 * @returns The memory of states float32 `[batch, N, D]`, D >= 2.
 * @throws TypeError for a rotation that is not a float32 tensor; RangeError for another shape.
 * @example
 * ```ts
 * import { createBackend } from '@vsa/backend';
 * import { kuramotoMemory, reluPotential } from '@vsa/hk-memory';
 *
 * const backend = await createBackend('auto');
 * const linear = backend.tensor([[0, -1], [-1, 0]]); // the two attract each other
 * const memory = kuramotoMemory(backend, { potential: reluPotential(backend, { linear }) });
 * const field = memory.field(0, backend.tensor([[[1, 0], [0, 1]]]));
 * console.log((await backend.read(field)).map(Math.round).join(' ')); // => 0 1 1 0
 * ```
 */
export function kuramotoMemory(backend: Backend, { potential, omega }: KuramotoParts): Memory<Tensor> {
  const where = 'hk-memory.kuramotoMemory';
  if (omega !== undefined) checkOmega(backend, where, omega);
  const check = (mu: Tensor): void => {
    checkOscillators(backend, where, mu, omega);
  };
  return {
    field: (_, mu) =>
      backend.tidy(() => {
        check(mu);
        return spun(backend, omega, mu, backend.neg(potential.gradient(backend, mu)));
      }),
    energy: (mu) => {
      check(mu);
      return potential.energy(backend, mu);
    },
    energyGradient: (mu) => {
      check(mu);
      return potential.gradient(backend, mu);
    },
    project: (mu) => normalised(backend, mu),
    conditions: (mu) => {
      check(mu);
      return oscillatorConditions(backend, [potential], omega);
    },
  };
}
