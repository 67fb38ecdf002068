// What a solver step takes from the codebooks: expectations e_k = X_k^T p_k, the products o_k of x and the other factors'
// expectations, delta, and the fields v_k = scale X_k o_k; by tables of sums where all codebooks are ±1 (lookup.ts), else by
// multiply-adds (dense.ts).
import { collect, correlation, correlation4, expectation, expectation4, products, TILE } from './dense';
import { signedSums } from './lookup';
import { codeBytes } from './signs';
import { BLOCK, FACTORS, field, offset, padded } from './vrn';

/** e_k = X_k^T p_k of factor k, of composite 0. */
export function expect(desc: usize, k: i32): void {
  const bytes = field(desc, 4);
  const n4 = padded(desc, k);
  const p = field(desc, 44) + offset(desc, k);
  let book = field(desc, FACTORS + (k << 4));
  let e = field(desc, 32) + <usize>k * bytes;
  if (load<i32>(desc, 88)) {
    signedSums(book, p, n4, <i32>(bytes >> 2), 1, e);
    return;
  }
  for (const end = e + bytes; e < end; e += TILE) {
    expectation(book, p, n4, e);
    book += <usize>n4 * TILE;
  }
}

/** v_k = scale X_k o_k of factor k, of composite 0. */
export function correlate(desc: usize, k: i32): void {
  const bytes = field(desc, 4);
  const n4 = padded(desc, k);
  const sums = field(desc, 76);
  const scale = load<f32>(desc, 64);
  const v = field(desc, 40) + offset(desc, k);
  let book = field(desc, FACTORS + (k << 4));
  let o = field(desc, 36) + <usize>k * bytes;
  if (load<i32>(desc, 88)) {
    const width = <i32>(bytes >> 2);
    signedSums(book + codeBytes(n4 >> 2, width), o, width, n4, scale, v);
    return;
  }
  memory.fill(sums, 0, <usize>n4 << 4);
  for (const end = o + bytes; o < end; o += TILE) {
    correlation(book, o, n4, sums);
    book += <usize>n4 * TILE;
  }
  collect(sums, n4, 16, scale, v);
}

/** o_k of all factors; returns delta. */
export function bind(desc: usize, x: usize): f64 {
  const bytes = field(desc, 4);
  return <f64>load<f32>(desc, 64) * products(x, field(desc, 32), load<i32>(desc), bytes, field(desc, 36), bytes);
}

/** v of all factors and delta of one composite from its p. */
export function sweep(desc: usize, x: usize): f64 {
  const k = load<i32>(desc);
  if (!load<i32>(desc, 88)) return denseSweep(desc, x, k);
  for (let j = 0; j < k; j++) expect(desc, j);
  const delta = bind(desc, x);
  for (let j = 0; j < k; j++) correlate(desc, j);
  return delta;
}

/** `sweep` by multiply-adds, reading each codebook once. */
function denseSweep(desc: usize, x: usize, k: i32): f64 {
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
      const book = <usize>load<i32>(desc + FACTORS + (j << 4)) + <usize>(t * n4) * TILE;
      expectation(book, p + offset(desc, j), n4, e + <usize>j * TILE);
    }
    sum += products(x, e, k, TILE, o, TILE);
    // Backwards: what was read last is nearest.
    for (let j = k - 1; j >= 0; j--) {
      const n4 = padded(desc, j);
      const book = <usize>load<i32>(desc + FACTORS + (j << 4)) + <usize>(t * n4) * TILE;
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
      const book = <usize>load<i32>(desc + FACTORS + (j << 4)) + <usize>(t * n4) * TILE;
      expectation4(book, p + (offset(desc, j) << 2), n4, e + <usize>j * step);
    }
    for (let b = 0; b < BLOCK; b++) {
      const row = x + <usize>min(b, live - 1) * bytes;
      const tile = <usize>b * TILE;
      const to = deltas + (b << 3);
      store<f64>(to, load<f64>(to) + products(row, e + tile, k, step, o + tile, TILE));
    }
    for (let j = k - 1; j >= 0; j--) {
      const n4 = padded(desc, j);
      const book = <usize>load<i32>(desc + FACTORS + (j << 4)) + <usize>(t * n4) * TILE;
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

