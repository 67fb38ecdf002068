// Kuramoto's equation as a right-hand side of tensors: for the solvers of `@vsa/backend/ode`, on every backend, and differentiable.

import { formatShape, type Backend, type Operand, type Tensor } from '@vsa/backend';
import { checkFinite, checkWhole } from '@vsa/backend/check';
import { checkFloat } from '../internal/validate.js';
import type { PhaseGraph } from './graph.js';
import { latticeGraph, type PhaseTorus } from './lattice.js';

/** A network as tensors; see {@link phaseParams}. A tree: `valueAndGrad` and `disposeTree` take it. */
export type PhaseParams = {
  /** ω, float32 `[N]`, rad per unit of time. */
  readonly frequencies: Tensor;
  /** K: a number, or float32 `[]` to learn it, or `[batch, 1]` for one a row. */
  readonly coupling: Operand;
  /** α, rad. */
  readonly lag: number;
  /** Edges; undefined on the mean field. */
  readonly links:
    | {
        /** int32 `[E]`. */
        readonly sources: Tensor;
        /** int32 `[E]`. */
        readonly targets: Tensor;
        /** float32 `[E, 1]`. */
        readonly weights: Tensor;
      }
    | undefined;
};

/** A network on the host. */
export interface PhaseNetwork {
  /** ω, `[N]`, finite, rad per unit of time. */
  readonly frequencies: Float32Array;
  /** K, rad per unit of time. */
  readonly coupling: number;
  /** α of `sin(θ_j - θ_i - α)`, rad. @defaultValue `0` */
  readonly lag?: number | undefined;
  /** Who hears whom; without it all hear the mean field, `a_ij = 1/N`. */
  readonly graph?: PhaseGraph | undefined;
  /** In place of a graph: all hear their four neighbours, by weights 1; a kernel needs no edges for it. */
  readonly torus?: PhaseTorus | undefined;
}

/**
 * Brings a network to a backend.
 *
 * @param backend - Tensor backend.
 * @param network - See {@link PhaseNetwork}.
 * @returns Tensors that the caller owns.
 * @throws RangeError for numbers that are not finite, or a graph of another size.
 */
export function phaseParams(backend: Backend, network: PhaseNetwork): PhaseParams {
  checkNetwork('kuramoto.phaseParams', network);
  const { frequencies, coupling, lag = 0, torus } = network;
  const graph = torus === undefined ? network.graph : latticeGraph(torus.rows, torus.columns);
  const { count, offsets, sources, weights } = graph ?? { count: 0 };
  const targets = new Int32Array(sources?.length ?? 0);
  for (let i = 0; i < count; i += 1) targets.fill(i, offsets?.[i] ?? 0, offsets?.[i + 1] ?? 0);
  return {
    frequencies: backend.tensor(frequencies),
    coupling,
    lag,
    links:
      sources && weights && sources.length > 0
        ? {
            sources: backend.tensor(sources, [sources.length], 'int32'),
            targets: backend.tensor(targets, [targets.length], 'int32'),
            weights: backend.tensor(weights, [weights.length, 1]),
          }
        : graph && {
            sources: backend.tensor([0], [1], 'int32'),
            targets: backend.tensor([0], [1], 'int32'),
            weights: backend.zeros([1, 1]),
          },
  };
}

/**
 * Throws unless a network can be simulated.
 *
 * @param where - `module.fn` for messages.
 * @param network - See {@link PhaseNetwork}.
 */
export function checkNetwork(where: string, network: PhaseNetwork): void {
  const { frequencies, coupling, lag = 0, graph, torus } = network;
  if (!(frequencies instanceof Float32Array)) {
    throw new TypeError(`${where}: expected frequencies as a Float32Array, got another kind.`);
  }
  if (frequencies.length === 0) throw new RangeError(`${where}: expected at least one frequency, got none.`);
  const wrong = frequencies.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new RangeError(
      `${where}: expected finite frequencies, got ${frequencies[wrong] ?? NaN} at index ${wrong}.`,
    );
  }
  checkFinite(where, 'coupling', coupling);
  checkFinite(where, 'lag', lag);
  if (graph !== undefined && graph.count !== frequencies.length) {
    throw new RangeError(
      `${where}: expected a graph of ${frequencies.length} oscillators, one a frequency, got one of ${graph.count}.`,
    );
  }
  if (torus === undefined) return;
  const { rows, columns } = torus;
  checkWhole(where, 'rows', rows, 3);
  checkWhole(where, 'columns', columns, 3);
  if (graph !== undefined || rows * columns !== frequencies.length) {
    throw new RangeError(
      `${where}: expected a torus of ${frequencies.length} oscillators, one a frequency, and no graph beside it, got ${rows} x ${columns}${graph ? ' and a graph' : ''}.`,
    );
  }
}

/**
 * Right-hand side of `dθ_i/dt = ω_i + K Σ_j a_ij sin(θ_j - θ_i - α)` for the solvers. O(N) on the mean field, O(N + E) on a graph.
 *
 * @param backend - Tensor backend.
 * @param params - See {@link PhaseParams}; must live as long as the field.
 * @returns Field of phases, float32 `[N]` or `[batch, N]`, rad; time plays no part. Differentiable.
 * @throws RangeError, when called, for phases of another width; TypeError for a tensor that is not float32.
 */
export function phaseField(backend: Backend, params: PhaseParams): (time: number, phases: Tensor) => Tensor {
  const { add, cos, gather, mean, mul, segmentSum, sin, sub, tidy, transpose, reshape } = backend;
  const { frequencies, coupling, lag, links } = params;
  const count = frequencies.size;
  const heard = (x: Tensor): Tensor => {
    if (links === undefined) return mean(x, { axis: -1, keepDims: true });
    // The sources' rows of [N, batch], weighed, summed at their targets.
    const rows = transpose(reshape(x, [-1, count]));
    const sums = segmentSum(mul(gather(rows, links.sources), links.weights), links.targets, count);
    return reshape(transpose(sums), x.shape);
  };
  return (_, phases) =>
    tidy(() => {
      const { shape } = checkFloat('kuramoto.phaseField', 'phases', phases);
      if (shape.at(-1) !== count || shape.length > 2) {
        throw new RangeError(
          `kuramoto.phaseField: expected phases of shape [${count}] or [batch, ${count}], got ${formatShape(shape)}.`,
        );
      }
      // Σ a sin(θ_j - θ_i - α) = cos(θ_i + α) Σ a sin θ_j - sin(θ_i + α) Σ a cos θ_j: no pairs.
      const own = lag === 0 ? phases : add(phases, lag);
      const [s, c] = [sin(phases), cos(phases)];
      const [ownSin, ownCos] = lag === 0 ? [s, c] : [sin(own), cos(own)];
      const pull = sub(mul(ownCos, heard(s)), mul(ownSin, heard(c)));
      return add(frequencies, mul(pull, coupling));
    });
}

/**
 * Brings phases into [-π, π] by whole turns.
 *
 * @param backend - Tensor backend.
 * @param phases - Float32, rad.
 * @returns Of the same shape, rad.
 */
export function wrapPhases(backend: Backend, phases: Tensor): Tensor {
  const { mul, round, sub, tidy } = backend;
  return tidy(() => sub(phases, mul(round(mul(phases, 1 / (2 * Math.PI))), 2 * Math.PI)));
}
