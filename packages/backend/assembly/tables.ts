// Lookup tables of the projection sum_i w_i x_i ("Four Russians" over groups of four code vectors).
// With v = w / 2^shift (the common power of two; exact) and M = sum |v|,
//   sum_i v_i x_i = 2 U - M,  U = sum of |v_i| over the i with x_i v_i > 0,  0 <= U <= M.
// U of a group has 16 values. Each is split in a low digit of `b` bits and a high digit, both bytes, so that the sums
// over groups run in 16 byte lanes. A segment is a run of groups whose digit sums cannot pass 255.
// Where only the sign of the sum is wanted, high digits may saturate at 255, provided that 255 * 2^b reaches ceil(M / 2):
// a saturated sum is then on the right side of the threshold anyway. That nearly always leaves one segment.
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

/** Sum of the four lanes, in all lanes. */
@inline
function sumLanes(v: v128): v128 {
  const pairs = i32x4.add(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return i32x4.add(pairs, v128.shuffle<i32>(pairs, pairs, 1, 0, 3, 2));
}

/** Sum over groups of the largest low digits. */
function lowSum(bounds: usize, groups: i32, b: i32): i32 {
  const digits: i32 = (1 << b) - 1;
  const most = i32x4.splat(digits);
  let low = i32x4.splat(0);
  for (let g = 0; g < groups; g += 4) low = i32x4.add(low, i32x4.min_s(v128.load(bounds + (g << 2)), most));
  return i32x4.extract_lane(sumLanes(low), 0);
}

/** Larger of the sums over groups of low digits and of high digits, which decides the number of segments. */
function digitLoad(bounds: usize, groups: i32, b: i32): i32 {
  const digits: i32 = (1 << b) - 1;
  const most = i32x4.splat(digits);
  let low = i32x4.splat(0);
  let high = low;
  for (let g = 0; g < groups; g += 4) {
    const m = v128.load(bounds + (g << 2));
    low = i32x4.add(low, i32x4.min_s(m, most));
    high = i32x4.add(high, i32x4.shr_s(m, b));
  }
  return max(i32x4.extract_lane(sumLanes(low), 0), i32x4.extract_lane(sumLanes(high), 0));
}

/** Writes the segments' ends for low digits of `b` bits at `ends` and returns their number. `bounds[g]` is M of group g. */
function segment(bounds: usize, groups: i32, b: i32, ends: usize): i32 {
  const low: i32 = (1 << b) - 1;
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
 * Builds header and tables for `n` weights whose absolute sum is below 2^31 (the host checks it). `w` has room for n
 * rounded up to 4 (the rest is set to 0), `head` for 48 + 8 * groups bytes (ends, then bounds). With `signOnly` 1 the
 * tables serve projectSign only, else both.
 */
export function prepareTables(w: usize, n: i32, head: usize, tab: usize, signOnly: i32): void {
  const groups = (n + 3) >> 2;
  const end = w + (<usize>groups << 4);
  const ends = head + 32;
  const bounds = ends + (<usize>groups << 2);
  for (let i = n; i < groups << 2; i++) store<i32>(w + (i << 2), 0);
  let any = i32x4.splat(0);
  for (let at = w; at < end; at += 16) any = v128.or(any, v128.load(at));
  any = v128.or(any, v128.shuffle<i32>(any, any, 2, 3, 0, 1));
  const all = i32x4.extract_lane(any, 0) | i32x4.extract_lane(any, 1);
  if (all == 0) {
    store<i32>(head, MODE_ZERO, 16);
    return;
  }
  const shift = ctz(all);
  let total: u32 = 0;
  let most = 0;
  let bound = bounds;
  for (let at = w; at < end; at += 16) {
    const m = i32x4.extract_lane(sumLanes(i32x4.abs(i32x4.shr_s(v128.load(at), shift))), 0);
    store<i32>(bound, m);
    bound += 4;
    total += m;
    most = max(most, m);
  }
  v128.store(bound, i32x4.splat(0));
  store<u32>(head, total, 8);
  store<i32>(head, shift, 12);
  if (most > 65535) {
    store<i32>(head, MODE_PLAIN, 16);
    return;
  }
  store<i32>(head, total < 65536 ? MODE_NARROW : MODE_WIDE, 16);

  // A group's high digit must fit a byte; from there the b whose larger digit sum is smallest (it falls, then rises).
  let b = 0;
  while (most >> b > 255) b++;
  let single = b;
  if (signOnly) {
    const half = (total >> 1) + (total & 1);
    while (single < 8 && (<u32>255) << single < half) single++;
  }
  if (signOnly && single < 8 && lowSum(bounds, groups, single) <= 255) {
    b = single;
    store<i32>(head, 1, 4);
    store<i32>(ends, groups);
  } else {
    let least = digitLoad(bounds, groups, b);
    while (least > 255 && b < 8) {
      const next = digitLoad(bounds, groups, b + 1);
      if (next >= least) break;
      least = next;
      b++;
    }
    store<i32>(head, segment(bounds, groups, b, ends), 4);
  }
  store<i32>(head, b, 0);

  const bit0 = i16x8(0, -1, 0, -1, 0, -1, 0, -1);
  const bit1 = i16x8(0, 0, -1, -1, 0, 0, -1, -1);
  const bit2 = i16x8(0, 0, 0, 0, -1, -1, -1, -1);
  const digits: i32 = (1 << b) - 1;
  const lowMask = i16x8.splat(<i16>digits);
  const zero = i32x4.splat(0);
  for (let at = w; at < end; at += 16) {
    // U(nibble) = sum of positive parts - sum of v_i over set bits, modulo 2^16 (0 <= U < 2^16).
    const v = i32x4.shr_s(v128.load(at), shift);
    const positive = sumLanes(i32x4.max_s(v, zero));
    let first = v128.shuffle<i16>(positive, positive, 0, 0, 0, 0, 0, 0, 0, 0);
    first = i16x8.sub(first, v128.and(bit0, v128.shuffle<i16>(v, v, 0, 0, 0, 0, 0, 0, 0, 0)));
    first = i16x8.sub(first, v128.and(bit1, v128.shuffle<i16>(v, v, 2, 2, 2, 2, 2, 2, 2, 2)));
    first = i16x8.sub(first, v128.and(bit2, v128.shuffle<i16>(v, v, 4, 4, 4, 4, 4, 4, 4, 4)));
    const second = i16x8.sub(first, v128.shuffle<i16>(v, v, 6, 6, 6, 6, 6, 6, 6, 6));
    v128.store(tab, i8x16.narrow_i16x8_u(v128.and(first, lowMask), v128.and(second, lowMask)));
    v128.store(tab, i8x16.narrow_i16x8_u(i16x8.shr_u(first, b), i16x8.shr_u(second, b)), 16);
    tab += 32;
  }
}
