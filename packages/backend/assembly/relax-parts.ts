// The passes of a step of relax.ts over rows of p numbers. Float32 rows end with zeros up to a multiple of 8, p8; z ends
// with numbers below all others.
import { exp4 } from './exp-log';

@inline
function promote(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

@inline
function largest(v: v128): f64 {
  return max(f64x2.extract_lane(v, 0), f64x2.extract_lane(v, 1));
}

/** z = y + common means; returns the largest, NaN if there is one. */
export function lift(y: usize, means: usize, common: f64, z: usize, p: i32): f64 {
  const scale = f64x2.splat(common);
  let top = f64x2.splat(-Infinity);
  const whole = <usize>(p & ~1) << 3;
  for (let o: usize = 0; o < whole; o += 16) {
    const v = f64x2.add(v128.load(y + o), f64x2.mul(scale, v128.load(means + o)));
    v128.store(z + o, v);
    top = f64x2.max(top, v);
  }
  if (!(p & 1)) return largest(top);
  const v = load<f64>(y + whole) + common * load<f64>(means + whole);
  store<f64>(z + whole, v);
  return max(v, largest(top));
}

/** y <- keep y + eta product - loads, then z as `lift` does it. */
export function advance(
  y: usize,
  product: usize,
  loads: usize,
  means: usize,
  keep: f64,
  eta: f64,
  common: f64,
  z: usize,
  p: i32,
): f64 {
  const b = f64x2.splat(keep);
  const c = f64x2.splat(eta);
  const scale = f64x2.splat(common);
  let top = f64x2.splat(-Infinity);
  const whole = <usize>(p & ~1) << 3;
  for (let o: usize = 0; o < whole; o += 16) {
    const pull = f64x2.sub(f64x2.mul(c, promote(product + (o >> 1))), v128.load(loads + o));
    const moved = f64x2.add(f64x2.mul(b, v128.load(y + o)), pull);
    v128.store(y + o, moved);
    const v = f64x2.add(moved, f64x2.mul(scale, v128.load(means + o)));
    v128.store(z + o, v);
    top = f64x2.max(top, v);
  }
  if (!(p & 1)) return largest(top);
  const pull = eta * <f64>load<f32>(product + (whole >> 1)) - load<f64>(loads + whole);
  const moved = keep * load<f64>(y + whole) + pull;
  store<f64>(y + whole, moved);
  const v = moved + common * load<f64>(means + whole);
  store<f64>(z + whole, v);
  return max(v, largest(top));
}

/** s = softmax(beta z), `end` bytes, 0 where beta (z - top) is below `floor`, with the list of the others; returns their number. */
export function shares(
  z: usize,
  top: f64,
  beta: f64,
  floor: f32,
  end: usize,
  s: usize,
  list: usize,
  values: usize,
): i32 {
  const most = f64x2.splat(top);
  const sharpness = f64x2.splat(beta);
  const least = f32x4.splat(floor);
  let sum = f64x2.splat(0);
  for (let o: usize = 0; o < end; o += 16) {
    const from = z + (o << 1);
    const low = f32x4.demote_f64x2_zero(f64x2.mul(sharpness, f64x2.sub(v128.load(from), most)));
    const high = f32x4.demote_f64x2_zero(f64x2.mul(sharpness, f64x2.sub(v128.load(from, 16), most)));
    const x = v128.shuffle<f32>(low, high, 0, 1, 4, 5);
    const kept = f32x4.ge(x, least);
    if (!v128.any_true(kept)) {
      v128.store(s + o, f32x4.splat(0));
      continue;
    }
    const e = v128.and(exp4(x), kept);
    v128.store(s + o, e);
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(e));
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.shuffle<f32>(e, e, 2, 3, 2, 3)));
  }
  const inverse = f32x4.splat(<f32>(1 / (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1))));
  for (let o: usize = 0; o < end; o += 16) v128.store(s + o, f32x4.mul(v128.load(s + o), inverse));
  return gatherSet(s, end, list, values);
}

