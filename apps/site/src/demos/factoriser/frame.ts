// What the worker tells the page.

/** One factor as both searches see it. */
export interface FactorView {
  /** The vector that went in. */
  readonly wanted: number;
  /** VRN's posterior, `[n]`. */
  readonly posterior: readonly number[];
  /** Cosines of the resonator's estimate with the codebook, `[n]`. */
  readonly similarity: readonly number[];
  /** The largest of each. */
  readonly found: { readonly vrn: number; readonly resonator: number };
}

/** A point of the curves. */
export interface Point {
  readonly step: number;
  /** VRN's free energy, nats. */
  readonly freeEnergy: number;
  /** Cosine of the composite with the resonator's bound estimates. */
  readonly agreement: number;
}

/** What both searches have reached. */
export interface Frame {
  readonly factors: readonly FactorView[];
  /** All points so far. */
  readonly curve: readonly Point[];
  /** `searching`, `fixed point`, or a limit cycle with its length. */
  readonly resonator: string;
}

/**
 * The numbers that sum a frame up.
 *
 * @param frame - See {@link Frame}.
 * @returns Free energy, agreement, and what both searches found.
 */
export function summary({ curve, factors }: Frame): readonly number[] {
  const { freeEnergy = NaN, agreement = NaN } = curve.at(-1) ?? {};
  return [freeEnergy, agreement, ...factors.flatMap(({ found }) => [found.vrn, found.resonator])];
}
