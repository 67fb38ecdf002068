// What the worker tells the page.

/** Pixels of a line of a picture, and units of a line where all units are shown. */
export const WIDTH = 14;

/** Pictures to choose from. */
export interface Pictures {
  /** Grey values 0 to 255, `[n, 196]`. */
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  /** Which of them can be a context. */
  readonly contexts: readonly number[];
}

/** A point of the curves. */
export interface Point {
  readonly time: number;
  readonly value: number;
  /** Energy of which system, or state of which digit's unit. */
  readonly of: string;
  /** The memory alone, or with its oscillators. */
  readonly system: SystemName;
}

/** The same units twice. */
export type SystemName = 'alone' | 'edited';

/** What has been reached. */
export interface Frame {
  readonly gallery: Pictures;
  /** Grey values of the two pictures, 0 to 255. */
  readonly image: Uint8Array;
  readonly context: Uint8Array;
  /** Their digits. */
  readonly label: number;
  readonly cue: number;
  /** What is to be said with this context. */
  readonly wanted: number;
  /** States of the threshold units, `[N]`: pixels, units without a meaning, digits. */
  readonly alone: Float32Array;
  readonly edited: Float32Array;
  /** Phases of the oscillators, `[N]`, rad. */
  readonly phases: Float32Array;
  /** Digit that is said now. */
  readonly said: Readonly<Record<SystemName, number>>;
  readonly time: number;
  readonly energies: readonly Point[];
  readonly answers: readonly Point[];
}

/**
 * The numbers that sum a frame up.
 *
 * @param frame - See {@link Frame}.
 * @returns Answers, then the last states of the digits' units in both systems.
 */
export function summary({ said, alone, edited }: Frame): readonly number[] {
  return [said.alone, said.edited, ...alone.slice(-4), ...edited.slice(-4)];
}
