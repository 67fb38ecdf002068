// The model once more, in float64 and as slow as the formulas read: no shared products, no softmax tricks beyond the usual
// shift, nothing of src. Everything in src is compared with this.

/** A problem in plain numbers: one composite. */
export interface PlainProblem {
  readonly x: readonly number[];
  /** Codebooks `[K][n_k][D]`. */
  readonly books: readonly (readonly (readonly number[])[])[];
  /** Priors `[K][n_k]`. */
  readonly priors: readonly (readonly number[])[];
  readonly gamma: number;
  readonly scale: number;
}

type Lists = readonly (readonly number[])[];

export function softmax(row: readonly number[]): number[] {
  const top = Math.max(...row);
  const weights = row.map((value) => Math.exp(value - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function get<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new Error(`no element ${index}`);
  return value;
}

function expected({ books, x }: PlainProblem, p: Lists): number[][] {
  return books.map((book, k) =>
    x.map((_, d) => book.reduce((sum, row, i) => sum + get(row, d) * get(get(p, k), i), 0)),
  );
}

/** Eq 19 with an entropy weight, of distributions. */
export function energyOf(problem: PlainProblem, p: Lists): number {
  const e = expected(problem, p);
  const delta =
    problem.scale *
    problem.x.reduce((sum, value, d) => sum + e.reduce((product, row) => product * get(row, d), value), 0);
  const divergence = p
    .flatMap((row, k) => row.map((q, i) => (q === 0 ? 0 : q * Math.log(q / get(get(problem.priors, k), i)))))
    .reduce((sum, term) => sum + term, 0);
  return -delta + problem.gamma * divergence;
}

export function energy(problem: PlainProblem, phi: Lists): number {
  return energyOf(problem, phi.map(softmax));
}

export function field(problem: PlainProblem, p: Lists, k: number): number[] {
  const e = expected(problem, p);
  return get(problem.books, k).map((row) =>
    problem.x.reduce((sum, value, d) => {
      const others = e.reduce((product, estimate, j) => (j === k ? product : product * get(estimate, d)), 1);
      return sum + problem.scale * value * others * get(row, d);
    }, 0),
  );
}

/** Eq 39 carried through the softmax. */
export function gradient(problem: PlainProblem, phi: Lists): number[][] {
  const p = phi.map(softmax);
  return p.map((row, k) => {
    const v = field(problem, p, k);
    const g = row.map(
      (q, i) => -get(v, i) + problem.gamma * (Math.log(q) + 1 - Math.log(get(get(problem.priors, k), i))),
    );
    const mean = row.reduce((sum, q, i) => sum + q * get(g, i), 0);
    return row.map((q, i) => q * (get(g, i) - mean));
  });
}

/** Central differences of {@link energy}. */
export function numericGradient(problem: PlainProblem, phi: Lists, h = 1e-5): number[][] {
  return phi.map((row, k) =>
    row.map((_, i) => {
      const moved = (by: number): number =>
        energy(
          problem,
          phi.map((other, l) => (l === k ? other.map((value, j) => (j === i ? value + by : value)) : other)),
        );
      return (moved(h) - moved(-h)) / (2 * h);
    }),
  );
}

export function sgd(problem: PlainProblem, start: Lists, rate: number, steps: number): number[][][] {
  const path = [start.map((row) => [...row])];
  for (let t = 0; t < steps; t += 1) {
    const phi = get(path, t);
    const g = gradient(problem, phi);
    path.push(phi.map((row, k) => row.map((value, i) => value - rate * get(get(g, k), i))));
  }
  return path;
}

/** Adam as Kingma and Ba print it, bias corrections and all. */
export function adam(problem: PlainProblem, start: Lists, rate: number, steps: number): number[][][] {
  const path = [start.map((row) => [...row])];
  let m = start.map((row) => row.map(() => 0));
  let s = start.map((row) => row.map(() => 0));
  for (let t = 1; t <= steps; t += 1) {
    const phi = get(path, t - 1);
    const g = gradient(problem, phi);
    m = m.map((row, k) => row.map((value, i) => 0.9 * value + 0.1 * get(get(g, k), i)));
    s = s.map((row, k) => row.map((value, i) => 0.999 * value + 0.001 * get(get(g, k), i) ** 2));
    const [first, second] = [m, s];
    path.push(
      phi.map((row, k) =>
        row.map((value, i) => {
          const mean = get(get(first, k), i) / (1 - 0.9 ** t);
          const power = get(get(second, k), i) / (1 - 0.999 ** t);
          return value - (rate * mean) / (Math.sqrt(power) + 1e-8);
        }),
      ),
    );
  }
  return path;
}

/** Distributions after each sweep of coordinate ascent, the start first; `each` is told after every single factor. */
export function coordinate(
  problem: PlainProblem,
  start: Lists,
  sweeps: number,
  each: (p: Lists) => void = () => undefined,
): number[][][] {
  let p = start.map(softmax);
  const path = [p];
  for (let t = 0; t < sweeps; t += 1) {
    for (let k = 0; k < p.length; k += 1) {
      const v = field(problem, p, k);
      const next =
        problem.gamma === 0
          ? v.map((_, i) => (i === v.indexOf(Math.max(...v)) ? 1 : 0))
          : softmax(v.map((value, i) => value / problem.gamma + Math.log(get(get(problem.priors, k), i))));
      p = p.map((row, j) => (j === k ? next : row));
      each(p);
    }
    path.push(p);
  }
  return path;
}
