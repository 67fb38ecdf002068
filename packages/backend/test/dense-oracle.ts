// Float64 versions of the dense kernels, written from the equations.
import { at } from './kernels-oracle.js';

/** A problem with one composite, in plain numbers. */
export interface DenseProblem {
  readonly d: number;
  readonly x: ArrayLike<number>;
  readonly books: readonly ArrayLike<number>[];
  readonly scale: number;
  readonly logPrior?: readonly (readonly number[])[] | undefined;
}

/** softmax in float64. */
export function softmaxOracle(phi: readonly number[]): number[] {
  const most = Math.max(...phi);
  const y = phi.map((v) => Math.exp(v - most));
  const z = y.reduce((a, b) => a + b, 0);
  return y.map((v) => v / z);
}

/** e_k = X_k^T p_k. */
function expectations({ d, books }: DenseProblem, p: readonly (readonly number[])[]): number[][] {
  return books.map((book, k) => {
    const e = new Array<number>(d).fill(0);
    (p[k] ?? []).forEach((weight, i) => {
      for (let c = 0; c < d; c++) e[c] = at(e, c) + weight * at(book, i * d + c);
    });
    return e;
  });
}

/** v_k and delta. */
export function fieldsOracle(
  problem: DenseProblem,
  p: readonly (readonly number[])[],
): { v: number[][]; delta: number } {
  const { d, x, books, scale } = problem;
  const e = expectations(problem, p);
  const v = books.map((book, k) =>
    Array.from({ length: book.length / d }, (_, i) => {
      let sum = 0;
      for (let c = 0; c < d; c++) {
        const others = e.reduce((product, row, j) => (j === k ? product : product * at(row, c)), at(x, c));
        sum += at(book, i * d + c) * others;
      }
      return scale * sum;
    }),
  );
  let delta = 0;
  for (let c = 0; c < d; c++) delta += e.reduce((product, row) => product * at(row, c), at(x, c));
  return { v, delta: scale * delta };
}

/** L = -delta - gamma sum H - gamma sum <p, log prior>. */
export function freeEnergyOracle(
  problem: DenseProblem,
  p: readonly (readonly number[])[],
  gamma: number,
): number {
  let sum = 0;
  p.forEach((row, k) => {
    row.forEach((q, i) => {
      if (q > 0) sum += q * (Math.log(q) - (problem.logPrior?.[k]?.[i] ?? 0));
    });
  });
  return gamma * sum - fieldsOracle(problem, p).delta;
}

/** Gradient descent on the logits. */
export function descendOracle(
  problem: DenseProblem,
  start: readonly (readonly number[])[],
  options: { steps: number; rate: number; gamma: (t: number) => number; optimizer: 'adam' | 'sgd' },
): { phi: number[][]; trace: number[] } {
  const phi = start.map((row) => [...row]);
  const m = start.map((row) => row.map(() => 0));
  const s = start.map((row) => row.map(() => 0));
  const trace: number[] = [];
  const { steps, rate, optimizer } = options;
  for (let t = 1; t <= steps; t++) {
    const gamma = options.gamma(t - 1);
    const p = phi.map(softmaxOracle);
    trace.push(freeEnergyOracle(problem, p, gamma));
    const { v } = fieldsOracle(problem, p);
    phi.forEach((row, k) => {
      const q = p[k] ?? [];
      const g = q.map(
        (pi, i) => -at(v[k] ?? [], i) + gamma * (Math.log(pi) + 1 - (problem.logPrior?.[k]?.[i] ?? 0)),
      );
      const mean = q.reduce((sum, pi, i) => sum + pi * at(g, i), 0);
      const ms = m[k] ?? [];
      const ss = s[k] ?? [];
      q.forEach((pi, i) => {
        const d = pi * (at(g, i) - mean);
        ms[i] = 0.9 * at(ms, i) + 0.1 * d;
        ss[i] = 0.999 * at(ss, i) + 0.001 * d * d;
        const adam = at(ms, i) / (1 - 0.9 ** t) / (Math.sqrt(at(ss, i) / (1 - 0.999 ** t)) + 1e-8);
        row[i] = at(row, i) - rate * (optimizer === 'adam' ? adam : d);
      });
    });
  }
  trace.push(freeEnergyOracle(problem, phi.map(softmaxOracle), options.gamma(Math.max(0, steps - 1))));
  return { phi, trace };
}

/** Coordinate ascent, `sweeps` sweeps. */
export function ascendOracle(
  problem: DenseProblem,
  start: readonly (readonly number[])[],
  sweeps: number,
  gamma: number,
): { p: number[][]; trace: number[] } {
  const p = start.map(softmaxOracle);
  const trace = [freeEnergyOracle(problem, p, gamma)];
  for (let t = 0; t < sweeps; t++) {
    for (let k = 0; k < p.length; k++) {
      const v = fieldsOracle(problem, p).v[k] ?? [];
      const z = v.map((f, i) => f + gamma * (problem.logPrior?.[k]?.[i] ?? 0));
      const best = z.indexOf(Math.max(...z));
      p[k] = gamma > 0 ? softmaxOracle(z.map((f) => f / gamma)) : z.map((_, i) => (i === best ? 1 : 0));
    }
    trace.push(freeEnergyOracle(problem, p, gamma));
  }
  return { p, trace };
}
