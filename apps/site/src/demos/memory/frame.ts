// What the worker tells the page.

/** A point of the curves. */
export interface Point {
  readonly step: number;
  /** Links between the start and the vertices that are averaged over. */
  readonly distance: number;
  /** Mean correlation with their patterns. */
  readonly correlation: number;
}

/** Where recall has come to. */
export interface Frame {
  readonly vertices: number;
  /** Pairs of ends, one after another. */
  readonly edges: readonly (readonly [number, number])[];
  readonly directed: boolean;
  readonly start: number;
  /** Pearson correlation of the activity with each pattern, `[vertices]`. */
  readonly correlations: readonly number[];
  /** Means by distance, at every step so far. */
  readonly curve: readonly Point[];
}

/**
 * The numbers that sum a frame up.
 *
 * @param frame - See {@link Frame}.
 * @returns All correlations.
 */
export function summary({ correlations }: Frame): readonly number[] {
  return correlations;
}
