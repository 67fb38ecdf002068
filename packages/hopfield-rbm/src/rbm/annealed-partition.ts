// ln Z by annealed importance sampling: R. M. Neal, "Annealed importance sampling", Statistics and Computing 11, 2001; for these machines
// Smart and Zilman (2021), App. E.2.
//
// The path leads from independent units to the machine: its densities are proportional to exp(-β |λ - c|²/2 + β a (b·s + s·Wλ)), a from 0
// to 1. Chains start from the first one exactly, so the estimate of Z is unbiased.

import type { Backend } from '@vsa/backend';
import { checkWhole, choose } from '@vsa/backend/check';
import type { RandomKey } from '@vsa/backend/random';
import { kernelsFor, runGibbs, type GibbsResult, type GibbsRunOptions } from '../internal/gibbs.js';
import { machineOf } from '../internal/machine.js';
import { startChains } from './chains.js';
import type { RbmParams } from './params.js';

/** Multiply-adds between two reports of progress: some tenth of a second. */
const PIECE = 2e9;

/** Options of {@link annealedLogPartition}. */
export interface AnnealingOptions extends GibbsRunOptions {
  /** Independent chains, >= 2. @defaultValue `100` */
  readonly chains?: number | undefined;
  /** Intermediate densities, evenly spaced in a, >= 1. @defaultValue `1000` */
  readonly steps?: number | undefined;
  /**
   * `joint` weighs both layers, as the paper's code does; `continuous` weighs λ alone, s being summed out (Eq 7): less noise, some
   * more time. @defaultValue `'continuous'`
   */
  readonly form?: 'joint' | 'continuous' | undefined;
  /** Called now and then with the steps done. */
  readonly onProgress?: ((progress: { readonly step: number; readonly steps: number }) => void) | undefined;
}

/** An estimate of ln Z. */
export interface LogPartitionEstimate {
  /** ln Z, Z = Σ_s exp(-β H(s)). */
  readonly logPartition: number;
  /** Its standard error, by the spread of the weights (delta method). */
  readonly standardError: number;
  /** Chains that count, (Σw)²/Σw², 1 to the number of chains: near 1 the error is not to be trusted. */
  readonly effectiveSampleSize: number;
  /** Log weights less their base, `[chains]`: the mean of exp is Z. */
  readonly logWeights: Float64Array;
}

/**
 * Estimates ln Z of a machine, Z = Σ_s exp(-β H(s)), by annealed importance sampling. Cost O(chains · steps · N p).
 *
 * @param backend - Tensor backend; those with fused kernels use them.
 * @param params - The machine.
 * @param key - Random key; the same key gives the same estimate.
 * @param options - See {@link AnnealingOptions}.
 * @returns The estimate with its standard error.
 * @throws TypeError for a wrong kind; RangeError for a wrong value; an `AbortError` when the signal aborts.
 */
export async function annealedLogPartition(
  backend: Backend,
  params: RbmParams,
  key: RandomKey,
  options: AnnealingOptions = {},
): Promise<LogPartitionEstimate> {
  const where = 'hopfield-rbm.annealedLogPartition';
  const { chains = 100, steps = 1000, form = 'continuous', onProgress } = options;
  checkWhole(where, 'chains', chains, 2);
  checkWhole(where, 'steps', steps, 1);
  const weights = choose({ joint: 'joint', continuous: 'marginal' } as const, form, where, 'form');
  kernelsFor(where, backend, options);
  const [n, p] = params.weights.shape;
  const machine = machineOf(params);
  const start = startChains(params, key, chains);
  const { beta } = params;
  const stepWork = 2 * chains * n * p;
  const piece = Math.max(1, Math.floor(PIECE / stepWork));
  // The step at a = 0 draws from the first density, whatever the chains were.
  const couplings = Float32Array.from({ length: steps + 1 }, (_, k) => k / steps);
  let state: GibbsResult = {
    states: start.visible,
    lambda: start.hidden,
    streams: start.streams,
    logWeights: new Float64Array(chains),
  };
  for (let from = 0; from <= steps; from += piece) {
    const coupling = couplings.subarray(from, from + piece);
    const couplingBefore = couplings[from - 1] ?? 0;
    const plan = {
      steps: coupling.length,
      coupling,
      couplingBefore,
      beta,
      order: 'visible-first',
      weights,
    } as const;
    state = await runGibbs(backend, { ...machine, ...state }, plan, options, stepWork * steps);
    onProgress?.({ step: Math.min(from + piece - 1, steps), steps });
    // Kernels are synchronous: a turn of the event loop lets timers and signals in.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return estimate(state.logWeights, n);
}

function estimate(logWeights: Float64Array, visible: number): LogPartitionEstimate {
  const count = logWeights.length;
  const top = logWeights.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = logWeights.map((value) => Math.exp(value - top));
  const sum = weights.reduce((a, b) => a + b, 0);
  const squares = weights.reduce((a, b) => a + b * b, 0);
  const mean = sum / count;
  const variance = weights.reduce((a, w) => a + (w - mean) ** 2, 0) / (count - 1);
  const base = visible * Math.LN2;
  return {
    logPartition: base + top + Math.log(mean),
    standardError: Math.sqrt(variance / count) / mean,
    effectiveSampleSize: (sum * sum) / squares,
    logWeights: logWeights.map((value) => value + base),
  };
}
