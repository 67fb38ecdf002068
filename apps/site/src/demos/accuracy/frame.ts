// What the worker tells the page.

/** The two searches. */
export const METHODS = ['VRN', 'resonator'] as const;

/** One search at one size of codebooks. */
export interface Point {
  readonly method: (typeof METHODS)[number];
  /** Vectors in each codebook. */
  readonly n: number;
  /** Composites that can be told apart, n^K. */
  readonly combinations: number;
  /** Composites whose factors are all found. */
  readonly right: number;
  readonly trials: number;
  /** Their share, and bounds of 95 % of it by Wilson's score. */
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
}

/** How far the sweep is. */
export interface Frame {
  /** All sizes so far, the one under way last. */
  readonly points: readonly Point[];
  /** The size under way, and updates made of it; sizes in all. */
  readonly n: number;
  readonly update: number;
  readonly size: number;
  readonly sizes: number;
}

/**
 * The numbers that sum a frame up.
 *
 * @param frame - See {@link Frame}.
 * @returns Accuracies.
 */
export function summary({ points }: Frame): readonly number[] {
  return points.map(({ accuracy }) => accuracy);
}

/** 95 % of a normal distribution lie within this many deviations. */
const Z = 1.96;

/**
 * A share with its bounds.
 *
 * @param right - How many were right.
 * @param trials - Of how many, >= 1.
 * @returns The share, and Wilson's score interval at 95 %.
 */
export function shareOf(right: number, trials: number): Pick<Point, 'accuracy' | 'low' | 'high'> {
  const accuracy = right / trials;
  const scale = 1 + Z ** 2 / trials;
  const middle = (accuracy + Z ** 2 / (2 * trials)) / scale;
  const half = (Z / scale) * Math.sqrt((accuracy * (1 - accuracy)) / trials + Z ** 2 / (4 * trials ** 2));
  return { accuracy, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
