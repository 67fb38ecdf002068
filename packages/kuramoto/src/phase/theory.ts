// What is known of infinitely many oscillators on the mean field: Y. Kuramoto, International Symposium on Mathematical Problems in
// Theoretical Physics, 1975; S. H. Strogatz, Physica D 143, 2000; E. Ott, T. M. Antonsen, Chaos 18, 037113, 2008.

import { checkFinite, checkNonNegative, checkPositive } from '@vsa/backend/check';
import type { FrequencyLaw } from './laws.js';

/**
 * Coupling above which order sets in, `K_c = 2 / (π g(centre))`, without lag (Kuramoto 1975).
 *
 * @param law - A law with one peak.
 * @returns K_c, rad per unit of time: 2 γ for a Lorentzian, σ sqrt(8/π) for a Gaussian, 4 γ / π for a uniform law.
 */
export function criticalCoupling(law: FrequencyLaw): number {
  return 2 / (Math.PI * law.density(law.centre));
}

/** Subintervals of Simpson's rule; for laws without corners the error is below 1e-9. */
const INTERVALS = 2048;

/**
 * Order parameter of the steady state: the r > 0 with `1 = K ∫ cos²θ g(centre + K r sin θ) dθ` over (-π/2, π/2), by bisection
 * (Strogatz 2000, equation 4.5).
 *
 * @param law - A law with one peak that falls to both sides.
 * @param coupling - K, >= 0.
 * @returns r in [0, 1): 0 up to the critical coupling.
 * @throws RangeError for a coupling that is not finite and >= 0.
 */
export function selfConsistentOrder(law: FrequencyLaw, coupling: number): number {
  checkNonNegative('kuramoto.selfConsistentOrder', 'coupling', coupling);
  if (coupling <= criticalCoupling(law)) return 0;
  const excess = (r: number): number => coupling * integral(law, coupling * r) - 1;
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function integral(law: FrequencyLaw, locked: number): number {
  const step = Math.PI / INTERVALS;
  let sum = 0;
  for (let i = 1; i < INTERVALS; i += 1) {
    const angle = -Math.PI / 2 + i * step;
    const weight = i % 2 === 1 ? 4 : 2;
    sum += weight * Math.cos(angle) ** 2 * law.density(law.centre + locked * Math.sin(angle));
  }
  return (sum * step) / 3;
}

/**
 * Order parameter over time for a Lorentzian of width γ, by Ott and Antonsen's reduction `dr/dt = (K cos α / 2 - γ) r - (K cos α / 2) r³`,
 * whose solution is closed: with λ = K cos α - 2 γ, `r² = λ / (K cos α + (λ / r0² - K cos α) e^(-λ t))`.
 *
 * @param width - γ, > 0.
 * @param coupling - K.
 * @param start - r(0), in (0, 1].
 * @param times - t, >= 0.
 * @param lag - α, rad. @defaultValue `0`
 * @returns r at the times.
 * @throws RangeError for arguments out of range.
 */
export function ottAntonsen(
  width: number,
  coupling: number,
  start: number,
  times: ArrayLike<number>,
  lag = 0,
): Float64Array {
  const where = 'kuramoto.ottAntonsen';
  checkPositive(where, 'width', width);
  checkFinite(where, 'lag', lag);
  checkPositive(where, 'start', start);
  if (start > 1) throw new RangeError(`${where}: expected start in (0, 1], got ${start}.`);
  const pull = checkFinite(where, 'coupling', coupling) * Math.cos(lag);
  const growth = pull - 2 * width;
  return Float64Array.from(times, (t) => {
    checkNonNegative(where, 'a time', t);
    if (growth === 0) return start / Math.sqrt(1 + pull * start ** 2 * t);
    const decay = Math.exp(-growth * t);
    return Math.sqrt(growth / (pull + (growth / start ** 2 - pull) * decay));
  });
}
