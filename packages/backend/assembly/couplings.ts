// Couplings of oscillators as matrices: packing, products with states, and the sums of their gradients. See sphere.ts for how
// states lie and why two objects are taken as sum and difference.

/** Four rows of four numbers, the other way round, `apart` bytes from one to the next. */
@inline
function transpose(r0: v128, r1: v128, r2: v128, r3: v128, to: usize, apart: usize): void {
  const low = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const lower = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const higher = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(low, lower, 0, 1, 4, 5));
  v128.store(to + apart, v128.shuffle<f32>(low, lower, 2, 3, 6, 7));
  v128.store(to + 2 * apart, v128.shuffle<f32>(high, higher, 0, 1, 4, 5));
  v128.store(to + 3 * apart, v128.shuffle<f32>(high, higher, 2, 3, 6, 7));
}

/** Brings [samples][width] into [width][lanes]; lanes beyond the samples repeat the last one, or hold 0. */
export function toLanes(from: usize, samples: i32, width: i32, lanes: i32, repeat: i32, to: usize): void {
  const stride = <usize>width << 2;
  let w = 0;
  if (samples == 4 && lanes == 4) {
    for (; w + 3 < width; w += 4, to += 64) {
      const at = from + (<usize>w << 2);
      transpose(v128.load(at), v128.load(at + stride), v128.load(at + 2 * stride), v128.load(at + 3 * stride), to, 16);
    }
  }
  for (; w < width; w++) {
    let at = from + (<usize>w << 2);
    let last: f32 = 0;
    for (let b = 0; b < samples; b++, at += stride, to += 4) {
      last = load<f32>(at);
      store<f32>(to, last);
    }
    if (!repeat) last = 0;
    for (let b = samples; b < lanes; b++, to += 4) store<f32>(to, last);
  }
}

/** The way back of `toLanes`. */
export function fromLanes(from: usize, samples: i32, width: i32, lanes: i32, to: usize): void {
  const stride = <usize>lanes << 2;
  let w = 0;
  if (samples == 4 && lanes == 4) {
    const apart = <usize>width << 2;
    for (; w + 3 < width; w += 4) {
      const at = from + (<usize>w << 4);
      const there = to + (<usize>w << 2);
      transpose(v128.load(at), v128.load(at, 16), v128.load(at, 32), v128.load(at, 48), there, apart);
    }
    for (; w < width; w++) {
      for (let b: usize = 0; b < 4; b++) {
        store<f32>(to + b * apart + (<usize>w << 2), load<f32>(from + (<usize>w << 4) + (b << 2)));
      }
    }
    return;
  }
  for (let b = 0; b < samples; b++) {
    let at = from + (<usize>b << 2);
    for (let w = 0; w < width; w++, at += stride, to += 4) store<f32>(to, load<f32>(at));
  }
}

/** Where entry (row, column) of a coupling lies: [R, R], or [D, D, N, N] in blocks of `n`, given n > 1. */
@inline
function entry(row: i32, column: i32, r: i32, n: i32): usize {
  if (n == 1) return (<usize>row * r + column) << 2;
  const d = row / n;
  const e = column / n;
  return ((((<usize>d * (r / n) + e) * n + (row - d * n)) * n) + (column - e * n)) << 2;
}

/**
 * Packs M+ and M-, or their transposes, as [ceil(R / 4)][R][4]: the four rows of a tile side by side. `between` 0 is none;
 * one object has M+ = within alone. `n` is the size of a block, 1 for numbers.
 */
export function packCouplings(
  within: usize,
  between: usize,
  objects: i32,
  r: i32,
  n: i32,
  transposed: i32,
  to: usize,
): void {
  const scale: f32 = objects == 2 ? 0.5 : 1;
  for (let mode = 0; mode < objects; mode++) {
    const sign: f32 = mode == 0 ? 1 : -1;
    for (let tile = 0; tile < r; tile += 4) {
      for (let k = 0; k < r; k++) {
        for (let row = tile; row < tile + 4; row++, to += 4) {
          let value: f32 = 0;
          if (row < r) {
            const at = transposed ? entry(k, row, r, n) : entry(row, k, r, n);
            value = load<f32>(within + at);
            if (between) value += sign * load<f32>(between + at);
          }
          store<f32>(to, scale * value);
        }
      }
    }
  }
}

