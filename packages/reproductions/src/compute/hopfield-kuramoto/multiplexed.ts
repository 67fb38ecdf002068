// Example 4: threshold units that compute one of two functions, by how the oscillators start.

import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { foldIn, key, normal } from '@vsa/backend/random';
import {
  createMultiplexer,
  denseOperator,
  hopfieldMemory,
  simulate,
  tanhLagrange,
  type MultiplexName,
} from '@vsa/hk-memory';
import type { CellParameters, Row, RunContext } from '../../experiment.js';

/** One random pair of functions. */
export interface MultiplexCell extends CellParameters {
  readonly draw: number;
  /** Units of each group. */
  readonly units: number;
  /** Time that the units get to settle. */
  readonly time: number;
}

/** Where the threshold units end. */
export interface MultiplexRow extends Row {
  readonly draw: number;
  /** How the oscillators start. */
  readonly start: MultiplexName;
  /** Root mean square distance of the end from that of a Hopfield memory with weights W. */
  readonly toW: number;
  /** The same with weights V. */
  readonly toV: number;
  /** Largest rise of the energy, relative to its largest value. */
  readonly rise: number;
  /** Mean scalar product across the groups at the end. */
  readonly alignment: number;
}

/**
 * Runs both functions on one input.
 *
 * @param context - Backend and seed.
 * @param cell - See {@link MultiplexCell}.
 * @returns One row for each start.
 */
export async function measureMultiplexing(
  { backend, seed }: RunContext,
  { draw, units, time }: MultiplexCell,
): Promise<readonly MultiplexRow[]> {
  const own = foldIn(key(seed), draw);
  const gauss = (name: string, scale: number, ...shape: number[]): Tensor =>
    backend.tensor(
      normal(foldIn(own, name), shape).map((value) => scale * value),
      shape,
    );
  const scale = 2 / Math.sqrt(units);
  using w = gauss('W', scale, units, units);
  using v = gauss('V', scale, units, units);
  using bias = gauss('b', 0.5, 2 * units);
  using x = gauss('x', 1, 1, 2 * units);
  const lagrange = tanhLagrange();
  const ends = { W: await plainEnd(backend, w, bias, x, time), V: await plainEnd(backend, v, bias, x, time) };
  using multiplexer = createMultiplexer(backend, { lagrange, orthogonal: w, aligned: v, bias });
  const rows: MultiplexRow[] = [];
  for (const start of ['orthogonal', 'aligned'] as const) {
    using mu = multiplexer.start(foldIn(own, start), start);
    const run = await simulate(backend, multiplexer.memory, { x, mu }, { duration: time, samples: 30 });
    const last = run.states.at(-1);
    if (last === undefined) throw new RangeError('reproductions.measureMultiplexing: expected a state.');
    const end = await backend.read(last.x);
    const gram = backend.tidy(() => backend.matMul(last.mu, last.mu, { transposeB: true }));
    const products = await backend.read(gram);
    const across = Array.from({ length: units * units }, (_, place) => {
      const [i, j] = [Math.floor(place / units), units + (place % units)];
      return products[i * 2 * units + j] ?? NaN;
    });
    const largest = Math.max(...run.energies.flatMap((values) => [...values].map(Math.abs)));
    rows.push({
      draw,
      start,
      toW: distance(end, ends.W),
      toV: distance(end, ends.V),
      rise: run.largestRise / largest,
      alignment: across.reduce((sum, value) => sum + value, 0) / across.length,
    });
    gram.dispose();
    disposeTree(run.states);
  }
  return rows;
}

/** Where threshold units alone end, with these weights between the groups. */
async function plainEnd(
  backend: Backend,
  weights: Tensor,
  bias: Tensor,
  x: Tensor,
  time: number,
): Promise<ArrayLike<number>> {
  const [units = 0] = weights.shape;
  using full = backend.tidy(() => {
    const upper = backend.pad(weights, [
      [0, units],
      [units, 0],
    ]);
    return backend.add(upper, backend.transpose(upper));
  });
  const memory = hopfieldMemory(backend, {
    lagrange: tanhLagrange(),
    bias,
    lateral: denseOperator(backend, full),
  });
  const { states } = await simulate(backend, memory, x, { duration: time, samples: 1 });
  const last = states.at(-1);
  const end = last === undefined ? [] : await backend.read(last);
  disposeTree(states);
  return end;
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const squares = Array.from(a, (value, index) => (value - (b[index] ?? NaN)) ** 2);
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length);
}
