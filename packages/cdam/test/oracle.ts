// The model a second time: float64, one start, loops over pairs, as the paper writes it. Slow, and independent of the package's own steps.

export interface OracleSettings {
  readonly a: number;
  readonly h: number;
  readonly beta: number;
  readonly eta: number;
  readonly coefficient: number;
}

type Row = readonly number[];

/** M of Eq 1 from a list of arcs [from, to, weight]; both directions of an undirected edge are given. */
export function matrixOf(
  p: number,
  arcs: readonly (readonly [number, number, number])[],
  symmetric: boolean,
): number[][] {
  const A = Array.from({ length: p }, () => new Array<number>(p).fill(0));
  for (const [from, to, weight] of arcs) (A[from] ?? [])[to] = (A[from]?.[to] ?? 0) + weight;
  if (!symmetric) return A;
  const degrees = A.map((row) => row.reduce((x, y) => x + y, 0));
  const factor = (i: number): number => ((degrees[i] ?? 0) > 0 ? (degrees[i] ?? 0) ** -0.5 : 1);
  return A.map((row, i) => row.map((value, j) => factor(i) * value * factor(j)));
}

export function dot(x: Row, y: Row): number {
  return x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
}

function softmax(z: Row): number[] {
  const top = Math.max(...z);
  const e = z.map((value) => Math.exp(value - top));
  const total = e.reduce((x, y) => x + y, 0);
  return e.map((value) => value / total);
}

/** One step of Eq 1: Q first, column by column, then the weighted sum. */
export function oracleStep(x: Row, patterns: readonly Row[], M: readonly Row[], s: OracleSettings): number[] {
  const n = x.length;
  const p = patterns.length;
  const weights = softmax(patterns.map((pattern) => s.beta * dot(x, pattern)));
  const Q = patterns.map((pattern, mu) =>
    Array.from({ length: n }, (_, i) => {
      let successors = 0;
      for (let nu = 0; nu < p; nu += 1) successors += (M[mu]?.[nu] ?? 0) * (patterns[nu]?.[i] ?? 0);
      return s.a * (pattern[i] ?? 0) + s.h * successors;
    }),
  );
  return Array.from({ length: n }, (_, i) => {
    const mean = patterns.reduce((sum, pattern) => sum + (pattern[i] ?? 0), 0) / p;
    const pull = weights.reduce((sum, weight, mu) => sum + weight * (Q[mu]?.[i] ?? 0), 0);
    return (x[i] ?? 0) + s.eta * (pull - s.coefficient * mean - (x[i] ?? 0));
  });
}

export function oracleRun(
  x: Row,
  patterns: readonly Row[],
  M: readonly Row[],
  s: OracleSettings,
  steps: number,
): number[] {
  let state = [...x];
  for (let t = 0; t < steps; t += 1) state = oracleStep(state, patterns, M, s);
  return state;
}

export function oraclePearson(x: Row, y: Row): number {
  const mean = (v: Row): number => v.reduce((a, b) => a + b, 0) / v.length;
  const [mx, my] = [mean(x), mean(y)];
  const cx = x.map((value) => value - mx);
  const cy = y.map((value) => value - my);
  return dot(cx, cy) / Math.sqrt(dot(cx, cx) * dot(cy, cy));
}

/** Eq 2 and Eq 3, term by term. */
export function oracleEnergy(
  x: Row,
  patterns: readonly Row[],
  M: readonly Row[],
  { a, h, beta }: { a: number; h: number; beta: number },
  equation: 2 | 3,
): number {
  const m = patterns.map((pattern) => dot(x, pattern) / x.length);
  const own = m.reduce((sum, value) => sum + Math.exp(beta * value * value), 0);
  let linked = 0;
  for (const [alpha, row] of M.entries()) {
    for (const [kappa, value] of row.entries()) {
      linked += value * Math.exp(beta * (m[alpha] ?? 0) * (m[kappa] ?? 0));
    }
  }
  if (equation === 3) return -Math.log(a * own + h * linked) / beta;
  return -(a * Math.log(own)) / beta - (linked > 0 ? (h * Math.log(linked)) / beta : 0);
}

/** Rows of a flat array. */
export function rowsOf(values: ArrayLike<number>, width: number): number[][] {
  const list = Array.from(values);
  return Array.from({ length: list.length / width }, (_, row) => list.slice(row * width, (row + 1) * width));
}
