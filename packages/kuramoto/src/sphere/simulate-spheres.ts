// Oscillators on spheres that hear the mean field or their neighbours on a graph: phase oscillators in N dimensions (M. A. Lohe,
// J. Phys. A 42, 395101, 2009; for N = 2 it is Kuramoto's model). For people; the layer that learns is `oscillatorLayer`.

import type { Backend, Tensor } from '@vsa/backend';
import { checkFinite, checkPositive, checkWhole } from '@vsa/backend/check';
import type { RandomKey } from '@vsa/backend/random';
import type { PhaseGraph } from '../phase/graph.js';
import { startStates } from './start.js';

/** A network of oscillators on spheres, on the host. */
export interface SphereNetwork {
  /** Oscillators, 1 to 4096: couplings are held in full. */
  readonly count: number;
  /** N >= 2. */
  readonly dimension: number;
  /** K, per unit of time. */
  readonly coupling: number;
  /** Ω, skew-symmetric: one for all `[N, N]`, or one each `[count, N, N]`. @defaultValue none */
  readonly omega?: Float32Array | undefined;
  /** Who hears whom; without it all hear the mean field, `a_ij = 1/count`. */
  readonly graph?: PhaseGraph | undefined;
}

/** Options of {@link simulateSpheres}. */
export interface SimulateSpheresOptions {
  /** Fixes the start, independent and uniform on the sphere. */
  readonly start: RandomKey;
  /** Time to simulate, > 0. */
  readonly duration: number;
  /** Longest Euler step, > 0; the step taken divides the time between records. @defaultValue `0.01` */
  readonly stepSize?: number | undefined;
  /** Records after the start, equally spaced, >= 1. @defaultValue `100` */
  readonly records?: number | undefined;
  /** Ends the run early; what was reached is returned. */
  readonly signal?: AbortSignal | undefined;
  /** Called after every record with the time reached. */
  readonly onProgress?: ((time: number) => void) | undefined;
}

/** What {@link simulateSpheres} gives; plain arrays of the host. */
export interface SphereResult {
  /** Times of the records, `[R + 1]`, from 0. */
  readonly times: Float64Array;
  /** `|mean_i x_i|`, in [0, 1], `[R + 1]`. */
  readonly order: Float64Array;
  /** States at the end, `[count, N]`, of length 1. */
  readonly states: Float32Array;
  /** Length of the steps taken. */
  readonly stepSize: number;
  /** Whether the whole time was simulated. */
  readonly status: 'finished' | 'aborted';
}

const WHERE = 'kuramoto.simulateSpheres';
const MOST = 4096;

/**
 * Simulates `dx_i/dt = Ω_i x_i + Proj_x(K Σ_j a_ij x_j)` on S^(N-1) by Euler steps with division by the length. O(count² N) a step.
 *
 * @param backend - Tensor backend.
 * @param network - See {@link SphereNetwork}.
 * @param options - See {@link SimulateSpheresOptions}.
 * @returns See {@link SphereResult}.
 * @throws RangeError for a number out of range, Ω that is not skew-symmetric or a graph of another size; TypeError for a wrong kind; all
 * before the first step.
 */
export async function simulateSpheres(
  backend: Backend,
  network: SphereNetwork,
  options: SimulateSpheresOptions,
): Promise<SphereResult> {
  const { count, dimension } = network;
  const { duration, stepSize = 0.01, records = 100, signal, onProgress } = options;
  checkWhole(WHERE, 'the dimension N', dimension, 2);
  if (checkWhole(WHERE, 'count', count, 1) > MOST) {
    throw new RangeError(`${WHERE}: expected at most ${MOST} oscillators, got ${count}.`);
  }
  checkPositive(WHERE, 'duration', duration);
  checkPositive(WHERE, 'stepSize', stepSize);
  checkWhole(WHERE, 'records', records, 1);
  const couplings = couplingMatrix(network);
  const turns = network.omega && omegaOfAll(network.omega, count, dimension);
  const steps = Math.max(1, Math.ceil(duration / records / stepSize - 1e-9));
  const h = duration / records / steps;
  using within = backend.tensor(couplings, [count, count]);
  using omega = turns && backend.tensor(turns, [count, dimension, dimension]);
  let states = startStates(backend, options.start, 'fixed', {
    batch: 1,
    objects: 1,
    features: count,
    dimension,
  });
  try {
    const order = [await orderOf(backend, states)];
    while (order.length <= records && signal?.aborted !== true) {
      const next = backend.oscillators.evolve(states, { within, omega }, { steps, stepSize: h });
      states.dispose();
      states = next;
      order.push(await orderOf(backend, states));
      onProgress?.((order.length - 1) * steps * h);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    return {
      times: Float64Array.from(order, (_, index) => index * steps * h),
      order: Float64Array.from(order),
      states: Float32Array.from(await backend.read(states)),
      stepSize: h,
      status: order.length > records ? 'finished' : 'aborted',
    };
  } finally {
    states.dispose();
  }
}

function couplingMatrix({ count, coupling, graph }: SphereNetwork): Float32Array {
  checkFinite(WHERE, 'coupling', coupling);
  if (graph === undefined) return new Float32Array(count * count).fill(coupling / count);
  if (graph.count !== count) {
    throw new RangeError(`${WHERE}: expected a graph of ${count} oscillators, got one of ${graph.count}.`);
  }
  const matrix = new Float32Array(count * count);
  for (let i = 0; i < count; i += 1) {
    for (let edge = graph.offsets[i] ?? 0; edge < (graph.offsets[i + 1] ?? 0); edge += 1) {
      const at = i * count + (graph.sources[edge] ?? 0);
      matrix[at] = (matrix[at] ?? 0) + coupling * (graph.weights[edge] ?? 0);
    }
  }
  return matrix;
}

/** Rounding that Ω may show as read from a text, relative to its largest entry. */
const SKEW = 1e-5;

function omegaOfAll(omega: Float32Array, count: number, n: number): Float32Array {
  const one = n * n;
  if (!(omega instanceof Float32Array)) {
    throw new TypeError(`${WHERE}: expected omega as a Float32Array, got another kind.`);
  }
  if (omega.length !== one && omega.length !== count * one) {
    throw new RangeError(
      `${WHERE}: expected omega of shape [${n}, ${n}] or [${count}, ${n}, ${n}], got ${omega.length} numbers.`,
    );
  }
  const largest = omega.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  omega.forEach((value, at) => {
    const column = at % n;
    const row = Math.floor(at / n) % n;
    const twin = omega[at - row * n - column + column * n + row] ?? NaN;
    if (!(Math.abs(value + twin) <= SKEW * largest)) {
      throw new RangeError(
        `${WHERE}: expected a skew-symmetric omega (omega[i][j] = -omega[j][i]), got ${value} at [${row}][${column}] and ${twin} at [${column}][${row}].`,
      );
    }
  });
  if (omega.length === count * one) return omega;
  return Float32Array.from({ length: count * one }, (_, at) => omega[at % one] ?? 0);
}

async function orderOf(backend: Backend, states: Tensor): Promise<number> {
  using mean = backend.mean(states, { axis: -2 });
  return Math.hypot(...(await backend.read(mean)));
}
