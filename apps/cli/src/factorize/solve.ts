// Runs a method of the library on a problem and brings both methods' results into one form.

import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { key } from '@vsa/backend/random';
import { factorize as resonate, type ResonatorOptions } from '@vsa/resonator';
import { factorize as infer, type VrnOptions } from '@vsa/vrn';
import { Interrupted } from '../input-error.js';
import type { Matrix, ProblemInput } from './inputs.js';

/** The methods. */
export type MethodName = 'resonator' | 'vrn';

/** What a person may set; undefined leaves the library's default. */
export interface SolveOptions {
  readonly steps?: number | undefined;
  readonly gamma?: number | undefined;
  readonly optimizer?: VrnOptions['optimizer'];
  readonly learningRate?: number | undefined;
  readonly deltaScale?: VrnOptions['deltaScale'];
  readonly restarts?: number | undefined;
  readonly seed?: number | undefined;
  readonly update?: ResonatorOptions['update'];
  readonly activation?: 'sign' | 'tanh' | 'norm' | 'identity' | undefined;
  readonly synapse?: ResonatorOptions['synapse'];
  readonly start?: 'signed' | 'mean' | undefined;
  readonly decode?: ResonatorOptions['decode'];
}

/** One composite's result. */
export interface Solution {
  /** Index in each codebook, K numbers. */
  readonly indices: readonly number[];
  /** Posterior of each factor; null for the resonator, which has none. */
  readonly posteriors: readonly Float32Array[] | null;
  /** Cosine of each estimate with its winner; null for VRN. */
  readonly similarities: Float32Array | null;
  /** Free energy; null for the resonator, for which none is known. */
  readonly freeEnergy: number | null;
  /** How it ended. */
  readonly status: string;
  /** Length of the limit cycle where it ended in one. */
  readonly cycleLength?: number | undefined;
  /** Steps done. */
  readonly steps: number;
}

/** Called with the share done, in [0, 1]. */
export type OnShare = (share: number) => void;

/** Longest limit cycle that is looked for, in steps. */
const LONGEST_CYCLE = 16;

/**
 * Factors composites.
 *
 * @param backend - Runs the numbers.
 * @param problem - What to factor.
 * @param method - By which method.
 * @param options - See {@link SolveOptions}.
 * @param signal - Ctrl-C.
 * @param onShare - Progress.
 * @returns One solution a composite.
 * @throws TypeError or RangeError of the library for an option that is wrong; Interrupted after Ctrl-C.
 */
export async function solve(
  backend: Backend,
  problem: ProblemInput,
  method: MethodName,
  options: SolveOptions,
  signal: AbortSignal,
  onShare: OnShare,
): Promise<readonly Solution[]> {
  const { dimension } = problem;
  const tensorOf = ({ values, rows }: Matrix): Tensor => backend.tensor(values, [rows, dimension]);
  const composites = tensorOf(problem.composites);
  const codebooks = problem.codebooks.map(tensorOf);
  try {
    const solutions = await METHODS[method](backend, composites, codebooks, options, signal, onShare);
    if (signal.aborted) throw new Interrupted();
    return solutions;
  } finally {
    disposeTree([composites, codebooks]);
  }
}

type Solver = (
  backend: Backend,
  composites: Tensor,
  codebooks: readonly Tensor[],
  options: SolveOptions,
  signal: AbortSignal,
  onShare: OnShare,
) => Promise<readonly Solution[]>;

const METHODS: Readonly<Record<MethodName, Solver>> = {
  async resonator(backend, composites, codebooks, options, signal, onShare) {
    const { steps, update, activation, synapse, start, decode } = options;
    const { results } = await resonate(backend, composites, codebooks, {
      maxSteps: steps,
      update,
      activation,
      synapse,
      start,
      decode,
      limitCycles: { longest: LONGEST_CYCLE },
      signal,
      onProgress: ({ done, rows }) => {
        onShare(done / rows);
      },
    });
    return results.map(({ indices, similarities, status, steps: taken, cycleLength }) => ({
      indices,
      posteriors: null,
      similarities,
      freeEnergy: null,
      status,
      cycleLength,
      steps: taken,
    }));
  },
  async vrn(backend, composites, codebooks, options, signal, onShare) {
    const { steps, gamma, optimizer, learningRate, deltaScale, restarts, seed = 0 } = options;
    const { results } = await infer(backend, composites, codebooks, {
      steps,
      gamma,
      optimizer,
      learningRate,
      deltaScale,
      restarts: restarts === undefined ? undefined : { count: restarts, key: key(seed) },
      signal,
      onProgress: ({ step, maxSteps }) => {
        onShare(step / maxSteps);
      },
    });
    return results.map(({ indices, posteriors, freeEnergy, status, steps: taken }) => ({
      indices,
      posteriors,
      similarities: null,
      freeEnergy,
      status,
      steps: taken,
    }));
  },
};
