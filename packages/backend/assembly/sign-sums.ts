// W^T s for signs s: rows of W are taken four at a time, and a table holds the 16 sums that four signs can make of them. So four
// multiply-adds become one load and one add, and the four signs are one instruction.
//
// Tables lie in slices of 32 columns (the last ones of 16 and 8): many rows of signs are summed over a slice, which fits the second level
// of cache (400 kB for 784 rows of W), before the next. The tables of all of 100 columns, 1.3 MB, would not.

/** Bytes of the widest slice of a row. */
const SLICE: usize = 128;

/** Bytes of the next slice where `left` bytes of a row, a multiple of 32, are left. */
@inline
function sliceOf(left: usize): usize {
  return left >= SLICE ? SLICE : left >= 64 ? 64 : 32;
}

/** Four columns of row `k` of `rows` from byte `o` on, `line` bytes a row; zeros past the last row and column. */
@inline
function columns(rows: usize, k: i32, n: i32, line: usize, o: usize): v128 {
  if (k >= n || o >= line) return f32x4.splat(0);
  const from = rows + <usize>k * line + o;
  if (o + 16 <= line) return v128.load(from);
  let x = f32x4.replace_lane(f32x4.splat(0), 0, load<f32>(from));
  if (o + 8 <= line) x = f32x4.replace_lane(x, 1, load<f32>(from, 4));
  if (o + 12 <= line) x = f32x4.replace_lane(x, 2, load<f32>(from, 8));
  return x;
}

/**
 * Sums of groups of four rows: `[slice][N / 4][16][columns of the slice]`, rows of `bytes` bytes in all; bit k of the index is the
 * sign of row k. `rows` is [N, p].
 */
export function signTables(rows: usize, n: i32, p: i32, bytes: usize, tables: usize): void {
  const line = <usize>p << 2;
  for (let begin: usize = 0, slice: usize = 0; begin < bytes; begin += slice) {
    slice = sliceOf(bytes - begin);
    for (let unit = 0; unit < n; unit += 4, tables += slice << 4) {
      for (let o: usize = 0; o < slice; o += 16) {
        const to = tables + o;
        // Entry 0: all four added. Entry m with bit k the highest set: entry m without it, less twice row k.
        let sum = f32x4.splat(0);
        for (let k = unit; k < unit + 4; k++) sum = f32x4.add(sum, columns(rows, k, n, line, begin + o));
        v128.store(to, sum);
        for (let k = 0; k < 4; k++) {
          const row = columns(rows, unit + k, n, line, begin + o);
          const twice = f32x4.add(row, row);
          const below = <usize>(1 << k);
          for (let m = below; m < 2 * below; m++) {
            v128.store(to + m * slice, f32x4.sub(v128.load(to + (m - below) * slice), twice));
          }
        }
      }
    }
  }
}

/** out = W^T s of `count` rows of signs, `stride` bytes apart; rows of `bytes` bytes, a multiple of 32. Summed group after group. */
export function signProduct(tables: usize, s: usize, stride: i32, n: i32, bytes: i32, out: usize, count: i32): void {
  const width = <usize>bytes;
  const groups = <usize>((n + 3) >> 2);
  for (let begin: usize = 0, slice: usize = 0; begin < width; begin += slice) {
    slice = sliceOf(width - begin);
    let row = s;
    let to = out + begin;
    for (let k = 0; k < count; k++, row += <usize>stride, to += width) {
      if (slice == SLICE) sums8(tables, row, groups, to);
      else if (slice == 64) sums4(tables, row, groups, to);
      else sums2(tables, row, groups, to);
    }
    tables += groups * 16 * slice;
  }
}

/** The table entry of four signs, `1 << shift` bytes an entry. */
@inline
function entry(table: usize, s: usize, shift: usize): usize {
  return table + (<usize>i32x4.bitmask(v128.load(s)) << shift);
}

function sums8(table: usize, s: usize, groups: usize, out: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let a4 = a0;
  let a5 = a0;
  let a6 = a0;
  let a7 = a0;
  for (const end = s + (groups << 4); s < end; s += 16, table += 2048) {
    const e = entry(table, s, 7);
    a0 = f32x4.add(a0, v128.load(e));
    a1 = f32x4.add(a1, v128.load(e, 16));
    a2 = f32x4.add(a2, v128.load(e, 32));
    a3 = f32x4.add(a3, v128.load(e, 48));
    a4 = f32x4.add(a4, v128.load(e, 64));
    a5 = f32x4.add(a5, v128.load(e, 80));
    a6 = f32x4.add(a6, v128.load(e, 96));
    a7 = f32x4.add(a7, v128.load(e, 112));
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
  v128.store(out, a4, 64);
  v128.store(out, a5, 80);
  v128.store(out, a6, 96);
  v128.store(out, a7, 112);
}

function sums4(table: usize, s: usize, groups: usize, out: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  for (const end = s + (groups << 4); s < end; s += 16, table += 1024) {
    const e = entry(table, s, 6);
    a0 = f32x4.add(a0, v128.load(e));
    a1 = f32x4.add(a1, v128.load(e, 16));
    a2 = f32x4.add(a2, v128.load(e, 32));
    a3 = f32x4.add(a3, v128.load(e, 48));
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
}

function sums2(table: usize, s: usize, groups: usize, out: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  for (const end = s + (groups << 4); s < end; s += 16, table += 512) {
    const e = entry(table, s, 5);
    a0 = f32x4.add(a0, v128.load(e));
    a1 = f32x4.add(a1, v128.load(e, 16));
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
}
