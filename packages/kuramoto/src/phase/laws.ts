// Laws of natural frequencies. A law is plain data with two functions, so that a person's own law fits as well.

import { checkFinite, checkPositive, checkWhole } from '@vsa/backend/check';
import { uniform, type RandomKey } from '@vsa/backend/random';

/** A law of frequencies with one peak at its centre, about which it is symmetric. */
export interface FrequencyLaw {
  /** For reports. */
  readonly name: string;
  /** Centre, rad per unit of time. */
  readonly centre: number;
  /** Density g(ω). */
  density(omega: number): number;
  /** Frequency below which a share p of the law lies, 0 < p < 1. */
  quantile(p: number): number;
}

/**
 * Lorentzian (Cauchy) law, `g(ω) = (γ/π) / ((ω - centre)² + γ²)`: the one that Kuramoto's model is solved for exactly.
 *
 * @param width - γ, half width at half height, > 0.
 * @param centre - Centre. @defaultValue `0`
 * @returns The law.
 * @throws RangeError for a width that is not positive, or a centre that is not finite.
 */
export function lorentzian(width: number, centre = 0): FrequencyLaw {
  check('lorentzian', 'width', width, centre);
  return {
    name: 'lorentzian',
    centre,
    density: (omega) => width / Math.PI / ((omega - centre) ** 2 + width ** 2),
    quantile: (p) => centre + width * Math.tan(Math.PI * (p - 0.5)),
  };
}

/**
 * Gaussian law.
 *
 * @param deviation - σ, > 0.
 * @param centre - Mean. @defaultValue `0`
 * @returns The law.
 * @throws RangeError for a deviation that is not positive, or a centre that is not finite.
 */
export function gaussian(deviation: number, centre = 0): FrequencyLaw {
  check('gaussian', 'deviation', deviation, centre);
  return {
    name: 'gaussian',
    centre,
    density: (omega) => normalDensity((omega - centre) / deviation) / deviation,
    quantile: (p) => centre + deviation * (p <= 0.5 ? normalQuantile(p) : -normalQuantile(1 - p)),
  };
}

/**
 * Uniform law on `[centre - γ, centre + γ]`.
 *
 * @param halfWidth - γ, > 0.
 * @param centre - Centre. @defaultValue `0`
 * @returns The law.
 * @throws RangeError for a width that is not positive, or a centre that is not finite.
 */
export function uniformLaw(halfWidth: number, centre = 0): FrequencyLaw {
  check('uniformLaw', 'halfWidth', halfWidth, centre);
  return {
    name: 'uniform',
    centre,
    density: (omega) => (Math.abs(omega - centre) <= halfWidth ? 0.5 / halfWidth : 0),
    quantile: (p) => centre + halfWidth * (2 * p - 1),
  };
}

/**
 * Independent frequencies, by the law's quantiles of uniform numbers.
 *
 * @param law - The law.
 * @param key - Fixes the numbers.
 * @param count - How many, >= 1.
 * @returns Float32 `[count]`, rad per unit of time.
 * @throws RangeError for a wrong count; TypeError when `key` is no key.
 */
export function drawFrequencies(law: FrequencyLaw, key: RandomKey, count: number): Float32Array {
  checkWhole('kuramoto.drawFrequencies', 'count', count, 1);
  // Uniform numbers are multiples of 2^-24 from 0 on; half of that more keeps them off both ends.
  return uniform(key, [count]).map((p) => law.quantile(p + 2 ** -25));
}

/**
 * Frequencies at the quantiles (i + 1/2)/N: the law without the scatter of a draw, which moves the onset of order by about 1/sqrt(N).
 *
 * @param law - The law.
 * @param count - N, >= 1.
 * @returns Float32 `[count]`, rising, rad per unit of time.
 * @throws RangeError for a wrong count.
 */
export function spreadFrequencies(law: FrequencyLaw, count: number): Float32Array {
  checkWhole('kuramoto.spreadFrequencies', 'count', count, 1);
  return Float32Array.from({ length: count }, (_, index) => law.quantile((index + 0.5) / count));
}

function check(name: string, what: string, width: number, centre: number): void {
  checkPositive(`kuramoto.${name}`, what, width);
  checkFinite(`kuramoto.${name}`, 'centre', centre);
}

function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** Φ(x) for x <= 0, as 1/2 - φ(x) (|x| + |x|³/3 + |x|⁵/15 + ...): all terms of one sign, so that the sum is exact to rounding. */
function normalBelow(x: number): number {
  let term = -x;
  let sum = term;
  for (let odd = 3; term > 1e-17 * sum; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 - normalDensity(x) * sum;
}

/** Newton on log Φ, which is concave: from the left it never overshoots, and one step takes it there. */
function normalQuantile(p: number): number {
  let x = 0;
  for (let step = 0; step < 60; step += 1) {
    const below = normalBelow(x);
    const move = ((Math.log(below) - Math.log(p)) * below) / normalDensity(x);
    x = Math.max(-7, x - move);
    if (Math.abs(move) < 1e-12) break;
  }
  return x;
}
