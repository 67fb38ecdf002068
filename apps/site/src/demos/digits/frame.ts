// What the worker tells the page.

/** Lines of an image, and pixels of a line. */
export const SIDE = 28;

/** A picture of 784 numbers. */
export interface Picture {
  readonly title: string;
  /** From the top left, line by line; positive is ink. */
  readonly values: Float32Array;
}

/** A point of the curve. */
export interface Point {
  readonly step: number;
  readonly value: number;
}

/** What has been reached. */
export interface Frame {
  /** Where it started and where it is. */
  readonly start: Picture;
  readonly now: Picture;
  /** Smaller pictures below: weights before and after. */
  readonly weights: readonly Picture[];
  /** The curve so far, and what it shows. */
  readonly curve: readonly Point[];
  readonly sentence: string;
  /** Overlap of the present picture with the nearest pattern, and that pattern's digit. */
  readonly overlap: number;
  readonly nearest: number;
}

/**
 * The numbers that sum a frame up.
 *
 * @param frame - See {@link Frame}.
 * @returns The curve's last value, the overlap and the digit.
 */
export function summary({ curve, overlap, nearest }: Frame): readonly number[] {
  return [curve.at(-1)?.value ?? NaN, overlap, nearest];
}

/**
 * Bits as hexadecimal digits.
 *
 * @param values - Numbers; those above 0 are ones.
 * @returns A digit for each four.
 */
export function toHex(values: ArrayLike<number>): string {
  return Array.from({ length: values.length / 4 }, (_, at) =>
    [0, 1, 2, 3].reduce((sum, bit) => 2 * sum + Number((values[4 * at + bit] ?? 0) > 0), 0).toString(16),
  ).join('');
}

/**
 * Hexadecimal digits as +1 and -1.
 *
 * @param text - As {@link toHex} writes it.
 * @returns Four numbers a digit.
 */
export function fromHex(text: string): Float32Array {
  return Float32Array.from({ length: 4 * text.length }, (_, at) => {
    const digit = Number.parseInt(text[Math.floor(at / 4)] ?? '0', 16);
    return (digit >> (3 - (at % 4))) & 1 ? 1 : -1;
  });
}
