// Energies as the paper writes them, in plain loops of float64, and their finite differences.

/** Any list of numbers. */
export type Numbers = Float32Array | Float64Array | readonly number[];

/** Row i of rows of `length` numbers. */
export function row(values: Numbers, i: number, length: number): Numbers {
  return values.slice(i * length, (i + 1) * length);
}

/** Scalar product. */
export function dot(a: Numbers, b: Numbers): number {
  let sum = 0;
  for (const [index, value] of a.entries()) sum += value * (b[index] ?? NaN);
  return sum;
}

/** `a + factor b`. */
export function add(a: Numbers, b: Numbers, factor: number): Float64Array {
  return Float64Array.from(a, (value, index) => value + factor * (b[index] ?? NaN));
}

/** `(a - b) / by`. */
export function difference(a: Numbers, b: Numbers, by: number): Float64Array {
  return Float64Array.from(a, (value, index) => (value - (b[index] ?? NaN)) / by);
}

/** Gradient of a function by central differences; step 1e-5, so good to about 1e-9 where it is smooth. */
export function gradientOf(f: (x: Float64Array) => number, at: Numbers): Float64Array {
  const step = 1e-5;
  return Float64Array.from(at, (_, index) => {
    const [up, down] = [Float64Array.from(at), Float64Array.from(at)];
    up[index] = (up[index] ?? NaN) + step;
    down[index] = (down[index] ?? NaN) - step;
    return (f(up) - f(down)) / (2 * step);
  });
}

function sum(x: Numbers, f: (value: number) => number): number {
  let total = 0;
  for (const value of x) total += f(value);
  return total;
}

const relu = (value: number): number => Math.max(value, 0);

/** `lagrangeFunctions`, by the same names and with the same constants. */
export const lagranges: Readonly<Record<string, (x: Numbers) => number>> = {
  identity: (x) => sum(x, (v) => v ** 2 / 2),
  relu: (x) => sum(x, (v) => relu(v) ** 2 / 2),
  'power 3': (x) => sum(x, (v) => relu(v) ** 3 / 3),
  exp: (x) => sum(x, (v) => Math.exp(0.5 * v) / 0.5),
  softmax: (x) => Math.log(sum(x, (v) => Math.exp(2 * v))) / 2,
  tanh: (x) => sum(x, (v) => Math.log(Math.cosh(1.5 * v)) / 1.5),
  sigmoid: (x) => sum(x, (v) => Math.log1p(Math.exp(2 * v)) / 2),
  'layer norm': (x) => {
    const mean = sum(x, (v) => v) / x.length;
    const variance = sum(x, (v) => (v - mean) ** 2) / x.length;
    return 1.5 * x.length * Math.sqrt(variance + 0.1) + 0.2 * sum(x, (v) => v);
  },
  spherical: (x) => Math.sqrt(sum(x, (v) => v ** 2) + 0.1),
  own: (x) => sum(x, (v) => v ** 4 / 4),
};

/** What {@link coupledEnergy} is the energy of. */
export interface CoupledNumbers {
  readonly kind: 'Example 2' | 'Example 3';
  /** W of the threshold units, `[N, N]`, symmetric like all matrices here. */
  readonly w: Numbers;
  /** b_ij of both examples. */
  readonly a: Numbers;
  /** W_ij of both examples. */
  readonly b: Numbers;
  /** S of the coupling `-1/2 Σ S_ij sin(g_i g_j) (s + s² / 2)`. */
  readonly s: Numbers;
  readonly bias: Numbers;
  readonly kappaH: number;
  readonly kappaK: number;
  readonly size: number;
  readonly length: number;
}

/** Eq 12 with g = tanh. */
export function coupledEnergy(parts: CoupledNumbers, x: Numbers, mu: Numbers): number {
  const { kind, w, a, b, s, bias, kappaH, kappaK, size, length } = parts;
  const g = Array.from(x, Math.tanh);
  let hopfield = 0;
  let straight = 0;
  let bent = 0;
  let exponentials = 0;
  let coupling = 0;
  for (let i = 0; i < size; i += 1) {
    const gi = g[i] ?? NaN;
    const xi = x[i] ?? NaN;
    hopfield += (xi - (bias[i] ?? NaN)) * gi - Math.log(Math.cosh(xi));
    for (let j = 0; j < size; j += 1) {
      const gj = g[j] ?? NaN;
      const place = i * size + j;
      const product = dot(row(mu, i, length), row(mu, j, length));
      hopfield -= (gi * (w[place] ?? NaN) * gj) / 2;
      coupling -= ((s[place] ?? NaN) * Math.sin(gi * gj) * (product + product ** 2 / 2)) / 2;
      if (i >= j) continue;
      straight += (a[place] ?? NaN) * product;
      bent += ((b[place] ?? NaN) * relu(product) ** 2) / 2;
      exponentials += Math.exp((b[place] ?? NaN) * product);
    }
  }
  const kuramoto = straight + (kind === 'Example 2' ? bent : Math.log(exponentials));
  return kappaH * hopfield + kappaK * kuramoto + coupling;
}
