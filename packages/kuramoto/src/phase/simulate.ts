// The function for people: a network, a time and a step in; order over time, phases and frequencies out.

import type { Backend, RunOptions } from '@vsa/backend';
import { checkNonNegative, checkPositive, checkWhole, choose } from '@vsa/backend/check';
import { uniform, type RandomKey } from '@vsa/backend/random';
import { checkNetwork, type PhaseNetwork } from './field.js';
import { fusedStepper, tensorStepper, type Stepper } from './steppers.js';

/** Methods of fixed steps; the solvers of `@vsa/backend/ode` with `phaseField` have more. */
export type PhaseMethodName = 'euler' | 'heun' | 'rk4';

/** How to compute: whole runs in one kernel where the backend has it, or operation by operation. */
export type PhasePath = 'auto' | 'fused' | 'tensor';

/** Options of {@link simulate}. */
export interface SimulateOptions {
  /** Phases to start from: `[N]`, rad, or a key for independent uniform ones. */
  readonly start: Float32Array | RandomKey;
  /** Time to simulate, > 0. */
  readonly duration: number;
  /** Longest step, > 0; the step taken divides the time between records. @defaultValue `0.05` */
  readonly stepSize?: number | undefined;
  /** @defaultValue `'rk4'` */
  readonly method?: PhaseMethodName | undefined;
  /** Records after the start, equally spaced, >= 1. @defaultValue `100` */
  readonly records?: number | undefined;
  /** Time before which frequencies are not measured, below `duration`; rounded to a record. @defaultValue `0` */
  readonly transient?: number | undefined;
  /** `phases` keeps the phases of all records. @defaultValue `'none'` */
  readonly keep?: 'none' | 'phases' | undefined;
  /** @defaultValue `'auto'` */
  readonly path?: PhasePath | undefined;
  /** Ends the run early; what was reached is returned. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the time reached. */
  readonly onProgress?: ((time: number) => void) | undefined;
}

/** What {@link simulate} gives; plain arrays of the host. R is the number of records reached. */
export interface PhaseResult {
  /** Times of the records, `[R + 1]`, from 0. */
  readonly times: Float64Array;
  /** Order parameter r, `[R + 1]`. */
  readonly order: Float64Array;
  /** Mean phase ψ, `[R + 1]`, rad, in (-π, π]. */
  readonly meanPhase: Float64Array;
  /** θ at the end, `[N]`, rad, in [-π, π]. */
  readonly phases: Float32Array;
  /** Mean of dθ/dt since the transient, `[N]`, rad per unit of time: equal for oscillators that are locked. */
  readonly frequencies: Float64Array;
  /** θ of all records, `[R + 1, N]`, where asked for. */
  readonly trajectory: Float32Array | undefined;
  /** Length of the steps taken. */
  readonly stepSize: number;
  /** How it was computed. */
  readonly path: 'fused' | 'tensor';
  /** Whether the whole time was simulated. */
  readonly status: 'finished' | 'aborted';
}

const WHERE = 'kuramoto.simulate';
/** Oscillators times steps, or edges, of one call of a kernel: some 0.1 s, so that aborting is prompt. */
const CALL = 3e7;

/**
 * Simulates phase oscillators, `dθ_i/dt = ω_i + K Σ_j a_ij sin(θ_j - θ_i - α)`, on the mean field or a graph.
 *
 * Float32, with phases kept within a turn. O(N) a step on the mean field, O(N + E) on a graph.
 *
 * @param backend - Tensor backend.
 * @param network - See {@link PhaseNetwork}.
 * @param options - See {@link SimulateOptions}.
 * @returns See {@link PhaseResult}.
 * @throws RangeError for a number out of range, a name that is not known or a path that the backend lacks; TypeError for a wrong kind;
 * all before the first step.
 *
 * @example
 * ```ts
 * import { createBackend } from '@vsa/backend';
 * import { key } from '@vsa/backend/random';
 * import { lorentzian, selfConsistentOrder, simulate, spreadFrequencies } from '@vsa/kuramoto';
 *
 * const backend = await createBackend('auto');
 * const law = lorentzian(0.5);
 * const network = { frequencies: spreadFrequencies(law, 2000), coupling: 2 };
 * const { order } = await simulate(backend, network, { start: key(1), duration: 40 });
 * console.log(order.at(-1)?.toFixed(1), selfConsistentOrder(law, 2).toFixed(1)); // => 0.7 0.7
 * ```
 */
