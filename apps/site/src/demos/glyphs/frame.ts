// What the worker tells the page.

/** Lines of a picture, and pixels of a line. */
export const SIDE = 32;
/** Oscillators of each symbol. */
export const FEATURES = 64;
/** Steps after which the network was trained to answer. */
export const TRAINED_STEPS = 25;

/** All symbols, to choose from. */
export interface Symbols {
  /** Ink 0 to 255, `[100, 1024]`. */
  readonly pixels: Uint8Array;
  readonly characters: readonly string[];
}

/** A point of the curves. */
export interface Point {
  readonly step: number;
  readonly value: number;
  readonly of: 'energy' | 'probability of “same”';
}

/** What has been reached. */
export interface Frame {
  /** With the first frame only. */
  readonly symbols: Symbols | undefined;
  /** Symbols that the network was not trained on. */
  readonly unseen: readonly number[];
  /** The two pictures, ink 0 to 1, `[2, 1024]`. */
  readonly images: Float32Array;
  /** Phases of both symbols' oscillators, rad, `[2, 64]`. */
  readonly phases: Float32Array;
  /** ρ of each feature, `[64]`, 0 to 2. */
  readonly coherence: Float32Array;
  readonly step: number;
  /** Probability of “same” now, and after {@link TRAINED_STEPS}, once these are done. */
  readonly same: number;
  readonly answered: number | undefined;
  readonly energy: number;
  readonly curves: readonly Point[];
}

/**
 * The numbers that sum a frame up.
 *
 * @param frame - See {@link Frame}.
 * @returns Probability now and as trained, the energy over 100, and the mean coherence.
 */
export function summary({ same, answered = NaN, energy, coherence }: Frame): readonly number[] {
  return [same, answered, energy / 100, coherence.reduce((sum, value) => sum + value, 0) / coherence.length];
}
