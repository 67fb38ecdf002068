// Statistics that the CDAM paper reports: squared correlation of curves, one-way analysis of variance.

/**
 * Mean.
 *
 * @param values - Numbers.
 * @returns Their mean; NaN without numbers.
 */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Standard deviation over the number of values.
 *
 * @param values - Numbers.
 * @returns >= 0; NaN without numbers.
 */
export function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

/**
 * Squared Pearson correlation of two curves.
 *
 * @param x - One curve.
 * @param y - The other, as long.
 * @returns In [0, 1]; NaN where a curve is constant.
 */
export function squaredCorrelation(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  const product = mean(x.map((value, index) => (value - mx) * ((y[index] ?? NaN) - my)));
  return (product / (deviation(x) * deviation(y))) ** 2;
}

/** A group of an analysis of variance: its size, mean and variance over its size. */
export interface Group {
  /** Number of values. */
  readonly count: number;
  /** Their mean. */
  readonly mean: number;
  /** Their variance, divided by `count`. */
  readonly variance: number;
}

/**
 * One-way analysis of variance.
 *
 * @param groups - Two or more groups.
 * @returns F, and the chance of an F as large for groups of one mean.
 */
export function anova(groups: readonly Group[]): { readonly f: number; readonly p: number } {
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  const grand = groups.reduce((sum, group) => sum + group.count * group.mean, 0) / total;
  const between = groups.reduce((sum, group) => sum + group.count * (group.mean - grand) ** 2, 0);
  const within = groups.reduce((sum, { count, variance }) => sum + count * variance, 0);
  const first = groups.length - 1;
  const second = total - groups.length;
  const f = between / first / (within / second);
  // The upper tail of the F distribution is an incomplete beta function.
  return { f, p: incompleteBeta(second / (second + first * f), second / 2, first / 2) };
}

/**
 * The regularised incomplete beta function I_x(a, b), by its continued fraction.
 *
 * @param x - In [0, 1].
 * @param a - > 0.
 * @param b - > 0.
 * @returns In [0, 1], to about twelve digits.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges quickly on the near side of the mean only.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 500; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return (front * fraction) / a;
}

/** Stirling's series of log Γ, after shifting the argument to 10 or more. */
function logGamma(x: number): number {
  if (x < 10) return logGamma(x + 1) - Math.log(x);
  const inverse = 1 / (x * x);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / x;
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series;
}