export async function simulate(
  backend: Backend,
  network: PhaseNetwork,
  options: SimulateOptions,
): Promise<PhaseResult> {
  checkNetwork(WHERE, network);
  const { duration, stepSize = 0.05, method = 'rk4', records = 100, transient = 0 } = options;
  const { path = 'auto', keep = 'none', signal, onProgress } = options;
  const count = network.frequencies.length;
  checkPositive(WHERE, 'duration', duration);
  checkPositive(WHERE, 'stepSize', stepSize);
  checkWhole(WHERE, 'records', records, 1);
  if (!(checkNonNegative(WHERE, 'transient', transient) < duration)) {
    throw new RangeError(`${WHERE}: expected transient below the duration ${duration}, got ${transient}.`);
  }
  const steps = Math.max(1, Math.ceil(duration / records / stepSize - 1e-9));
  const h = duration / records / steps;
  const make = choose(
    {
      auto: backend.kernels === undefined ? tensorStepper : fusedStepper,
      fused: fusedStepper,
      tensor: tensorStepper,
    },
    path,
    WHERE,
    'path',
  );
  choose({ euler: 0, heun: 0, rk4: 0 }, method, WHERE, 'method');
  choose({ none: 0, phases: 0 }, keep, WHERE, 'keep');
  using stepper = make(backend, network, startOf(options.start, count), { stepSize: h, method });
  const work = Math.max(count, network.graph?.sources.length ?? 0) * steps;
  const group = keep === 'phases' ? 1 : Math.max(1, Math.floor(CALL / work));
  return await follow(stepper, { steps, records, group, h, transient, keep, signal, onProgress });
}

interface Plan {
  readonly steps: number;
  readonly records: number;
  readonly group: number;
  readonly h: number;
  readonly transient: number;
  readonly keep: 'none' | 'phases';
  readonly signal: RunOptions<never, never>['signal'];
  readonly onProgress: SimulateOptions['onProgress'];
}

async function follow(stepper: Stepper, plan: Plan): Promise<PhaseResult> {
  const { steps, records, group, h, keep, signal, onProgress } = plan;
  const settled = Math.min(records - 1, Math.round(plan.transient / (h * steps)));
  const means: number[] = [];
  const kept: Float32Array[] = [];
  let travelled = new Float64Array(stepper.phases.length);
  let done = 0;
  let measured = 0;
  if (keep === 'phases') kept.push(stepper.phases);
  while (done < records && signal?.aborted !== true) {
    // The frequencies are measured from a record on, so no call goes past it.
    const next = done < settled ? Math.min(done + group, settled) : Math.min(done + group, records);
    const { means: found, travelled: moved } = await stepper.advance((next - done) * steps, steps);
    means.push(...(done === 0 ? found : found.slice(2)));
    if (done < settled) measured = 0;
    else {
      travelled = travelled.map((sum, i) => sum + (moved[i] ?? 0));
      measured += (next - done) * steps * h;
    }
    done = next;
    if (keep === 'phases') kept.push(stepper.phases);
    onProgress?.(done * steps * h);
  }
  const pairs = Array.from(
    { length: means.length / 2 },
    (_, i) => [means[2 * i] ?? 0, means[2 * i + 1] ?? 0] as const,
  );
  return {
    times: Float64Array.from(pairs, (_, index) => index * steps * h),
    order: Float64Array.from(pairs, ([s, c]) => Math.hypot(s, c)),
    meanPhase: Float64Array.from(pairs, ([s, c]) => Math.atan2(s, c)),
    phases: stepper.phases,
    frequencies: travelled.map((sum) => (measured === 0 ? 0 : sum / measured)),
    trajectory: keep === 'phases' ? joined(kept) : undefined,
    stepSize: h,
    path: stepper.path,
    status: done === records ? 'finished' : 'aborted',
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const width = parts[0]?.length ?? 0;
  const out = new Float32Array(parts.length * width);
  parts.forEach((part, index) => {
    out.set(part, index * width);
  });
  return out;
}

function startOf(start: Float32Array | RandomKey, count: number): Float32Array {
  if (typeof start === 'string') return uniform(start, [count], { low: -Math.PI, high: Math.PI });
  if (!(start instanceof Float32Array)) {
    throw new TypeError(`${WHERE}: expected start as a Float32Array or a random key, got ${typeof start}.`);
  }
  if (start.length !== count) {
    throw new RangeError(`${WHERE}: expected ${count} phases, one a frequency, got ${start.length}.`);
  }
  const wrong = start.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new RangeError(`${WHERE}: expected finite phases, got ${start[wrong] ?? NaN} at index ${wrong}.`);
  return start.map((value) => value - 2 * Math.PI * Math.round(value / (2 * Math.PI)));
}
