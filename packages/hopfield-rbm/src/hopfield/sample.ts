// Glauber dynamics: states at temperature 1/β, many chains at once.

import type { Backend } from '@vsa/backend';
import { checkPositive, checkWhole, choose } from '@vsa/backend/check';
import { foldIn, uniform, type RandomKey } from '@vsa/backend/random';
import { checkNetwork } from '../internal/networks.js';
import { checkSigns } from '../internal/signs.js';
import type { Patterns, SignRows } from '../patterns.js';
import type { HopfieldNetwork } from './network.js';
import { hopfieldTensors, parallelGlauberStep } from './parallel.js';
import type { UpdateOrder } from './recall.js';
import { sweepsOf } from './sweeps.js';

/** Options of {@link sampleStates}. */
export interface SampleStatesOptions {
  /** Fixes the draws; a chain's draws depend on its number and the step only. */
  readonly key: RandomKey;
  /** β > 0. */
  readonly beta: number;
  /** Sweeps over all units, a whole number >= 0. */
  readonly steps: number;
  /**
   * One unit after another in random order, on the host in float64, which samples exp(-β H); or all at once on the backend in float32,
   * as the paper's code does, which samples another distribution. @defaultValue `'asynchronous'`
   */
  readonly updates?: UpdateOrder | undefined;
}

/**
 * Runs chains of Glauber dynamics: p(s_i = +1) = 1 / (1 + exp(-2 β h_i)).
 *
 * @param backend - Tensor backend of synchronous updates.
 * @param network - A network.
 * @param starts - +1 and -1, `[chains, N]`.
 * @param options - See {@link SampleStatesOptions}.
 * @returns The states after the last sweep.
 * @throws TypeError for a wrong kind; RangeError for other values than +1 and -1, another number of units, or a wrong option.
 */
export async function sampleStates(
  backend: Backend,
  network: HopfieldNetwork,
  starts: SignRows,
  options: SampleStatesOptions,
): Promise<Patterns> {
  const where = 'hopfield-rbm.sampleStates';
  const n = checkNetwork(where, network);
  const { values, shape } = checkSigns(where, 'start', starts, n);
  const beta = checkPositive(where, 'beta', options.beta);
  const steps = checkWhole(where, 'steps', options.steps, 0);
  const run = choose(RUNS, options.updates ?? 'asynchronous', where, 'updates');
  // Bad keys are found before any work.
  foldIn(options.key, 0);
  return {
    values: await run(backend, network, Int8Array.from(values), { beta, steps, key: options.key }),
    shape,
  };
}

type Run = (
  backend: Backend,
  network: HopfieldNetwork,
  values: Int8Array,
  settings: { readonly beta: number; readonly steps: number; readonly key: RandomKey },
) => Promise<Int8Array> | Int8Array;

const RUNS: Readonly<Record<UpdateOrder, Run>> = {
  asynchronous: (_backend, network, values, { beta, steps, key }) => {
    const n = network.field.length;
    const { glauber } = sweepsOf(network);
    for (let chain = 0; chain * n < values.length; chain += 1) {
      const state = values.subarray(chain * n, (chain + 1) * n);
      const sweep = glauber(state, beta, foldIn(key, chain));
      for (let step = 0; step < steps; step += 1) sweep(step);
    }
    return values;
  },
  synchronous: async (backend, network, values, { beta, steps, key }) => {
    const n = network.field.length;
    const chains = values.length / n;
    using tensors = hopfieldTensors(backend, network);
    let states = backend.tensor(Float32Array.from(values), [chains, n]);
    try {
      for (let step = 0; step < steps; step += 1) {
        using draws = backend.tensor(chainDraws(key, chains, n, step), [chains, n]);
        const next = parallelGlauberStep(backend, tensors, states, beta, draws);
        states.dispose();
        states = next;
      }
      return Int8Array.from(await backend.read(states));
    } finally {
      states.dispose();
    }
  },
};

/** Uniform draws of a step, `[chains, N]`; a chain's do not depend on how many chains there are. */
function chainDraws(key: RandomKey, chains: number, units: number, step: number): Float32Array {
  const draws = new Float32Array(chains * units);
  for (let chain = 0; chain < chains; chain += 1) {
    draws.set(uniform(foldIn(foldIn(key, chain), step), [units]), chain * units);
  }
  return draws;
}
