// What the worker tells the page.

/** A picture of grey values, from the top left, line by line. */
export interface Picture {
  readonly title: string;
  readonly values: Float32Array;
}

/** A point of the curves. */
export interface Point {
  readonly step: number;
  /** Stored frame that the activity correlates with most. */
  readonly frame: number;
  /** That correlation. */
  readonly correlation: number;
}

/** Where the play has come to. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** The noisy start, the activity now, and the stored frame nearest to it. */
  readonly pictures: readonly Picture[];
  /** All points so far. */
  readonly curve: readonly Point[];
  /** Share of moves that went to the next frame; NaN before the first. */
  readonly order: number;
  /** Frames jumped over. */
  readonly skips: number;
}

/**
 * The numbers that sum a frame up.
 *
 * @param frame - See {@link Frame}.
 * @returns The nearest stored frame, the correlation with it, and how many frames have been nearest.
 */
export function summary({ curve }: Frame): readonly number[] {
  const { frame = NaN, correlation = NaN } = curve.at(-1) ?? {};
  return [frame, correlation, new Set(curve.map((point) => point.frame)).size];
}
