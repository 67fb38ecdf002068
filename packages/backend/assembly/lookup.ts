// Signed sums sum_j ±w_j of float weights for many outputs, by tables of partial sums ("Four Russians") in place of
// multiply-adds: the two passes over a codebook of ±1 entries, X^T p and X o, with the codes of signs.ts.
//
// Weights become integers q = round(w s), s a power of two, so sums are exact and only the rounding to q is an error.
// Four weights make a group with a table of 16 entries
//   2^23 + sum_j (bit j ? q_j : 0), in [0, 2^24), three bytes each,
// and one byte swizzle looks up a byte for 16 outputs, that is for 64 multiply-adds. Bytes are summed in 16 bits. With U the
// sum of a run's entries, T of its q, G its groups: sum_j ±q_j = T + 2^24 G - 2 U, below 2^31 in size, so all of it is right
// modulo 2^32.
//
// The scale: s m (1 + 2^-20) < 2^23 with m = min(4 max|w|, sum|w|), which bounds the sums of all groups, and s max|w| <= 2^22
// for the rounding. So the error of a sum of c weights is at most c / (2 s) <= c 2^-23 m, or twice that where one weight is more
// than half of m. A distribution in one place (p = 1) is exact.
//
// Measured on one core of an AMD EPYC (family 25, model 17) with Node 20.20, 2026-11, D = 1024, n = 100, fastest runs on a
// shared machine: X^T p 2.6 us, X o 3.3 us, where multiply-adds take 5.4 and 6.2 us with all operands in the first-level
// cache. Tried and dropped: tables of 256 float sums, eight rows each (5.6 and 7.6 us); two groups a round (no faster).
import { RUN } from './signs';

/** Tables of a run, three bytes' planes of 16. */
const TABLES = memory.data(RUN * 48, 64);
/** Sums of a block that is not stored as a whole. */
const PARTIAL = memory.data(64, 16);

/**
 * Registers of the table loop, read from memory in every round: V8 builds constants anew in each copy of an unrolled
 * loop, with instructions that the tables' shuffles wait for. First bits 0 and 1 of an entry's number as masks, 2^23, entries'
 * bytes 0, then 1, 2, 3 of four entries, and 1.5 * 2^23 as a float, which rounds what is added to it to an integer.
 */
const CONSTANTS = memory.data<u32>(
  [
    0, 0xffffffff, 0, 0xffffffff, 0, 0, 0xffffffff, 0xffffffff, 0x800000, 0x800000, 0x800000, 0x800000, 0x0c080400,
    0x0d090501, 0x0e0a0602, 0x0f0b0703, 0x4b400000, 0x4b400000, 0x4b400000, 0x4b400000,
  ],
  16,
);
/** The scale in all lanes. */
const SCALE = memory.data(16, 16);