/** Lists the places of a row that are not 0, in order, with their values; returns their number. */
export function gatherSet(row: usize, bytes: usize, list: usize, values: usize): i32 {
  const zero = f32x4.splat(0);
  const first = list;
  for (let o: usize = 0; o < bytes; o += 16) {
    const v = v128.load(row + o);
    let set = i32x4.bitmask(f32x4.ne(v, zero));
    while (set) {
      const lane = ctz(set);
      set &= set - 1;
      store<i32>(list, <i32>(o >> 2) + lane);
      store<f32>(values, load<f32>(row + o + (<usize>lane << 2)));
      list += 4;
      values += 4;
    }
  }
  return <i32>((list - first) >> 2);
}

/** out += sum_i weights_i rows_(list_i), term after term in the list's order, four rows at a time. */
export function addRows(
  rows: usize,
  stride: usize,
  list: usize,
  weights: usize,
  count: i32,
  out: usize,
  bytes: usize,
): void {
  let i = 0;
  for (; i + 4 <= count; i += 4, list += 16, weights += 16) {
    const a = v128.load32_splat(weights);
    const b = v128.load32_splat(weights, 4);
    const c = v128.load32_splat(weights, 8);
    const d = v128.load32_splat(weights, 12);
    let ra = rows + <usize>load<i32>(list) * stride;
    let rb = rows + <usize>load<i32>(list, 4) * stride;
    let rc = rows + <usize>load<i32>(list, 8) * stride;
    let rd = rows + <usize>load<i32>(list, 12) * stride;
    for (let o = out, end = out + bytes; o < end; o += 32, ra += 32, rb += 32, rc += 32, rd += 32) {
      let v = f32x4.add(v128.load(o), f32x4.mul(a, v128.load(ra)));
      let w = f32x4.add(v128.load(o, 16), f32x4.mul(a, v128.load(ra, 16)));
      v = f32x4.add(v, f32x4.mul(b, v128.load(rb)));
      w = f32x4.add(w, f32x4.mul(b, v128.load(rb, 16)));
      v = f32x4.add(v, f32x4.mul(c, v128.load(rc)));
      w = f32x4.add(w, f32x4.mul(c, v128.load(rc, 16)));
      v128.store(o, f32x4.add(v, f32x4.mul(d, v128.load(rd))));
      v128.store(o, f32x4.add(w, f32x4.mul(d, v128.load(rd, 16))), 16);
    }
  }
  for (; i < count; i++, list += 4, weights += 4) {
    const a = v128.load32_splat(weights);
    let ra = rows + <usize>load<i32>(list) * stride;
    for (let o = out, end = out + bytes; o < end; o += 16, ra += 16) {
      v128.store(o, f32x4.add(v128.load(o), f32x4.mul(a, v128.load(ra))));
    }
  }
}

/** next = keep now + eta (m - lack), bytes at a time; returns the sum of its absolute values. */
export function slide(
  now: usize,
  m: usize,
  lack: usize,
  keep: f32,
  eta: f32,
  bytes: usize,
  next: usize,
): f32 {
  const b = f32x4.splat(keep);
  const c = f32x4.splat(eta);
  let sum = f32x4.splat(0);
  for (let o: usize = 0; o < bytes; o += 16) {
    const pull = f32x4.mul(c, f32x4.sub(v128.load(m + o), v128.load(lack + o)));
    const v = f32x4.add(f32x4.mul(b, v128.load(now + o)), pull);
    v128.store(next + o, v);
    sum = f32x4.add(sum, f32x4.abs(v));
  }
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}

/** Scalar product of a float32 row with a float64 row. */
export function dot(x: usize, y: usize, p: i32): f64 {
  let sum: f64 = 0;
  for (let k: usize = 0; k < <usize>p; k++) sum += <f64>load<f32>(x + (k << 2)) * load<f64>(y + (k << 3));
  return sum;
}
