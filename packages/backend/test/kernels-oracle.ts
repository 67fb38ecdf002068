// Slow, obvious versions of the kernels in plain numbers (all sums here stay below 2^53, so integers are exact), and
// seeded data for the tests.

/** A seeded generator of uniform numbers in [0, 1) (a 32-bit mixing counter; tests only). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let t = state ^ (state >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    t ^= t >>> 15;
    return (t >>> 0) / 2 ** 32;
  };
}

/** The value at an index that is known to be in range. */
export function at(values: ArrayLike<number>, i: number): number {
  const v = values[i];
  if (v === undefined) throw new RangeError(`index ${String(i)} out of range`);
  return v;
}

/** `rows` random ±1 vectors, dense. */
export function bipolar(random: () => number, rows: number, d: number): Float32Array {
  return Float32Array.from({ length: rows * d }, () => (random() < 0.5 ? -1 : 1));
}

/** Packs without the kernels. */
export function packOracle(x: ArrayLike<number>, d: number): Int32Array {
  const width = Math.ceil(d / 32);
  const rows = x.length / d;
  const out = new Int32Array(rows * width);
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < d; i++) {
      const word = r * width + (i >> 5);
      if (at(x, r * d + i) < 0) out[word] = at(out, word) | (1 << (i & 31));
    }
  }
  return out;
}

/** Dot product of row i of a and row j of b. */
export function dotOracle(
  a: ArrayLike<number>,
  i: number,
  b: ArrayLike<number>,
  j: number,
  d: number,
): number {
  let sum = 0;
  for (let c = 0; c < d; c++) sum += at(a, i * d + c) * at(b, j * d + c);
  return sum;
}

/** sum_i w_i x_i for one row of weights. */
export function projectOracle(w: ArrayLike<number>, book: ArrayLike<number>, d: number): number[] {
  const sums = new Array<number>(d).fill(0);
  for (let i = 0; i < w.length; i++) {
    for (let c = 0; c < d; c++) sums[c] = at(sums, c) + at(w, i) * at(book, i * d + c);
  }
  return sums;
}

/** What the resonator oracle returns for one composite. */
export interface ResonatorOutcome {
  readonly states: readonly number[][];
  readonly similarities: readonly number[];
  readonly steps: number;
  readonly status: number;
  readonly cycleLength: number;
}

/** Options of the oracle, all given. */
export interface OracleOptions {
  readonly maxSteps: number;
  readonly order: 'sequential' | 'synchronous';
  readonly stop: 'fixed-point' | 'never';
  readonly maxCycleLength: number;
}

/** The resonator on dense ±1 numbers, one composite. */
export function resonateOracle(
  x: ArrayLike<number>,
  books: readonly ArrayLike<number>[],
  start: readonly (readonly number[])[],
  d: number,
  options: OracleOptions,
): ResonatorOutcome {
  let states = start.map((s) => [...s]);
  const history = [states.map((s) => [...s])];
  const equal = (a: readonly number[][], b: readonly number[][]): boolean =>
    a.every((row, j) => row.every((v, c) => v === b[j]?.[c]));
  let status = 0;
  let cycleLength = 0;
  let steps = 0;
  while (steps < options.maxSteps) {
    steps++;
    const next = states.map((s) => [...s]);
    books.forEach((book, j) => {
      const seen = options.order === 'sequential' ? next : states;
      const u = Array.from({ length: d }, (_, c) =>
        seen.reduce((product, s, k) => (k === j ? product : product * at(s, c)), at(x, c)),
      );
      const w = Array.from({ length: book.length / d }, (_, i) => dotOracle(book, i, u, 0, d));
      next[j] = projectOracle(w, book, d).map((v) => (v < 0 ? -1 : 1));
    });
    states = next;
    const lagged = (lag: number): boolean => {
      const past = history[steps - lag];
      return past !== undefined && equal(past, states);
    };
    status = 0;
    cycleLength = 0;
    if (lagged(1)) {
      status = 1;
      cycleLength = 1;
    } else if (options.stop === 'fixed-point' || steps === options.maxSteps) {
      for (let lag = 2; lag <= options.maxCycleLength && lag <= steps && status === 0; lag++) {
        if (lagged(lag)) {
          status = 2;
          cycleLength = lag;
        }
      }
    }
    history.push(states.map((s) => [...s]));
    if (options.stop === 'fixed-point' && status !== 0) break;
  }
  const similarities = books.flatMap((book, j) =>
    Array.from({ length: book.length / d }, (_, i) => dotOracle(book, i, states[j] ?? [], 0, d)),
  );
  return { states, similarities, steps, status, cycleLength };
}
