// Accurate exponential (4 float32 lanes, at most 2 ulp) and natural logarithm (float64 inside, about 1e-13 relative).

/**
 * exp of four lanes: x = n ln 2 + r with |r| <= ln 2 / 2 (two-part ln 2), Taylor to r^7 (remainder < 5.3e-9, 0.09 ulp),
 * scaled in two halves so that subnormal results and overflow to infinity come out right. NaN stays NaN.
 */
@inline
export function exp4(v: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(v, f32x4.splat(-104)), f32x4.splat(89));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693145751953125)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(1.42860682e-6)));
  let q = f32x4.splat(<f32>(1.0 / 5040.0));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(<f32>(1.0 / 720.0)));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(<f32>(1.0 / 120.0)));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(<f32>(1.0 / 24.0)));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(<f32>(1.0 / 6.0)));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(0.5));
  const y = f32x4.add(f32x4.splat(1), f32x4.add(r, f32x4.mul(f32x4.mul(r, r), q)));
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  const bias = i32x4.splat(127);
  const a = i32x4.shl(i32x4.add(half, bias), 23);
  const b = i32x4.shl(i32x4.add(i32x4.sub(whole, half), bias), 23);
  return f32x4.mul(f32x4.mul(y, a), b);
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

/** exp of `n` floats, n a multiple of 4. */
export function expArray(x: usize, n: i32, out: usize): void {
  for (let o: usize = 0; o < <usize>(n << 2); o += 16) v128.store(out + o, exp4(v128.load(x + o)));
}

/** ln of `n` floats. */
export function logArray(x: usize, n: i32, out: usize): void {
  for (let o: usize = 0; o < <usize>(n << 2); o += 4) store<f32>(out + o, <f32>ln(load<f32>(x + o)));
}
