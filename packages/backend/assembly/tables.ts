// Lookup tables of the projection sum_i w_i x_i ("Four Russians" over groups of four code vectors).
// With v = w / 2^shift (the common power of two; exact) and M = sum |v|,
//   sum_i v_i x_i = 2 U - M,  U = sum of |v_i| over the i with x_i v_i > 0,  0 <= U <= M.
// U of a group has 16 values. Each is split in a low digit of `b` bits and a high digit, both bytes, so that the sums
// over groups run in 16 byte lanes. A segment is a run of groups whose digit sums cannot pass 255.
//
// Header at `head` (i32): [0] b, [1] segments, [2] M (u32), [3] shift, [4] mode; segment ends (group index) follow at +32.
// Tables at `tab`: 32 bytes a group, low digits then high digits.

/** All sums are zero. */
export const MODE_ZERO: i32 = 0;
/** M < 2^16: totals fit 16 bits. */
export const MODE_NARROW: i32 = 1;
/** Totals need 32 bits, groups fit 16. */
export const MODE_WIDE: i32 = 2;
/** A group's U may pass 16 bits: plain 32-bit arithmetic instead of tables. */
export const MODE_PLAIN: i32 = 3;

// @ts-ignore: decorator
@inline
function weight(w: usize, i: i32, n: i32, shift: i32): i32 {
  return i < n ? load<i32>(w + (i << 2)) >> shift : 0;
}

/** Number of segments for low digits of `b` bits; writes their ends at `ends`. `bounds[g]` is M of group g. */
function segment(bounds: usize, groups: i32, b: i32, ends: usize): i32 {
  const low = (1 << b) - 1;
  let count = 0;
  let sumLow = 0;
  let sumHigh = 0;
  for (let g = 0; g < groups; g++) {
    const m = load<i32>(bounds + (g << 2));
    const high = m >> b;
    const least = min(m, low);
    if (sumLow + least > 255 || sumHigh + high > 255) {
      store<i32>(ends + (count++ << 2), g);
      sumLow = 0;
      sumHigh = 0;
    }
    sumLow += least;
    sumHigh += high;
  }
  store<i32>(ends + (count++ << 2), groups);
  return count;
}

/**
 * Builds header and tables for `n` weights whose absolute sum is below 2^31 (the host checks it).
 * `head` needs 32 + 8 * groups bytes (ends, then bounds).
 */
export function prepareTables(w: usize, n: i32, head: usize, tab: usize): void {
  const groups = (n + 3) >> 2;
  const ends = head + 32;
  const bounds = ends + (groups << 2);
  let all = 0;
  for (let i = 0; i < n; i++) all |= load<i32>(w + (i << 2));
  if (all == 0) {
    store<i32>(head, MODE_ZERO, 16);
    return;
  }
  const shift = ctz(all);
  let total: u32 = 0;
  let most = 0;
  for (let g = 0; g < groups; g++) {
    const i = g << 2;
    const m =
      abs(weight(w, i, n, shift)) +
      abs(weight(w, i + 1, n, shift)) +
      abs(weight(w, i + 2, n, shift)) +
      abs(weight(w, i + 3, n, shift));
    store<i32>(bounds + i, m);
    total += m;
    most = max(most, m);
  }
  store<u32>(head, total, 8);
  store<i32>(head, shift, 12);
  if (most > 65535) {
    store<i32>(head, MODE_PLAIN, 16);
    return;
  }
  store<i32>(head, total < 65536 ? MODE_NARROW : MODE_WIDE, 16);

  // The smallest b whose high digits might fit in one segment, then the best from there; b <= 8 always serves.
  let b = 0;
  while (most >> b > 255) b++;
  let best = b;
  let least = segment(bounds, groups, b, ends);
  while (least > 1 && ++b <= 8) {
    const count = segment(bounds, groups, b, ends);
    if (count < least) {
      least = count;
      best = b;
    }
  }
  segment(bounds, groups, best, ends);
  store<i32>(head, best, 0);
  store<i32>(head, least, 4);

  const bit0 = i16x8(0, -1, 0, -1, 0, -1, 0, -1);
  const bit1 = i16x8(0, 0, -1, -1, 0, 0, -1, -1);
  const bit2 = i16x8(0, 0, 0, 0, -1, -1, -1, -1);
  const digits: i32 = (1 << best) - 1;
  const lowMask = i16x8.splat(<i16>digits);
  for (let g = 0; g < groups; g++) {
    const i = g << 2;
    const v0 = weight(w, i, n, shift);
    const v1 = weight(w, i + 1, n, shift);
    const v2 = weight(w, i + 2, n, shift);
    const v3 = weight(w, i + 3, n, shift);
    // U(nibble) = sum of positive parts - sum of v_i over set bits, modulo 2^16 (0 <= U < 2^16).
    const positive = max(v0, 0) + max(v1, 0) + max(v2, 0) + max(v3, 0);
    let first = i16x8.splat(<i16>positive);
    first = i16x8.sub(first, v128.and(bit0, i16x8.splat(<i16>v0)));
    first = i16x8.sub(first, v128.and(bit1, i16x8.splat(<i16>v1)));
    first = i16x8.sub(first, v128.and(bit2, i16x8.splat(<i16>v2)));
    const second = i16x8.sub(first, i16x8.splat(<i16>v3));
    v128.store(tab, i8x16.narrow_i16x8_u(v128.and(first, lowMask), v128.and(second, lowMask)));
    v128.store(tab, i8x16.narrow_i16x8_u(i16x8.shr_u(first, best), i16x8.shr_u(second, best)), 16);
    tab += 32;
  }
}