/** out [R4][C] = M [R][R] x [R][C], M packed; C is a multiple of 4. */
export function multiply(m: usize, x: usize, r: i32, c: i32, out: usize): void {
  const row = <usize>c << 2;
  const end = row & ~31;
  const depth = <usize>r * row;
  for (let tile = 0; tile < r; tile += 4, out += 4 * row) {
    for (let column: usize = 0; column < end; column += 32) {
      let a0 = f32x4.splat(0);
      let a1 = a0;
      let b0 = a0;
      let b1 = a0;
      let c0 = a0;
      let c1 = a0;
      let d0 = a0;
      let d1 = a0;
      let w = m;
      const from = x + column;
      for (let at = from; at < from + depth; at += row) {
        const x0 = v128.load(at);
        const x1 = v128.load(at, 16);
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
        w += 16;
      }
      const to = out + column;
      v128.store(to, a0);
      v128.store(to, a1, 16);
      v128.store(to + row, b0);
      v128.store(to + row, b1, 16);
      v128.store(to + 2 * row, c0);
      v128.store(to + 2 * row, c1, 16);
      v128.store(to + 3 * row, d0);
      v128.store(to + 3 * row, d1, 16);
    }
    if (end < row) {
      let a0 = f32x4.splat(0);
      let b0 = a0;
      let c0 = a0;
      let d0 = a0;
      let w = m;
      const from = x + end;
      for (let at = from; at < from + depth; at += row) {
        const x0 = v128.load(at);
        a0 = f32x4.add(a0, f32x4.mul(v128.load32_splat(w), x0));
        b0 = f32x4.add(b0, f32x4.mul(v128.load32_splat(w, 4), x0));
        c0 = f32x4.add(c0, f32x4.mul(v128.load32_splat(w, 8), x0));
        d0 = f32x4.add(d0, f32x4.mul(v128.load32_splat(w, 12), x0));
        w += 16;
      }
      const to = out + end;
      v128.store(to, a0);
      v128.store(to + row, b0);
      v128.store(to + 2 * row, c0);
      v128.store(to + 3 * row, d0);
    }
    m += <usize>r << 4;
  }
}

/** sums [R4][R2] registers += y [R4][C] times the transpose of x [R2][C], R4 and R2 being R rounded up to 4 and 2. */
export function accumulate(y: usize, x: usize, r: i32, c: i32, sums: usize): void {
  const row = <usize>c << 2;
  const r2 = (r + 1) & ~1;
  const line = <usize>r2 << 4;
  for (let i = 0; i < r; i += 4, y += 4 * row, sums += 4 * line) {
    let to = sums;
    let from = x;
    for (let k = 0; k < r; k += 2, from += 2 * row, to += 32) {
      let a0 = v128.load(to);
      let a1 = v128.load(to, 16);
      let b0 = v128.load(to + line);
      let b1 = v128.load(to + line, 16);
      let c0 = v128.load(to + 2 * line);
      let c1 = v128.load(to + 2 * line, 16);
      let d0 = v128.load(to + 3 * line);
      let d1 = v128.load(to + 3 * line, 16);
      let p = y;
      for (let at = from; at < from + row; at += 16, p += 16) {
        const x0 = v128.load(at);
        const x1 = v128.load(at + row);
        const a = v128.load(p);
        a0 = f32x4.add(a0, f32x4.mul(a, x0));
        a1 = f32x4.add(a1, f32x4.mul(a, x1));
        const b = v128.load(p + row);
        b0 = f32x4.add(b0, f32x4.mul(b, x0));
        b1 = f32x4.add(b1, f32x4.mul(b, x1));
        const c = v128.load(p + 2 * row);
        c0 = f32x4.add(c0, f32x4.mul(c, x0));
        c1 = f32x4.add(c1, f32x4.mul(c, x1));
        const d = v128.load(p + 3 * row);
        d0 = f32x4.add(d0, f32x4.mul(d, x0));
        d1 = f32x4.add(d1, f32x4.mul(d, x1));
      }
      v128.store(to, a0);
      v128.store(to, a1, 16);
      v128.store(to + line, b0);
      v128.store(to + line, b1, 16);
      v128.store(to + 2 * line, c0);
      v128.store(to + 2 * line, c1, 16);
      v128.store(to + 3 * line, d0);
      v128.store(to + 3 * line, d1, 16);
    }
  }
}

@inline
function total(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** The sums of `accumulate` as gradients of JIN and, unless 0, of JOUT; `n` is the size of a block, 1 for numbers. */
export function collectCouplings(
  sums: usize,
  objects: i32,
  r: i32,
  n: i32,
  within: usize,
  between: usize,
): void {
  const line = <usize>((r + 1) & ~1) << 4;
  const mode = <usize>((r + 3) & ~3) * line;
  const scale: f32 = objects == 2 ? 0.5 : 1;
  for (let i = 0; i < r; i++) {
    for (let k = 0; k < r; k++) {
      const from = sums + <usize>i * line + (<usize>k << 4);
      const to = entry(i, k, r, n);
      const plus = total(v128.load(from));
      const minus = objects == 2 ? total(v128.load(from + mode)) : 0;
      store<f32>(within + to, scale * (plus + minus));
      if (between) store<f32>(between + to, scale * (plus - minus));
    }
  }
}

/** The sums of registers as numbers. */
export function collectLanes(sums: usize, count: i32, to: usize): void {
  for (let i = 0; i < count; i++, sums += 16, to += 4) store<f32>(to, total(v128.load(sums)));
}
