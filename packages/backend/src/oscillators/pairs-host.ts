// Sums over edges in plain loops with float64 sums: what the cpu backend runs, and the oracle of the fused kernels.

import type { NeighbourInput, PairGradient, PairInput, PairKernels } from '../kernels/pair-types.js';

/** An entry of the graph's rows: oscillator i hears j along an edge. Offsets are those of the states of one sample. */
type Visit = (own: number, other: number, edge: number) => void;

function eachEntry({ starts, neighbours, ids, dimension, batch }: NeighbourInput, visit: Visit): void {
  const count = starts.length - 1;
  for (let row = 0; row < batch * count; row += 1) {
    const oscillator = row % count;
    const sample = (row - oscillator) * dimension;
    for (let at = starts[oscillator] ?? 0; at < (starts[oscillator + 1] ?? 0); at += 1) {
      visit(row * dimension, sample + (neighbours[at] ?? 0) * dimension, ids[at] ?? 0);
    }
  }
}

function dot(a: Float32Array, from: number, b: Float32Array, to: number, dimension: number): number {
  let sum = 0;
  for (let d = 0; d < dimension; d += 1) sum += (a[from + d] ?? 0) * (b[to + d] ?? 0);
  return sum;
}

/** to += factor from */
function add(
  to: Float64Array,
  at: number,
  factor: number,
  from: Float32Array,
  start: number,
  n: number,
): void {
  for (let d = 0; d < n; d += 1) to[at + d] = (to[at + d] ?? 0) + factor * (from[start + d] ?? 0);
}

function reverse(input: PairInput, gradient: Float32Array): PairGradient {
  const { states: x, dimension, constant: a, slope: b } = input;
  const states = new Float64Array(x.length);
  const constant = new Float64Array(a.length);
  const slope = new Float64Array(b.length);
  eachEntry(input, (own, other, edge) => {
    const s = dot(x, own, x, other, dimension);
    const steep = b[edge] ?? 0;
    // Of the weight, from both ends; each end adds its half to the sums over the batch.
    const heard = dot(gradient, own, x, other, dimension);
    const weight = heard + dot(gradient, other, x, own, dimension);
    add(states, own, (a[edge] ?? 0) + steep * Math.max(s, 0), gradient, other, dimension);
    if (s > 0) add(states, own, weight * steep, x, other, dimension);
    constant[edge] = (constant[edge] ?? 0) + heard;
    slope[edge] = (slope[edge] ?? 0) + heard * Math.max(s, 0);
  });
  return {
    states: Float32Array.from(states),
    constant: Float32Array.from(constant),
    slope: Float32Array.from(slope),
  };
}

/** Sums over edges in plain loops. */
export const hostPairs: PairKernels = {
  pairField(input) {
    const { states: x, dimension, constant, slope } = input;
    const field = new Float64Array(x.length);
    eachEntry(input, (own, other, edge) => {
      const s = dot(x, own, x, other, dimension);
      add(field, own, (constant[edge] ?? 0) + (slope[edge] ?? 0) * Math.max(s, 0), x, other, dimension);
    });
    return Float32Array.from(field);
  },
  reversePairField: reverse,
  neighbourSum(input) {
    const sums = new Float64Array(input.states.length);
    eachEntry(input, (own, other) => {
      add(sums, own, 1, input.states, other, input.dimension);
    });
    return Float32Array.from(sums);
  },
};
