// What the dense solvers share: the descriptor, softmax with its logarithm, and the free energy
//   L = -delta - gamma sum_k H(p_k) - gamma sum_k <p_k, log prior_k>,  delta = scale sum(x . prod_k X_k p_k)
// (the VRN's Eq 17/19 with a prior; the prior's normaliser is dropped).
import { exp4, ln } from './exp-log';
import { collect, correlation, correlation4, expectation, expectation4, products, TILE } from './dense';

// Descriptor. i32: 0 K, 4 bytes of a row, 8 padded sum of n (N), 12 steps T, 16 kind (0 SGD, 1 Adam), 20 stop-after,
// 24 gammas f32 [T + 1], 28 log prior [N] or 0, 32 e [K], 36 o [K], 40 v [4, N], 44 p [4, N], 48 log p [4, N],
// 52 m [4, N], 56 s [4, N], 60 trace wanted; f32: 64 scale, 68 rate, 72 tolerance; i32: 76 partial sums of fields
// [N, 4] registers. Factors from 80, 16 bytes: book, n, offset in N, 0. e and o have room for four tiles a factor.

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
  const a = f32x4.max(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return max(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1));
}

/** p = softmax(phi) and log p = phi - max - log Z, `n4` floats (a multiple of 4). The sum Z is taken in float64. */
export function softmax(phi: usize, n4: i32, p: usize, logp: usize): void {
  const bytes = <usize>(n4 << 2);
  let top = v128.load(phi);
  for (let o: usize = 16; o < bytes; o += 16) top = f32x4.max(top, v128.load(phi + o));
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

/** e_k = X_k^T p_k of factor k, all tiles, of composite 0. */
export function expect(desc: usize, k: i32): void {
  const factor = desc + 80 + (k << 4);
  const bytes = field(desc, 4);
  const n4 = padded(desc, k);
  const p = field(desc, 44) + offset(desc, k);
  let book = <usize>load<i32>(factor);
  let e = field(desc, 32) + <usize>k * bytes;
  for (const end = e + bytes; e < end; e += TILE) {
    expectation(book, p, n4, e);
    book += <usize>n4 * TILE;
  }
}

/** v_k = scale X_k o_k of factor k, all tiles, of composite 0. */
export function correlate(desc: usize, k: i32): void {
  const factor = desc + 80 + (k << 4);
  const bytes = field(desc, 4);
  const n4 = padded(desc, k);
  const sums = field(desc, 76);
  memory.fill(sums, 0, <usize>n4 << 4);
  let book = <usize>load<i32>(factor);
  let o = field(desc, 36) + <usize>k * bytes;
  for (const end = o + bytes; o < end; o += TILE) {
    correlation(book, o, n4, sums);
    book += <usize>n4 * TILE;
  }
  collect(sums, n4, 16, load<f32>(desc, 64), field(desc, 40) + offset(desc, k));
}

/** o_k of all factors; returns delta. */
export function bind(desc: usize, x: usize): f64 {
  const bytes = field(desc, 4);
  const k = load<i32>(desc);
  let sum: f64 = 0;
  for (let at: usize = 0; at < bytes; at += TILE) {
    sum += products(x + at, field(desc, 32) + at, k, bytes, field(desc, 36) + at);
  }
  return <f64>load<f32>(desc, 64) * sum;
}

/** v of all factors and delta of one composite from its p, reading each codebook once. */
export function sweep(desc: usize, x: usize): f64 {
  const k = load<i32>(desc);
  const bytes = field(desc, 4);
  const p = field(desc, 44);
  const e = field(desc, 32);
  const o = field(desc, 36);
  const sums = field(desc, 76);
  memory.fill(sums, 0, field(desc, 8) << 4);
  let sum: f64 = 0;
  const tiles = <i32>(bytes / TILE);
  for (let t = 0; t < tiles; t++) {
    for (let j = 0; j < k; j++) {
      const n4 = padded(desc, j);
      const book = <usize>load<i32>(desc + 80 + (j << 4)) + <usize>(t * n4) * TILE;
      expectation(book, p + offset(desc, j), n4, e + <usize>j * TILE);
    }
    sum += products(x, e, k, TILE, o);
    // Backwards: what was read last is nearest.
    for (let j = k - 1; j >= 0; j--) {
      const n4 = padded(desc, j);
      const book = <usize>load<i32>(desc + 80 + (j << 4)) + <usize>(t * n4) * TILE;
      correlation(book, o + <usize>j * TILE, n4, sums + (offset(desc, j) << 2));
    }
    x += TILE;
  }
  for (let j = 0; j < k; j++) {
    const at = offset(desc, j);
    collect(sums + (at << 2), padded(desc, j), 16, load<f32>(desc, 64), field(desc, 40) + at);
  }
  return <f64>load<f32>(desc, 64) * sum;
}

/** p [4, N] as [N, 4]. */
function interleave(p: usize, bytes: usize, to: usize): void {
  for (const end = p + bytes; p < end; p += 16) {
    const a = v128.load(p);
    const b = v128.load(p + bytes);
    const c = v128.load(p + 2 * bytes);
    const d = v128.load(p + 3 * bytes);
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
    v128.store(to, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 16);
    v128.store(to, v128.shuffle<f32>(ef, gh, 0, 1, 4, 5), 32);
    v128.store(to, v128.shuffle<f32>(ef, gh, 2, 3, 6, 7), 48);
    to += 64;
  }
}

/**
 * As `sweep` for four composites, of which `live` exist (the others repeat the last x, and their p only has to be
 * finite); deltas f64 [4] out.
 */
export function sweep4(desc: usize, x: usize, live: i32, deltas: usize): void {
  const k = load<i32>(desc);
  const bytes = field(desc, 4);
  const size = field(desc, 8) << 2;
  const p = field(desc, 40); // v is written last, so its place holds the weights
  const e = field(desc, 32);
  const o = field(desc, 36);
  const sums = field(desc, 76);
  const scale = load<f32>(desc, 64);
  const step = <usize>BLOCK * TILE;
  memory.fill(sums, 0, size << 4);
  memory.fill(deltas, 0, 32);
  interleave(field(desc, 44), size, p);
  const tiles = <i32>(bytes / TILE);
  for (let t = 0; t < tiles; t++) {
    for (let j = 0; j < k; j++) {
      const n4 = padded(desc, j);
      const book = <usize>load<i32>(desc + 80 + (j << 4)) + <usize>(t * n4) * TILE;
      expectation4(book, p + (offset(desc, j) << 2), n4, e + <usize>j * step);
    }
    for (let b = 0; b < BLOCK; b++) {
      const row = x + <usize>min(b, live - 1) * bytes;
      const tile = <usize>b * TILE;
      const to = deltas + (b << 3);
      store<f64>(to, load<f64>(to) + products(row, e + tile, k, step, o + tile));
    }
    for (let j = k - 1; j >= 0; j--) {
      const n4 = padded(desc, j);
      const book = <usize>load<i32>(desc + 80 + (j << 4)) + <usize>(t * n4) * TILE;
      correlation4(book, o + <usize>j * step, n4, sums + (offset(desc, j) << 4));
    }
    x += TILE;
  }
  for (let b = 0; b < BLOCK; b++) {
    const to = deltas + (b << 3);
    store<f64>(to, <f64>scale * load<f64>(to));
    for (let j = 0; j < k; j++) {
      const at = offset(desc, j);
      collect(sums + (at << 4) + (b << 4), padded(desc, j), 64, scale, field(desc, 40) + <usize>b * size + at);
    }
  }
}

/** Length of factor k in the padded layout. */
export function padded(desc: usize, k: i32): i32 {
  return (load<i32>(desc + 80 + (k << 4), 4) + 3) & ~3;
}

/** Byte offset of factor k in the padded layout. */
export function offset(desc: usize, k: i32): usize {
  return <usize>load<i32>(desc + 80 + (k << 4), 8) << 2;
}
