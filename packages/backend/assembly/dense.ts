// The two passes over a codebook that cost all the time of a dense factoriser, and the products between them, for a
// tile of 24 components (6 registers, 96 bytes) of one composite or of four.
//
// A codebook is stored tile after tile, [D / 24][n rows][24 components], rows padded to a multiple of 4 and components
// to a multiple of 24 with zeros. A tile of all rows fits the first- or second-level cache, so a step that takes the
// expectations of a tile, then its products, then its share of the fields reads each codebook from memory once.
// Six registers a tile, because V8 moves all loads of a loop body before its arithmetic: 6 loaded, 6 sums and a weight fit
// its 15 registers, 8 and 8 do not, and sums that spill wait for their own stores in every round.
// Four composites at a time use each register of X four times, which brings the loads below the multiply-adds.
//
// The order of every sum is the same for one composite and for four: components of an expectation are summed row after
// row, and fields register after register along D, then over the four lanes. So a result does not depend on what else
// is in the batch.
//
// Measured on one core of an AMD EPYC (family 25, model 17) with Node 20.20, 2026-11, D = 1024, K = 3, n = 100, 100
// steps, the machine being shared, fastest runs: 4.7 ms for one composite, 13.8 ms for four. One composite is held back by
// the way from the second-level cache: tiles of 48 components and six rows at once were no faster.

/** Bytes of a tile of one row. */
export const TILE: usize = 96;

/** Brings rows of `rowBytes` bytes into tiles, `tiles` of them; `n4` is n rounded up to a multiple of 4. */
export function tileRows(rows: usize, n: i32, rowBytes: usize, tiles: i32, book: usize): void {
  const n4 = (n + 3) & ~3;
  const stride = <usize>n4 * TILE;
  const full = rowBytes / TILE;
  const rest = rowBytes - full * TILE;
  for (let i = 0; i < n4; i++) {
    let to = book + <usize>i * TILE;
    if (i >= n) {
      for (let t = 0; t < tiles; t++, to += stride) memory.fill(to, 0, TILE);
      continue;
    }
    for (let t: usize = 0; t < full; t++, to += stride, rows += TILE) {
      v128.store(to, v128.load(rows));
      v128.store(to, v128.load(rows, 16), 16);
      v128.store(to, v128.load(rows, 32), 32);
      v128.store(to, v128.load(rows, 48), 48);
      v128.store(to, v128.load(rows, 64), 64);
      v128.store(to, v128.load(rows, 80), 80);
    }
    if (rest) {
      memory.fill(to, 0, TILE);
      memory.copy(to, rows, rest);
      rows += rest;
    }
  }
}

/** e = sum_i p_i X_i on one tile. */
export function expectation(book: usize, p: usize, n4: i32, e: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let a4 = a0;
  let a5 = a0;
  for (const end = p + (<usize>n4 << 2); p < end; p += 4) {
    const q = v128.load32_splat(p);
    a0 = f32x4.add(a0, f32x4.mul(q, v128.load(book)));
    a1 = f32x4.add(a1, f32x4.mul(q, v128.load(book, 16)));
    a2 = f32x4.add(a2, f32x4.mul(q, v128.load(book, 32)));
    a3 = f32x4.add(a3, f32x4.mul(q, v128.load(book, 48)));
    a4 = f32x4.add(a4, f32x4.mul(q, v128.load(book, 64)));
    a5 = f32x4.add(a5, f32x4.mul(q, v128.load(book, 80)));
    book += TILE;
  }
  v128.store(e, a0);
  v128.store(e, a1, 16);
  v128.store(e, a2, 32);
  v128.store(e, a3, 48);
  v128.store(e, a4, 64);
  v128.store(e, a5, 80);
}

/** As `expectation` for four composites: `p` is [n4][4], `e` is [4] tiles. */
export function expectation4(book: usize, p: usize, n4: i32, e: usize): void {
  const end = p + (<usize>n4 << 4);
  for (let c: usize = 0; c < TILE; c += 32) {
    let x = book + c;
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let b0 = a0;
    let b1 = a0;
    let c0 = a0;
    let c1 = a0;
    let d0 = a0;
    let d1 = a0;
    for (let w = p; w < end; w += 16) {
      const x0 = v128.load(x);
      const x1 = v128.load(x, 16);
      const a = v128.load32_splat(w);
      a0 = f32x4.add(a0, f32x4.mul(a, x0));
      a1 = f32x4.add(a1, f32x4.mul(a, x1));
      const b = v128.load32_splat(w, 4);
      b0 = f32x4.add(b0, f32x4.mul(b, x0));
      b1 = f32x4.add(b1, f32x4.mul(b, x1));
      const c = v128.load32_splat(w, 8);
      c0 = f32x4.add(c0, f32x4.mul(c, x0));
      c1 = f32x4.add(c1, f32x4.mul(c, x1));
      const d = v128.load32_splat(w, 12);
      d0 = f32x4.add(d0, f32x4.mul(d, x0));
      d1 = f32x4.add(d1, f32x4.mul(d, x1));
      x += TILE;
    }
    const to = e + c;
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to, b0, TILE);
    v128.store(to, b1, TILE + 16);
    v128.store(to, c0, 2 * TILE);
    v128.store(to, c1, 2 * TILE + 16);
    v128.store(to, d0, 3 * TILE);
    v128.store(to, d1, 3 * TILE + 16);
  }
}

