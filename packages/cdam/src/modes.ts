import { checkFinite } from '@vsa/backend/check';
// The four dynamical modes of the CDAM paper (section 2.2, A.4).

/** Names of the modes. */
export type ModeName = 'auto-association' | 'narrow' | 'wide' | 'quiescence';

/** Strengths of the two kinds of association. */
export interface Strengths {
  /** Auto-association. */
  readonly a: number;
  /** Hetero-association. */
  readonly h: number;
}

/** The strengths by which the paper shows each mode (A.4). */
export const modes: Readonly<Record<ModeName, Strengths>> = {
  'auto-association': { a: 1, h: 0 },
  narrow: { a: 0.5, h: 0.5 },
  wide: { a: -0.5, h: 1.5 },
  quiescence: { a: -2.5, h: 1 },
};

/**
 * The mode that the paper's analysis of Eq 2 gives for strengths, on a k-regular graph with M = A, or on any graph with the normalised M
 * and k = 1: `a <= -k h` lets all overlaps vanish, `a < 0` activates many patterns, `a >= 0` few, and h = 0 one.
 *
 * It is an analysis of the energy, not of Eq 1: with h = 3, a = -2 recall is wide, as this says, but noisy.
 *
 * @param strengths - a and h; h >= 0.
 * @param degree - k. Default 1, for the normalised M.
 * @returns The mode.
 * @throws RangeError when a number is not finite, or h is negative: the paper analyses h >= 0 only.
 */
export function modeOf({ a, h }: Strengths, degree = 1): ModeName {
  checkFinite('cdam.modeOf', 'a', a);
  checkFinite('cdam.modeOf', 'degree', degree);
  if (checkFinite('cdam.modeOf', 'h', h) < 0) {
    throw new RangeError(`cdam.modeOf: expected h >= 0, got ${h}.`);
  }
  if (a <= -degree * h) return 'quiescence';
  if (h === 0) return 'auto-association';
  return a >= 0 ? 'narrow' : 'wide';
}
