// A check that kernels on signs share.

/**
 * Throws RangeError unless all values are -1 or 1. Bits are compared without a branch: a value is ±1 when all its bits but the sign are
 * those of 1.
 *
 * @param expected - Start of the message, such as `kernels.gibbs: expected states`.
 * @param values - Rows.
 * @param width - Length of a row.
 */
export function checkSigns(expected: string, values: Float32Array, width: number): void {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  let odd = 0;
  for (let i = 0; i < bits.length; i += 1) odd |= ((bits[i] ?? 0) & 0x7fffffff) ^ 0x3f800000;
  if (odd === 0) return;
  const wrong = values.findIndex((value) => Math.abs(value) !== 1);
  throw new RangeError(
    `${expected} of -1 and 1, got ${values[wrong] ?? NaN} in row ${Math.floor(wrong / width)}, place ${wrong % width}.`,
  );
}