/** sums_i += X_i . o on one tile, one register of four partial sums a row. */
export function correlation(book: usize, o: usize, n4: i32, sums: usize): void {
  const u0 = v128.load(o);
  const u1 = v128.load(o, 16);
  const u2 = v128.load(o, 32);
  const u3 = v128.load(o, 48);
  const u4 = v128.load(o, 64);
  const u5 = v128.load(o, 80);
  // The processor interleaves rows by itself.
  for (const end = sums + (<usize>n4 << 4); sums < end; sums += 16) {
    let a = f32x4.add(v128.load(sums), f32x4.mul(u0, v128.load(book)));
    a = f32x4.add(a, f32x4.mul(u1, v128.load(book, 16)));
    a = f32x4.add(a, f32x4.mul(u2, v128.load(book, 32)));
    a = f32x4.add(a, f32x4.mul(u3, v128.load(book, 48)));
    a = f32x4.add(a, f32x4.mul(u4, v128.load(book, 64)));
    v128.store(sums, f32x4.add(a, f32x4.mul(u5, v128.load(book, 80))));
    book += TILE;
  }
}

/** As `correlation` for four composites: `o` is [4] tiles, `sums` [n4][4] registers. */
export function correlation4(book: usize, o: usize, n4: i32, sums: usize): void {
  const last = o + TILE;
  for (const end = sums + (<usize>n4 << 6); sums < end; sums += 128) {
    let a0 = v128.load(sums);
    let b0 = v128.load(sums, 16);
    let c0 = v128.load(sums, 32);
    let d0 = v128.load(sums, 48);
    let a1 = v128.load(sums, 64);
    let b1 = v128.load(sums, 80);
    let c1 = v128.load(sums, 96);
    let d1 = v128.load(sums, 112);
    for (let u = o; u < last; u += 16) {
      const x0 = v128.load(book);
      const x1 = v128.load(book, TILE);
      const a = v128.load(u);
      a0 = f32x4.add(a0, f32x4.mul(a, x0));
      a1 = f32x4.add(a1, f32x4.mul(a, x1));
      const b = v128.load(u, TILE);
      b0 = f32x4.add(b0, f32x4.mul(b, x0));
      b1 = f32x4.add(b1, f32x4.mul(b, x1));
      const c = v128.load(u, 2 * TILE);
      c0 = f32x4.add(c0, f32x4.mul(c, x0));
      c1 = f32x4.add(c1, f32x4.mul(c, x1));
      const d = v128.load(u, 3 * TILE);
      d0 = f32x4.add(d0, f32x4.mul(d, x0));
      d1 = f32x4.add(d1, f32x4.mul(d, x1));
      book += 16;
    }
    book += TILE;
    v128.store(sums, a0);
    v128.store(sums, b0, 16);
    v128.store(sums, c0, 32);
    v128.store(sums, d0, 48);
    v128.store(sums, a1, 64);
    v128.store(sums, b1, 80);
    v128.store(sums, c1, 96);
    v128.store(sums, d1, 112);
  }
}

/** v_i = scale times the sum of the four lanes of row i's register; registers of a composite lie `stride` apart. */
export function collect(sums: usize, n4: i32, stride: usize, scale: f32, v: usize): void {
  const s = f32x4.splat(scale);
  for (const end = v + (<usize>n4 << 2); v < end; v += 16) {
    const a = v128.load(sums);
    const b = v128.load(sums + stride);
    const c = v128.load(sums + 2 * stride);
    const d = v128.load(sums + 3 * stride);
    const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
    const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 1, 4, 5), v128.shuffle<f32>(c, d, 2, 3, 6, 7));
    const sum = f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
    v128.store(v, f32x4.mul(s, sum));
    sums += 4 * stride;
  }
}

/** Adds four lanes to two float64 sums. */
@inline
function addWide(sum: v128, v: v128): v128 {
  const low = f64x2.add(sum, f64x2.promote_low_f32x4(v));
  return f64x2.add(low, f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3)));
}

/**
 * o_k = x . prod_{j != k} e_j of `bytes` bytes (a multiple of 32) for all k by prefix and suffix products (e and o: [k],
 * `stride` apart), and returns sum(x . prod_j e_j) over them, summed in float64.
 */
export function products(x: usize, e: usize, k: i32, stride: usize, o: usize, bytes: usize): f64 {
  let sum = f64x2.splat(0);
  const last = <usize>(k - 1) * stride;
  for (const end = x + bytes; x < end; x += 32) {
    let a = v128.load(x);
    let b = v128.load(x, 16);
    for (let j: usize = 0; j <= last; j += stride) {
      v128.store(o + j, a);
      v128.store(o + j, b, 16);
      a = f32x4.mul(a, v128.load(e + j));
      b = f32x4.mul(b, v128.load(e + j, 16));
    }
    sum = addWide(addWide(sum, a), b);
    a = v128.load(e + last);
    b = v128.load(e + last, 16);
    for (let j = <isize>(last - stride); j >= 0; j -= <isize>stride) {
      const at = o + <usize>j;
      v128.store(at, f32x4.mul(v128.load(at), a));
      v128.store(at, f32x4.mul(v128.load(at, 16), b), 16);
      a = f32x4.mul(a, v128.load(e + <usize>j));
      b = f32x4.mul(b, v128.load(e + <usize>j, 16));
    }
    e += 32;
    o += 32;
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
