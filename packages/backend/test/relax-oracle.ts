// Eq 1 of the CDAM paper in float64 and in neurons, the slow way, and what the kernel `relax` is given for the same memory.

import type { RelaxInput, RelaxState } from '../src/kernels/index.js';

/** A memory with starts, as the paper has it. */
export interface World {
  /** Patterns, `[p][n]`. */
  readonly patterns: readonly (readonly number[])[];
  /** M, `[p][p]`, row to column. */
  readonly matrix: readonly (readonly number[])[];
  /** States, `[batch][n]`. */
  readonly starts: readonly (readonly number[])[];
  /** a and h of each start. */
  readonly strengths: readonly (readonly [a: number, h: number])[];
}

export interface Settings {
  readonly beta: number;
  readonly eta: number;
  readonly meanLoad: number;
}

export const mean = (x: readonly number[]): number => x.reduce((s, v) => s + v, 0) / x.length;

export const dot = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((s, v, i) => s + v * (y[i] ?? 0), 0);

export const centred = (x: readonly number[]): number[] => {
  const m = mean(x);
  return x.map((v) => v - m);
};

/** Pearson's r; 0 where either is constant. */
export function correlation(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [centred(x), centred(y)];
  const scale = Math.sqrt(dot(a, a) * dot(b, b));
  return scale < 1e-12 ? 0 : dot(a, b) / scale;
}

/** One step of Eq 1 from one state. */
export function oracleStep(
  state: readonly number[],
  { patterns, matrix }: World,
  [a, h]: readonly [number, number],
  { beta, eta, meanLoad }: Settings,
): number[] {
  const z = patterns.map((pattern) => beta * dot(state, pattern));
  const top = Math.max(...z);
  const e = z.map((v) => Math.exp(v - top));
  const total = e.reduce((s, v) => s + v, 0);
  const weights = patterns.map(
    (_, k) =>
      (a * (e[k] ?? 0) + h * e.reduce((s, v, i) => s + v * (matrix[i]?.[k] ?? 0), 0)) / total -
      meanLoad / patterns.length,
  );
  return state.map((v, i) => {
    const pull = weights.reduce((s, w, k) => s + w * (patterns[k]?.[i] ?? 0), 0);
    return v + eta * (pull - v);
  });
}

/** Row-major numbers of rows. */
const flat = (rows: readonly (readonly number[])[]): number[] => rows.flatMap((row) => [...row]);

/** The world as the kernel takes it. */
export function kernelInput(
  { patterns, matrix, starts, strengths }: World,
  links: 'entries' | 'full' = 'entries',
): RelaxInput & Required<Pick<RelaxInput, 'reference'>> {
  const p = patterns.length;
  const shapes = patterns.map(centred);
  const gram = shapes.map((x) => shapes.map((y) => dot(x, y)));
  const overlaps = Float64Array.from(starts.flatMap((x) => shapes.map((y) => dot(centred(x), y))));
  const offsets = new Int32Array(p + 1);
  const targets: number[] = [];
  const values: number[] = [];
  for (const [i, row] of matrix.entries()) {
    for (const [j, value] of row.entries()) {
      if (value === 0) continue;
      targets.push(j);
      values.push(value);
    }
    offsets[i + 1] = targets.length;
  }
  const state: RelaxState = {
    coordinates: new Float32Array(starts.length * p),
    overlaps,
    remainders: new Float64Array(starts.length).fill(1),
    means: Float64Array.from(starts, mean),
  };
  return {
    neurons: patterns[0]?.length ?? 0,
    gram: Float32Array.from(flat(gram)),
    gramMeans: Float64Array.from({ length: p }, (_, k) => mean(gram.map((row) => row[k] ?? 0))),
    means: Float64Array.from(patterns, mean),
    links:
      links === 'full'
        ? { kind: 'full', matrix: Float32Array.from(flat(matrix)) }
        : {
            kind: 'entries',
            offsets,
            targets: Int32Array.from(targets),
            values: Float32Array.from(values),
          },
    strengths: Float64Array.from(strengths.flatMap((pair) => [...pair])),
    state,
    reference: {
      inverseLengths: Float32Array.from(shapes, (x) => {
        const length = Math.sqrt(dot(x, x));
        return length < 1e-9 ? 0 : 1 / length;
      }),
      overlaps,
      squares: Float64Array.from(starts, (x) => dot(centred(x), centred(x))),
    },
  };
}

/** The same with what saves work where all starts share a and h. */
export function withPull(input: RelaxInput, { matrix, strengths }: World): RelaxInput {
  const [a = 1, h = 0] = strengths[0] ?? [];
  const p = matrix.length;
  const pull = (of: (k: number) => number, i: number): number =>
    a * of(i) + h * (matrix[i] ?? []).reduce((s, v, j) => s + v * of(j), 0);
  return {
    ...input,
    pull: {
      gram: Float32Array.from({ length: p * p }, (_, at) =>
        pull((i) => input.gram[i * p + (at % p)] ?? 0, Math.floor(at / p)),
      ),
      means: Float64Array.from({ length: p }, (_, i) => pull((j) => input.means[j] ?? 0, i)),
    },
  };
}

/** States that coordinates stand for. */
export function statesOf({ coordinates, remainders }: RelaxState, { patterns, starts }: World): number[][] {
  const p = patterns.length;
  return starts.map((start, row) =>
    start.map(
      (v, i) =>
        v * (remainders[row] ?? 0) +
        patterns.reduce((s, pattern, k) => s + (coordinates[row * p + k] ?? 0) * (pattern[i] ?? 0), 0),
    ),
  );
}
