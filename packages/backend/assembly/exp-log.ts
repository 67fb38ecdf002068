// Accurate exponential (4 float32 lanes, at most 2 ulp) and natural logarithm (float64 inside, about 1e-13 relative).

// Constants of the vector functions lie in memory: engines build a constant register anew, by three instructions, wherever it is used,
// even in a loop, and with 15 of them that took longer than the work. From memory it takes one.
const EXP: usize = memory.data<f32>([
  -104,
  -87,
  89,
  1.44269504,
  // 1.5 * 2^23: what is added to it is rounded to a whole number, ties to even, which its bits then hold.
  12582912,
  // ln 2 in two parts.
  0.693145751953125,
  1.42860682e-6,
  <f32>(1.0 / 5040.0),
  <f32>(1.0 / 720.0),
  <f32>(1.0 / 120.0),
  <f32>(1.0 / 24.0),
  <f32>(1.0 / 6.0),
  0.5,
  1,
]);
const SHIFT_BITS: i32 = 0x4b400000;

@inline
function constant(index: usize): v128 {
  return v128.load32_splat(EXP + (index << 2));
}

/**
 * exp of four lanes: x = n ln 2 + r with |r| <= ln 2 / 2 (two-part ln 2), Taylor to r^7 (remainder < 5.3e-9, 0.09 ulp),
 * scaled in two halves so that subnormal results and overflow to infinity come out right. NaN stays NaN.
 */
@inline
export function exp4(v: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(v, constant(0)), constant(2));
  const shifted = f32x4.add(f32x4.mul(x, constant(3)), constant(4));
  const y = reduced(x, f32x4.sub(shifted, constant(4)));
  const whole = i32x4.sub(shifted, i32x4.splat(SHIFT_BITS));
  const half = i32x4.shr_s(whole, 1);
  const bias = i32x4.splat(127);
  const a = i32x4.shl(i32x4.add(half, bias), 23);
  const b = i32x4.shl(i32x4.add(i32x4.sub(whole, half), bias), 23);
  return f32x4.mul(f32x4.mul(y, a), b);
}

/**
 * 1 + exp of four lanes, to the bit what adding 1 to exp4 gives, but that NaN stands for infinity. Below -87 nothing is left of
 * the exponential beside 1, so that its exponent is normal and can be added as a whole number: no scaling in halves.
 */
@inline
export function onePlusExp4(v: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(v, constant(1)), constant(2));
  const shifted = f32x4.add(f32x4.mul(x, constant(3)), constant(4));
  const y = reduced(x, f32x4.sub(shifted, constant(4)));
  // The bits of 1.5 * 2^23 leave at the top.
  return f32x4.add(constant(13), i32x4.add(y, i32x4.shl(shifted, 23)));
}

/** exp(x - n ln 2), n the whole number closest to x / ln 2. */
@inline
function reduced(x: v128, n: v128): v128 {
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, constant(5))), f32x4.mul(n, constant(6)));
  let q = f32x4.add(f32x4.mul(constant(7), r), constant(8));
  q = f32x4.add(f32x4.mul(q, r), constant(9));
  q = f32x4.add(f32x4.mul(q, r), constant(10));
  q = f32x4.add(f32x4.mul(q, r), constant(11));
  q = f32x4.add(f32x4.mul(q, r), constant(12));
  return f32x4.add(constant(13), f32x4.add(r, f32x4.mul(f32x4.mul(r, r), q)));
}

/** ln x = e ln 2 + 2 atanh((m - 1) / (m + 1)), m in [sqrt(1/2), sqrt(2)); |s| < 0.1716, so s^21 closes the series to 1e-17. */
export function ln(x: f64): f64 {
  if (!(x > 0)) return x == 0 ? -Infinity : NaN;
  if (x == Infinity) return x;
  let extra = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984.0;
    extra = -54;
  }
  const bits = reinterpret<u64>(x);
  let e = <i32>(bits >> 52) - 1023;
  let m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    e++;
  }
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let q: f64 = 1.0 / 21.0;
  q = q * z + 1.0 / 19.0;
  q = q * z + 1.0 / 17.0;
  q = q * z + 1.0 / 15.0;
  q = q * z + 1.0 / 13.0;
  q = q * z + 1.0 / 11.0;
  q = q * z + 1.0 / 9.0;
  q = q * z + 1.0 / 7.0;
  q = q * z + 1.0 / 5.0;
  q = q * z + 1.0 / 3.0;
  return <f64>(e + extra) * 0.6931471805599453 + 2 * s * (1 + z * q);
}

const LN: usize = memory.data<f64>([
  1.0 / 21.0,
  1.0 / 19.0,
  1.0 / 17.0,
  1.0 / 15.0,
  1.0 / 13.0,
  1.0 / 11.0,
  1.0 / 9.0,
  1.0 / 7.0,
  1.0 / 5.0,
  1.0 / 3.0,
  1,
  1.4142135623730951,
  0.6931471805599453,
  0.5,
]);

@inline
function wide(index: usize): v128 {
  return v128.load64_splat(LN + (index << 3));
}

/** ln of two normal positive numbers, to the bit what ln gives. */
@inline
export function lnPair(x: v128): v128 {
  const one = wide(10);
  let m = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), one);
  const large = f64x2.gt(m, wide(11));
  m = v128.bitselect(f64x2.mul(m, wide(13)), m, large);
  // A true lane is -1.
  const e = i64x2.sub(i64x2.sub(i64x2.shr_u(x, 52), i64x2.splat(1023)), large);
  const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
  const z = f64x2.mul(s, s);
  let q = f64x2.add(f64x2.mul(wide(0), z), wide(1));
  q = f64x2.add(f64x2.mul(q, z), wide(2));
  q = f64x2.add(f64x2.mul(q, z), wide(3));
  q = f64x2.add(f64x2.mul(q, z), wide(4));
  q = f64x2.add(f64x2.mul(q, z), wide(5));
  q = f64x2.add(f64x2.mul(q, z), wide(6));
  q = f64x2.add(f64x2.mul(q, z), wide(7));
  q = f64x2.add(f64x2.mul(q, z), wide(8));
  q = f64x2.add(f64x2.mul(q, z), wide(9));
  const whole = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(e, e, 0, 2, 0, 2));
  const tail = f64x2.mul(f64x2.add(s, s), f64x2.add(one, f64x2.mul(z, q)));
  return f64x2.add(f64x2.mul(whole, wide(12)), tail);
}

/** exp of `n` floats, n a multiple of 4. */
export function expArray(x: usize, n: i32, out: usize): void {
  for (let o: usize = 0; o < <usize>(n << 2); o += 16) v128.store(out + o, exp4(v128.load(x + o)));
}

/** ln of `n` floats. */
export function logArray(x: usize, n: i32, out: usize): void {
  for (let o: usize = 0; o < <usize>(n << 2); o += 4) store<f32>(out + o, <f32>ln(load<f32>(x + o)));
}
