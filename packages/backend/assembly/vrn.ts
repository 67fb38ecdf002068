// What the dense solvers share: the descriptor, softmax with its logarithm, and the free energy
//   L = -delta - gamma sum_k H(p_k) - gamma sum_k <p_k, log prior_k>,  delta = scale sum(x . prod_k X_k p_k)
// (the VRN's Eq 17/19 with a prior; the prior's normaliser is dropped).
import { exp4, ln } from './exp-log';

// Descriptor. i32: 0 K, 4 bytes of a row of e and o, 8 padded sum of n (N), 12 steps T, 16 kind (0 SGD, 1 Adam), 20 stop-after,
// 24 gammas f32 [T + 1], 28 log prior [N] or 0, 32 e [K], 36 o [K], 40 v [4, N], 44 p [4, N], 48 log p [4, N],
// 52 m [4, N], 56 s [4, N], 60 trace wanted; f32: 64 scale, 68 rate, 72 tolerance; i32: 76 partial sums of fields
// [N, 4] registers, 80 bytes of a row of x, 84 D, 88 whether all codebooks are ±1 (set by prepare, which also sets 4).
// Factors from 96, 16 bytes: book, n, offset in N, plain rows [n, D]. e and o have room for four tiles a factor.

/** First byte of the factors. */
export const FACTORS: usize = 96;

/** Composites in a block. */
export const BLOCK: i32 = 4;

/** Logit of padding lanes: its probability is exactly 0. */
export const PADDING: f32 = -1e20;

@inline
export function field(desc: usize, at: usize): usize {
  return <usize>load<i32>(desc + at);
}

@inline
function lanesMax(v: v128): f32 {
  const a = f32x4.pmax(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return max(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1));
}

/** p = softmax(phi) and log p = phi - max - log Z, `n4` floats (a multiple of 4). The sum Z is taken in float64. */
export function softmax(phi: usize, n4: i32, p: usize, logp: usize): void {
  const bytes = <usize>(n4 << 2);
  let top = v128.load(phi);
  for (let o: usize = 16; o < bytes; o += 16) top = f32x4.pmax(top, v128.load(phi + o));
  const most = f32x4.splat(lanesMax(top));
  let sum = f64x2.splat(0);
  for (let o: usize = 0; o < bytes; o += 16) {
    const y = exp4(f32x4.sub(v128.load(phi + o), most));
    v128.store(p + o, y);
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(y));
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.shuffle<f32>(y, y, 2, 3, 2, 3)));
  }
  const z = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  const inverse = f32x4.splat(<f32>(1 / z));
  const logZ = f32x4.splat(<f32>ln(z));
  for (let o: usize = 0; o < bytes; o += 16) {
    v128.store(p + o, f32x4.mul(v128.load(p + o), inverse));
    v128.store(logp + o, f32x4.sub(f32x4.sub(v128.load(phi + o), most), logZ));
  }
}

/**
 * sum_i p_i (log p_i - log prior_i) over all factors of composite `lane`, in float64; its L is -delta + gamma times this.
 */
export function divergence(desc: usize, lane: i32): f64 {
  const bytes = field(desc, 8) << 2;
  const prior = field(desc, 28);
  const p = field(desc, 44) + <usize>lane * bytes;
  const logp = field(desc, 48) + <usize>lane * bytes;
  let sum = f64x2.splat(0);
  for (let o: usize = 0; o < bytes; o += 8) {
    // Where p is 0 its logarithm is finite, so the product is 0 as it must be.
    const q = f64x2.promote_low_f32x4(v128.load64_zero(p + o));
    let l = f64x2.promote_low_f32x4(v128.load64_zero(logp + o));
    if (prior) l = f64x2.sub(l, f64x2.promote_low_f32x4(v128.load64_zero(prior + o)));
    sum = f64x2.add(sum, f64x2.mul(q, l));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Length of factor k in the padded layout. */
export function padded(desc: usize, k: i32): i32 {
  return (load<i32>(desc + FACTORS + (k << 4), 4) + 3) & ~3;
}

/** Byte offset of factor k in the padded layout. */
export function offset(desc: usize, k: i32): usize {
  return <usize>load<i32>(desc + FACTORS + (k << 4), 8) << 2;
}
