// Importance weights of annealed chains, summed in float64.
import { ln, onePlusExp4 } from './exp-log';

/** s.x, rows of `bytes` bytes. */
export function interaction(s: usize, x: usize, bytes: usize): f64 {
  let sum = f64x2.splat(0);
  for (let o: usize = 0; o < bytes; o += 16) {
    const y = f32x4.mul(v128.load(s + o), v128.load(x + o));
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(y));
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.shuffle<f32>(y, y, 2, 3, 2, 3)));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Registers between two logarithms: a lane's product of as many factors in (1, 2] stays below 2^96. */
const RUN: usize = 96 * 16;

@inline
function logLanes(v: v128): f64 {
  const low = ln(<f64>f32x4.extract_lane(v, 0) * <f64>f32x4.extract_lane(v, 1));
  return low + ln(<f64>f32x4.extract_lane(v, 2) * <f64>f32x4.extract_lane(v, 3));
}

/**
 * sum_i ln cosh(to x_i) - ln cosh(from x_i), from ln cosh z = |z| + ln(1 + exp(-2 |z|)) - ln 2; the logarithm is taken
 * of products.
 */
export function logRatio(x: usize, bytes: usize, from: f32, to: f32): f64 {
  const one = f32x4.splat(1);
  const steepFrom = f32x4.splat(-2 * from);
  const steepTo = f32x4.splat(-2 * to);
  let sum = f64x2.splat(0);
  let logs: f64 = 0;
  for (let start: usize = 0; start < bytes; start += RUN) {
    const end = min(start + RUN, bytes);
    let over = one;
    let under = one;
    for (let o = start; o < end; o += 16) {
      const size = f32x4.abs(v128.load(x + o));
      sum = f64x2.add(sum, f64x2.promote_low_f32x4(size));
      sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.shuffle<f32>(size, size, 2, 3, 2, 3)));
      over = f32x4.mul(over, onePlusExp4(f32x4.mul(steepTo, size)));
      under = f32x4.mul(under, onePlusExp4(f32x4.mul(steepFrom, size)));
    }
    logs += logLanes(over) - logLanes(under);
  }
  const total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  return <f64>(to - from) * total + logs;
}
