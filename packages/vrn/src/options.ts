// Options and results of `factorize`.

import type { Progress } from '@vsa/backend';
import type { RandomKey } from '@vsa/backend/random';
import type { Priors } from './internal/check.js';
import type { OptimizerName, VrnOptimizer } from './optimizers.js';
import type { DeltaScale } from './problem.js';
import type { GammaSchedule } from './schedule.js';

/** Which code does the steps: tensors on any backend, or the fused kernels of CPU-like backends. */
export type VrnPath = 'tensor' | 'fused';

/** More starts after the one at φ = 0; the lowest free energy is kept. */
export interface RestartOptions {
  /** Number of random starts, a whole number >= 0. */
  readonly count: number;
  /** Fixes the starts; they are the same for every composite of a call. */
  readonly key: RandomKey;
  /** Standard deviation of the random logits, > 0; around 1 destroys the accuracy. @defaultValue `0.3` */
  readonly deviation?: number | undefined;
}

/** Options of {@link factorize}. */
export interface VrnOptions {
  /**
   * Entropy weight γ; below zero only with `adam` and `sgd`.
   *
   * @defaultValue `1 / D` with scale `mean` and `1` with `sum`, which give the same posteriors
   */
  readonly gamma?: number | undefined;
  /** Scale of δ: `mean` is `x·y / D`, `sum` is `x·y`. @defaultValue `'mean'` */
  readonly deltaScale?: DeltaScale | undefined;
  /** Prior of each factor: a probability vector above zero, or undefined for a uniform one. @defaultValue uniform */
  readonly priors?: Priors | undefined;
  /** How the free energy is lowered. @defaultValue `'adam'` */
  readonly optimizer?: OptimizerName | VrnOptimizer | undefined;
  /** Step size of an optimiser given by name, > 0. @defaultValue `0.02` */
  readonly learningRate?: number | undefined;
  /** Largest number of steps, a whole number >= 0. @defaultValue `100` */
  readonly steps?: number | undefined;
  /**
   * A composite has converged when no probability moves by this much in a step; 0 never stops.
   *
   * @defaultValue `1e-6` for coordinate ascent, `0` for the others
   */
  readonly tolerance?: number | undefined;
  /** How γ falls to its value. @defaultValue `constant()` */
  readonly annealing?: GammaSchedule | undefined;
  /** More starts. @defaultValue none */
  readonly restarts?: RestartOptions | undefined;
  /** `free-energy` records it at the start and after every step, at the final γ. @defaultValue `'none'` */
  readonly trace?: 'none' | 'free-energy' | undefined;
  /** Which code does the steps; `auto` takes the fused kernels where they can. @defaultValue `'auto'` */
  readonly path?: 'auto' | VrnPath | undefined;
  /**
   * Threads of the fused path, a whole number >= 1; they are shared by all calls on a backend and change no bit.
   *
   * @defaultValue the machine's processors for 16 composites or more with some 100 ms of work, else `1`
   */
  readonly threads?: number | undefined;
  /** Composites in work at once, a whole number >= 1. @defaultValue as many as keep temporaries near 64 MB */
  readonly chunk?: number | undefined;
  /** Ends the search; what is not done then has status `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the steps done of all chunks and starts. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** What was found for one composite. */
export interface VrnFactors {
  /** Row of each codebook, the most probable one. */
  readonly indices: readonly number[];
  /** Posterior of each factor, `[n_k]`, sum 1. */
  readonly posteriors: readonly Float32Array[];
  /** Free energy of these posteriors at the final γ: see `freeEnergy`. */
  readonly freeEnergy: number;
  /** Free energy at the start and after each step, with `trace: 'free-energy'`. */
  readonly trace?: Float32Array | undefined;
  /** How the search ended. */
  readonly status: 'converged' | 'max-steps' | 'aborted';
  /** Steps done. */
  readonly steps: number;
}

/** What {@link factorize} gives. */
export interface VrnResult {
  /** One entry a composite, in order. */
  readonly results: readonly VrnFactors[];
  /** Which code did the steps. */
  readonly path: VrnPath;
}
