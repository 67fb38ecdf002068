// Oscillators on a square lattice that is closed to a torus: as a graph, and as a field of pictures.

import { formatShape, type Backend, type Operand, type Tensor } from '@vsa/backend';
import { checkFinite, checkWhole } from '@vsa/backend/check';
import { checkFloat } from '../internal/validate.js';
import type { PhaseGraph } from './graph.js';

/** A lattice of oscillators. */
export interface PhaseLattice {
  /** ω: one number for all, or float32 `[rows, columns]`, rad per unit of time. */
  readonly frequencies: Operand;
  /** K of each of the four neighbours. */
  readonly coupling: Operand;
  /** α of `sin(θ_j - θ_i - α)`, rad. @defaultValue `0` */
  readonly lag?: number | undefined;
}

/** A square lattice that is closed to a torus; oscillator `row * columns + column`. */
export interface PhaseTorus {
  /** At least 3. */
  readonly rows: number;
  /** At least 3. */
  readonly columns: number;
}

/**
 * The graph of a torus on which each oscillator hears its four neighbours; oscillator `row * columns + column`.
 *
 * @param rows - Height, >= 3.
 * @param columns - Width, >= 3.
 * @returns The graph, all weights 1; for `simulate`, `torus` of the network is faster.
 * @throws RangeError for fewer rows or columns, or more than 2^24 oscillators.
 */
export function latticeGraph(rows: number, columns: number): PhaseGraph {
  const where = 'kuramoto.latticeGraph';
  checkWhole(where, 'rows', rows, 3);
  checkWhole(where, 'columns', columns, 3);
  const count = rows * columns;
  if (count > 2 ** 24) throw new RangeError(`${where}: expected at most 2^24 oscillators, got ${count}.`);
  const sources = new Int32Array(4 * count);
  for (let row = 0, at = 0; row < rows; row += 1) {
    const [above, below] = [((row + rows - 1) % rows) * columns, ((row + 1) % rows) * columns];
    for (let column = 0; column < columns; column += 1, at += 4) {
      sources[at] = above + column;
      sources[at + 1] = row * columns + ((column + columns - 1) % columns);
      sources[at + 2] = row * columns + ((column + 1) % columns);
      sources[at + 3] = below + column;
    }
  }
  const offsets = Int32Array.from({ length: count + 1 }, (_, i) => 4 * i);
  return { count, offsets, sources, weights: new Float32Array(4 * count).fill(1) };
}

/**
 * Right-hand side `dθ_i/dt = ω_i + K Σ_j sin(θ_j - θ_i - α)` over the four neighbours of a torus, for the solvers.
 *
 * For whole steps `backend.oscillators.torusSteps` is faster. O(N). Differentiable.
 *
 * @param backend - Tensor backend.
 * @param lattice - See {@link PhaseLattice}; its tensors must live as long as the field.
 * @returns Field of phases, float32 `[rows, columns]`, rad; time plays no part.
 * @throws RangeError for a lag that is not finite; when called, RangeError for phases that are no picture of 3 x 3 or more, TypeError
 * for a tensor that is not float32.
 */
export function latticeField(
  backend: Backend,
  { frequencies, coupling, lag = 0 }: PhaseLattice,
): (time: number, phases: Tensor) => Tensor {
  const where = 'kuramoto.latticeField';
  checkFinite(where, 'lag', lag);
  const { add, mul, oscillators, tidy } = backend;
  return (_, phases) =>
    tidy(() => {
      const { shape } = checkFloat(where, 'phases', phases);
      const [rows = 0, columns = 0] = shape;
      if (shape.length !== 2 || rows < 3 || columns < 3) {
        throw new RangeError(
          `${where}: expected phases of shape [rows, columns], both at least 3, got ${formatShape(shape)}.`,
        );
      }
      return add(mul(oscillators.torusPull(phases, lag), coupling), frequencies);
    });
}
