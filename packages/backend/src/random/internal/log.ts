// Math.log may differ in the last bit between JavaScript engines. This one uses only additions, products, divisions and exact
// bit work, so that samples are the same everywhere.

const view = new DataView(new ArrayBuffer(8));
const LN2_HIGH = 0.69314718036912381649;
const LN2_LOW = 1.90821492927058770002e-10;

/** 2 / (2k + 1) for k = 11 down to 0: the series of 2 atanh(f). */
const SERIES = Array.from({ length: 12 }, (_, index) => 2 / (2 * (11 - index) + 1));

/**
 * Natural logarithm, within 2 ulp of the true value.
 *
 * With x = 2^k m and m in [sqrt(1/2), sqrt(2)): log x = k ln 2 + 2 atanh((m - 1) / (m + 1)). |f| <= 0.1716, so that the first
 * term left out is below 2e-20 of the sum.
 *
 * @param x - A positive normal double.
 * @returns log x.
 */
export function portableLog(x: number): number {
  view.setFloat64(0, x);
  const high = view.getUint32(0);
  let exponent = (high >>> 20) - 1023;
  view.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let mantissa = view.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa *= 0.5;
    exponent += 1;
  }
  const f = (mantissa - 1) / (mantissa + 1);
  const square = f * f;
  let sum = 0;
  for (const coefficient of SERIES) sum = sum * square + coefficient;
  return exponent * LN2_HIGH + (sum * f + exponent * LN2_LOW);
}
