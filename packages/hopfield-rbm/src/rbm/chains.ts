// Chains of block Gibbs sampling, with the random generators that they go on with.

import type { Backend } from '@vsa/backend';
import { checkWhole } from '@vsa/backend/check';
import { bipolar, foldIn, generatorStates, type RandomKey } from '@vsa/backend/random';
import { runGibbs, type GibbsRunOptions } from '../internal/gibbs.js';
import { machineOf } from '../internal/machine.js';
import { checkSigns } from '../internal/signs.js';
import type { SignRows } from '../patterns.js';
import type { RbmParams } from './params.js';

/** Independent chains of one machine; plain arrays, so that a checkpoint holds them. */
export interface RbmChains {
  /** s, -1 and +1, `[chains, N]`. */
  readonly visible: Float32Array;
  /** λ that s was drawn from, `[chains, p]`; zeros before the first step. */
  readonly hidden: Float32Array;
  /** Random generators, `[chains, 12]` words. */
  readonly streams: Int32Array;
  /** Number of chains, N and p. */
  readonly shape: readonly [chains: number, visible: number, hidden: number];
}

/** Options of {@link sampleChains}. */
export interface SampleOptions extends GibbsRunOptions {
  /** Steps, each drawing λ given s and then s given λ, a whole number >= 0. @defaultValue `1` */
  readonly steps?: number | undefined;
  /** Inverse temperature > 0 in place of the machine's: one number, or one a step. @defaultValue the machine's */
  readonly beta?: number | Float32Array | undefined;
}

/**
 * Starts chains.
 *
 * @param params - The machine.
 * @param key - Random key; chain i draws from generators of its own, whatever the others do.
 * @param start - How many chains, which then start from random signs; or their first visible units, `[chains, N]`.
 * @returns The chains.
 * @throws TypeError for a wrong kind; RangeError for a wrong number or other values than +1 and -1.
 */
export function startChains(params: RbmParams, key: RandomKey, start: number | SignRows): RbmChains {
  const where = 'hopfield-rbm.startChains';
  const [visible, hidden] = params.weights.shape;
  const states =
    typeof start === 'number'
      ? bipolar(foldIn(key, 'visible'), [checkWhole(where, 'the number of chains', start, 1) * visible])
      : new Float32Array(checkSigns(where, 'state', start, visible).values);
  const chains = states.length / visible;
  return {
    visible: states,
    hidden: new Float32Array(chains * hidden),
    streams: generatorStates(foldIn(key, 'streams'), 3 * chains),
    shape: [chains, visible, hidden],
  };
}

/**
 * Runs block Gibbs sampling: λ ~ N(c + Wᵀs, 1/β), then P(s_i = +1) = 1 / (1 + exp(-2β (Wλ + b)_i)) (Eq 9). Chains are
 * independent, and the same whether they run alone, together, in one call or in several. Cost O(N p) a step and chain.
 *
 * @param backend - Tensor backend; those with fused kernels use them, with the same random numbers.
 * @param params - The machine.
 * @param chains - From {@link startChains} or an earlier call; not changed.
 * @param options - See {@link SampleOptions}.
 * @returns The chains, `steps` later.
 * @throws TypeError for a wrong kind; RangeError for a wrong value or chains of another machine's shape; an `AbortError` when the signal
 * aborts.
 *
 * @example
 * ```ts
 * import { createBackend } from '@vsa/backend';
 * import { key } from '@vsa/backend/random';
 * import { hopfieldToRbm, sampleChains, startChains } from '@vsa/hopfield-rbm';
 *
 * const backend = await createBackend('wasm');
 * const { params } = hopfieldToRbm({ values: [1, 1, 1, -1, 1, -1, 1, 1], shape: [2, 4] });
 * const chains = startChains(params, key(1), 3);
 * const later = await sampleChains(backend, params, chains, { steps: 20 });
 * console.log(later.visible.length); // => 12
 * ```
 */
export async function sampleChains(
  backend: Backend,
  params: RbmParams,
  chains: RbmChains,
  options: SampleOptions = {},
): Promise<RbmChains> {
  const where = 'hopfield-rbm.sampleChains';
  const { steps = 1, beta = params.beta } = options;
  checkWhole(where, 'steps', steps, 0);
  const [visible, hidden] = params.weights.shape;
  if (chains.shape[1] !== visible || chains.shape[2] !== hidden) {
    throw new RangeError(
      `${where}: expected chains of ${visible} visible and ${hidden} hidden units, got ${chains.shape[1]} and ${chains.shape[2]}.`,
    );
  }
  const { states, lambda, streams } = await runGibbs(
    backend,
    { ...machineOf(params), states: chains.visible, lambda: chains.hidden, streams: chains.streams },
    { steps, beta },
    options,
  );
  return { visible: states, hidden: lambda, streams, shape: chains.shape };
}
