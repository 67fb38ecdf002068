// The two passes over a codebook that cost all the time of a dense factoriser, and the products between them.
// Rows are `bytes` long (a multiple of 16). Eight rows a pass keep the running sums in registers.

/** e = sum_i p_i X_i. */
export function expectation(book: usize, p: usize, n: i32, bytes: usize, e: usize): void {
  let i = 0;
  memory.fill(e, 0, bytes);
  for (; i + 8 <= n; i += 8) {
    const p0 = v128.load32_splat(p);
    const p1 = v128.load32_splat(p, 4);
    const p2 = v128.load32_splat(p, 8);
    const p3 = v128.load32_splat(p, 12);
    const p4 = v128.load32_splat(p, 16);
    const p5 = v128.load32_splat(p, 20);
    const p6 = v128.load32_splat(p, 24);
    const p7 = v128.load32_splat(p, 28);
    const r1 = book + bytes;
    const r2 = r1 + bytes;
    const r3 = r2 + bytes;
    const r4 = r3 + bytes;
    const r5 = r4 + bytes;
    const r6 = r5 + bytes;
    const r7 = r6 + bytes;
    for (let o: usize = 0; o < bytes; o += 16) {
      let a = f32x4.add(f32x4.mul(p0, v128.load(book + o)), f32x4.mul(p1, v128.load(r1 + o)));
      let b = f32x4.add(f32x4.mul(p2, v128.load(r2 + o)), f32x4.mul(p3, v128.load(r3 + o)));
      const c = f32x4.add(f32x4.mul(p4, v128.load(r4 + o)), f32x4.mul(p5, v128.load(r5 + o)));
      const d = f32x4.add(f32x4.mul(p6, v128.load(r6 + o)), f32x4.mul(p7, v128.load(r7 + o)));
      a = f32x4.add(a, b);
      b = f32x4.add(c, d);
      v128.store(e + o, f32x4.add(v128.load(e + o), f32x4.add(a, b)));
    }
    book = r7 + bytes;
    p += 32;
  }
  for (; i < n; i++) {
    const p0 = v128.load32_splat(p);
    for (let o: usize = 0; o < bytes; o += 16) {
      v128.store(e + o, f32x4.add(v128.load(e + o), f32x4.mul(p0, v128.load(book + o))));
    }
    book += bytes;
    p += 4;
  }
}

/** Sums of the lanes of four vectors, as one vector. */
// @ts-ignore: decorator
@inline
function lanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 1, 4, 5), v128.shuffle<f32>(c, d, 2, 3, 6, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}

/** v_i = scale X_i . o; `v` has room for n rounded up to 4 (the rest is set to 0). */
export function correlation(book: usize, o: usize, n: i32, bytes: usize, scale: f32, v: usize): void {
  const s = f32x4.splat(scale);
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let a4 = a0;
    let a5 = a0;
    let a6 = a0;
    let a7 = a0;
    const r1 = book + bytes;
    const r2 = r1 + bytes;
    const r3 = r2 + bytes;
    const r4 = r3 + bytes;
    const r5 = r4 + bytes;
    const r6 = r5 + bytes;
    const r7 = r6 + bytes;
    for (let at: usize = 0; at < bytes; at += 16) {
      const u = v128.load(o + at);
      a0 = f32x4.add(a0, f32x4.mul(u, v128.load(book + at)));
      a1 = f32x4.add(a1, f32x4.mul(u, v128.load(r1 + at)));
      a2 = f32x4.add(a2, f32x4.mul(u, v128.load(r2 + at)));
      a3 = f32x4.add(a3, f32x4.mul(u, v128.load(r3 + at)));
      a4 = f32x4.add(a4, f32x4.mul(u, v128.load(r4 + at)));
      a5 = f32x4.add(a5, f32x4.mul(u, v128.load(r5 + at)));
      a6 = f32x4.add(a6, f32x4.mul(u, v128.load(r6 + at)));
      a7 = f32x4.add(a7, f32x4.mul(u, v128.load(r7 + at)));
    }
    v128.store(v, f32x4.mul(s, lanes(a0, a1, a2, a3)));
    v128.store(v, f32x4.mul(s, lanes(a4, a5, a6, a7)), 16);
    book = r7 + bytes;
    v += 32;
  }
  while (i < n) {
    const zero = f32x4.splat(0);
    const left = n - i;
    const r1 = book + bytes;
    const r2 = r1 + bytes;
    const r3 = r2 + bytes;
    const a0 = dot(book, o, bytes);
    const a1 = left > 1 ? dot(r1, o, bytes) : zero;
    const a2 = left > 2 ? dot(r2, o, bytes) : zero;
    const a3 = left > 3 ? dot(r3, o, bytes) : zero;
    v128.store(v, f32x4.mul(s, lanes(a0, a1, a2, a3)));
    i += 4;
    book = r3 + bytes;
    v += 16;
  }
}

function dot(row: usize, o: usize, bytes: usize): v128 {
  let a = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) a = f32x4.add(a, f32x4.mul(v128.load(o + at), v128.load(row + at)));
  return a;
}

/**
 * o_k = x . prod_{j != k} e_j for all k by prefix and suffix products (e and o: [k] rows), and returns
 * sum(x . prod_j e_j), summed in float64.
 */
export function products(x: usize, e: usize, k: i32, bytes: usize, o: usize): f64 {
  let sum = f64x2.splat(0);
  const last = <usize>(k - 1) * bytes;
  for (let at: usize = 0; at < bytes; at += 16) {
    let prefix = v128.load(x + at);
    for (let j: usize = 0; j <= last; j += bytes) {
      v128.store(o + j + at, prefix);
      prefix = f32x4.mul(prefix, v128.load(e + j + at));
    }
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(prefix));
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.shuffle<f32>(prefix, prefix, 2, 3, 2, 3)));
    let suffix = v128.load(e + last + at);
    for (let j: i32 = k - 2; j >= 0; j--) {
      const slot = <usize>j * bytes + at;
      v128.store(o + slot, f32x4.mul(v128.load(o + slot), suffix));
      suffix = f32x4.mul(suffix, v128.load(e + slot));
    }
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
