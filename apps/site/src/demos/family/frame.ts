// What the worker tells the page.

/** A point of the curves. */
export interface Point {
  readonly step: number;
  readonly person: string;
  /** Correlation of the activity with the person's pattern. */
  readonly correlation: number;
}

/** A question that has been asked, and what came of it. */
export interface Answer {
  readonly label: string;
  readonly from: string;
  /** Who it is, or undefined where nobody is. */
  readonly right: string | undefined;
  /** Who is nearest now, or was when the next question came. */
  readonly found: string;
}

/** Where the memory has come to. */
export interface Frame {
  /** Whose pattern is nearest. */
  readonly person: string;
  readonly answers: readonly Answer[];
  /** All points so far. */
  readonly curve: readonly Point[];
  /** Steps at which questions came. */
  readonly questions: readonly { readonly step: number; readonly label: string }[];
  /** Correlations with all patterns, people first, then `person+label`. */
  readonly correlations: readonly number[];
  /** The activity as a portrait of 64 x 64 grey values, NaN where no neuron stands for a pixel; empty for random patterns. */
  readonly portrait: Float32Array;
}

/** Pixels a line of a portrait. */
export const SIDE = 64;

/**
 * The numbers that sum a frame up.
 *
 * @param frame - See {@link Frame}.
 * @returns All correlations.
 */
export function summary({ correlations }: Frame): readonly number[] {
  return correlations;
}