@inline
function byBytes(v: v128): v128 {
  return i8x16.swizzle(v, i8x16(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
}

/** Table of four integers: entries 0 to 3 have q0 and q1 by their bits, 4 to 7 add q2, and so on. */
@inline
function storeTable(q: v128, to: usize): void {
  const a = v128.and(v128.shuffle<i32>(q, q, 0, 0, 0, 0), v128.load(CONSTANTS));
  const b = v128.and(v128.shuffle<i32>(q, q, 1, 1, 1, 1), v128.load(CONSTANTS, 16));
  const c = v128.shuffle<i32>(q, q, 2, 2, 2, 2);
  const d = v128.shuffle<i32>(q, q, 3, 3, 3, 3);
  const e0 = i32x4.add(i32x4.add(a, v128.load(CONSTANTS, 32)), b);
  const e1 = i32x4.add(e0, c);
  const t0 = byBytes(e0);
  const t1 = byBytes(e1);
  const t2 = byBytes(i32x4.add(e0, d));
  const t3 = byBytes(i32x4.add(e1, d));
  const low01 = v128.shuffle<i32>(t0, t1, 0, 4, 1, 5);
  const low23 = v128.shuffle<i32>(t2, t3, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(t0, t1, 2, 6, 3, 7);
  const high23 = v128.shuffle<i32>(t2, t3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(to, v128.shuffle<i64>(low01, low23, 1, 3), 16);
  v128.store(to, v128.shuffle<i64>(high01, high23, 0, 2), 32);
}

/** Sum of the four lanes of integers. */
@inline
function laneSum(v: v128): i32 {
  const pairs = i32x4.add(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
}

/**
 * Exponent k of the scale s = 2^k for `bytes` bytes of weights; see above. At most 123, so that 2^-k is no subnormal:
 * weights that are all below 2^-102 lose precision.
 */
function scaleExponent(w: usize, bytes: usize): i32 {
  // Two sums, which do not wait for one another; pmax is one instruction, max is six.
  let most = f32x4.splat(0);
  let sum = most;
  let other = most;
  const quarter = f32x4.splat(0.25);
  let o: usize = 0;
  for (; o + 32 <= bytes; o += 32) {
    const x = f32x4.abs(v128.load(w + o));
    const y = f32x4.abs(v128.load(w + o, 16));
    most = f32x4.pmax(f32x4.pmax(most, x), y);
    sum = f32x4.add(sum, f32x4.mul(x, quarter));
    other = f32x4.add(other, f32x4.mul(y, quarter));
  }
  if (o < bytes) {
    const x = f32x4.abs(v128.load(w + o));
    most = f32x4.pmax(most, x);
    sum = f32x4.add(sum, f32x4.mul(x, quarter));
  }
  sum = f32x4.add(sum, other);
  most = f32x4.pmax(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  const top = max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1));
  const total =
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
  // m / 4, so that nothing overflows; 2^j <= m (1 + 2^-20) < 2^(j + 1) gives s = 2^(22 - j).
  const m = min(top, total) * <f32>(1 + 1 / 1048576.0);
  const k = 20 - (<i32>(reinterpret<u32>(m) >> 23) - 127);
  // top <= 4 (m / 4), so s top < 2^23; it may still pass 2^22.
  const capped = k < 123 ? k : 123;
  return top * power(capped) > 4194304 ? capped - 1 : capped;
}

/** 2^k, k from -126 to 127. */
@inline
function power(k: i32): f32 {
  return reinterpret<f32>((k + 127) << 23);
}

/** Tables of `bytes` bytes of weights; returns T + 2^24 G modulo 2^32. */
function buildTables(w: usize, bytes: usize, s: f32): i32 {
  v128.store(SCALE, f32x4.splat(s));
  let total = i32x4.splat(0);
  let to = TABLES;
  for (const end = w + bytes; w < end; w += 16) {
    const shift = v128.load(CONSTANTS, 64);
    const q = i32x4.sub(f32x4.add(f32x4.mul(v128.load(w), v128.load(SCALE)), shift), shift);
    total = i32x4.add(total, q);
    storeTable(q, to);
    to += 48;
  }
  return laneSum(total) + (<i32>(bytes >> 4) << 24);
}

/** unit (total - 2 (low + 2^8 middle + 2^16 high)) of four outputs. */
@inline
function finish(low: v128, middle: v128, high: v128, total: v128, unit: v128): v128 {
  const u = i32x4.add(i32x4.add(low, i32x4.shl(middle, 8)), i32x4.shl(high, 16));
  return f32x4.mul(unit, f32x4.convert_i32x4_s(i32x4.sub(total, i32x4.shl(u, 1))));
}

/** Eight outputs, stored at `to`. */
@inline
function finish8(low: v128, middle: v128, high: v128, total: v128, unit: v128, to: usize): void {
  const l = i32x4.extend_low_i16x8_u(low);
  const m = i32x4.extend_low_i16x8_u(middle);
  v128.store(to, finish(l, m, i32x4.extend_low_i16x8_u(high), total, unit));
  const l2 = i32x4.extend_high_i16x8_u(low);
  const m2 = i32x4.extend_high_i16x8_u(middle);
  v128.store(to, finish(l2, m2, i32x4.extend_high_i16x8_u(high), total, unit), 16);
}

/** Sixteen outputs of the run whose tables end at `end`, stored at `to`. */
@inline
function lookUpBlock(codes: usize, end: usize, total: v128, unit: v128, to: usize): void {
  let low = i32x4.splat(0);
  let lowOdd = low;
  let middle = low;
  let middleOdd = low;
  let high = low;
  let highOdd = low;
  for (let t = TABLES; t < end; t += 48) {
    const code = v128.load(codes);
    codes += 16;
    const a = i8x16.swizzle(v128.load(t), code);
    const b = i8x16.swizzle(v128.load(t, 16), code);
    const c = i8x16.swizzle(v128.load(t, 32), code);
    low = i16x8.add(low, a);
    lowOdd = i16x8.add(lowOdd, i16x8.shr_u(a, 8));
    middle = i16x8.add(middle, b);
    middleOdd = i16x8.add(middleOdd, i16x8.shr_u(b, 8));
    high = i16x8.add(high, c);
    highOdd = i16x8.add(highOdd, i16x8.shr_u(c, 8));
  }
  low = i16x8.sub(low, i16x8.shl(lowOdd, 8));
  middle = i16x8.sub(middle, i16x8.shl(middleOdd, 8));
  high = i16x8.sub(high, i16x8.shl(highOdd, 8));
  finish8(low, middle, high, total, unit, to);
  finish8(lowOdd, middleOdd, highOdd, total, unit, to + 32);
}

/**
 * out_i = scale sum_j ±w_j with the codes of `outputs` outputs and `weights` weights, both multiples of 4; weights past the
 * last row or component must be 0. Sums of several runs are added in float32.
 */
export function signedSums(codes: usize, w: usize, weights: i32, outputs: i32, scale: f32, out: usize): void {
  const k = scaleExponent(w, <usize>weights << 2);
  const unit = f32x4.splat(scale * power(-k));
  for (let from = 0; from < weights; from += 4 * RUN) {
    const bytes = <usize>min(weights - from, 4 * RUN) << 2;
    const total = i32x4.splat(buildTables(w, bytes, power(k)));
    const end = TABLES + 3 * bytes;
    for (let i = 0; i < outputs; i += 16) {
      const whole = from == 0 && i + 16 <= outputs;
      const at = out + (<usize>i << 2);
      lookUpBlock(codes, end, total, unit, whole ? at : PARTIAL);
      codes += bytes;
      if (whole) continue;
      const rest = <usize>min(outputs - i, 16) << 2;
      if (from == 0) memory.copy(at, PARTIAL, rest);
      else for (let o: usize = 0; o < rest; o += 16) v128.store(at + o, f32x4.add(v128.load(at + o), v128.load(PARTIAL + o)));
    }
    w += bytes;
  }
}
