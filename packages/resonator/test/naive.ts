// An independent oracle: plain float64 loops over one composite, written from the formulas and sharing nothing with the package.

/** A codebook as a list of vectors. */
export type Book = readonly (readonly number[])[];

export interface NaiveRule {
  readonly order: 'sequential' | 'synchronous';
  readonly activation: (v: number[]) => number[];
}

export const sgn = (v: number): number => (v >= 0 ? 1 : -1);
export const signOf = (v: number[]): number[] => v.map(sgn);
export const normOf = (v: number[]): number[] => {
  const length = Math.hypot(...v);
  return v.map((a) => (length > 0 ? a / length : 0));
};

/** Sum over the vectors of a book. */
export function columnSum(book: Book): number[] {
  return (book[0] ?? []).map((_, d) => book.reduce((sum, vector) => sum + (vector[d] ?? 0), 0));
}

export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, d) => sum + value * (b[d] ?? 0), 0);
}

/** One step of every factor: s_j <- f(sum_i X_j[i] (X_j[i] . (x * prod_{k != j} s_k))). */
export function naiveStep(
  x: readonly number[],
  books: readonly Book[],
  estimates: readonly (readonly number[])[],
  rule: NaiveRule,
): number[][] {
  const next = estimates.map((estimate) => [...estimate]);
  for (let j = 0; j < books.length; j += 1) {
    const source = rule.order === 'sequential' ? next : estimates;
    const heard = x.map((value, d) =>
      source.reduce((product, estimate, k) => (k === j ? product : product * (estimate[d] ?? 0)), value),
    );
    const book = books[j] ?? [];
    const field = x.map(() => 0);
    for (const vector of book) {
      const weight = dot(vector, heard);
      vector.forEach((value, d) => (field[d] = (field[d] ?? 0) + weight * value));
    }
    next[j] = rule.activation(field);
  }
  return next;
}

export interface NaiveRun {
  readonly trace: readonly (readonly (readonly number[])[])[];
  readonly status: 'converged' | 'limit-cycle' | 'max-steps';
  readonly steps: number;
  readonly cycleLength: number | undefined;
}

/** Steps until the estimates equal those of `lag` steps before, for the smallest lag, or the steps run out. */
export function naiveRun(
  x: readonly number[],
  books: readonly Book[],
  start: readonly (readonly number[])[],
  rule: NaiveRule,
  maxSteps: number,
  longest = 1,
): NaiveRun {
  const trace = [start.map((estimate) => [...estimate])];
  for (let steps = 1; steps <= maxSteps; steps += 1) {
    const next = naiveStep(x, books, trace[steps - 1] ?? [], rule);
    trace.push(next);
    for (let lag = 1; lag <= Math.min(longest, steps); lag += 1) {
      if (JSON.stringify(trace[steps - lag]) === JSON.stringify(next)) {
        return lag === 1
          ? { trace, status: 'converged', steps, cycleLength: undefined }
          : { trace, status: 'limit-cycle', steps, cycleLength: lag };
      }
    }
  }
  return { trace, status: 'max-steps', steps: maxSteps, cycleLength: undefined };
}

/** Index of the vector with the largest |cosine| (or cosine), the first among equals. */
export function naiveDecode(
  estimate: readonly number[],
  book: Book,
  absolute: boolean,
): { index: number; cosine: number } {
  let best = { index: -1, cosine: 0, score: -Infinity };
  book.forEach((vector, index) => {
    const cosine = dot(estimate, vector) / Math.sqrt(dot(estimate, estimate) * dot(vector, vector));
    const score = absolute ? Math.abs(cosine) : cosine;
    if (score > best.score) best = { index, cosine, score };
  });
  return { index: best.index, cosine: best.cosine };
}
