// W^T s for signs s: rows of W are taken four at a time, and a table holds the 16 sums that four signs can make of them. So four
// multiply-adds become one load and one add, and the four signs are one instruction.

/** Sums of a group of four rows: `[N / 4][16][p]`, rows of `bytes` bytes; bit k of the index is the sign of row k. `rows` is [N, p]. */
export function signTables(rows: usize, n: i32, p: i32, bytes: usize, tables: usize): void {
  const line = <usize>p << 2;
  for (let unit = 0; unit < n; unit += 4, tables += 16 * bytes) {
    // Entry 0: all four added, with zeros past the last row and column.
    memory.fill(tables, 0, bytes);
    for (let k = unit; k < min(unit + 4, n); k++) {
      const row = rows + <usize>k * line;
      for (let o: usize = 0; o < line; o += 4) store<f32>(tables + o, load<f32>(tables + o) + load<f32>(row + o));
    }
    // Entry m with bit k set: entry m without it, less twice row k.
    for (let k = 0; k < 4; k++) {
      const row = rows + <usize>(unit + k) * line;
      for (let m = 1 << k; m < 2 << k; m++) {
        const to = tables + <usize>m * bytes;
        memory.copy(to, tables + <usize>(m - (1 << k)) * bytes, bytes);
        if (unit + k >= n) continue;
        for (let o: usize = 0; o < line; o += 4) {
          store<f32>(to + o, load<f32>(to + o) - 2 * load<f32>(row + o));
        }
      }
    }
  }
}

/** out = W^T s: `bytes` of a row, a multiple of 32; s is +1 or -1, of N. Summed group after group. */
export function signSums(tables: usize, s: usize, n: i32, bytes: usize, out: usize): void {
  let o: usize = 0;
  for (; o + 128 <= bytes; o += 128) sums8(tables + o, s, n, bytes, out + o);
  for (; o + 64 <= bytes; o += 64) sums4(tables + o, s, n, bytes, out + o);
  for (; o < bytes; o += 32) sums2(tables + o, s, n, bytes, out + o);
}

@inline
function entry(table: usize, s: usize, bytes: usize): usize {
  return table + <usize>i32x4.bitmask(v128.load(s)) * bytes;
}

function sums8(table: usize, s: usize, n: i32, bytes: usize, out: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let a4 = a0;
  let a5 = a0;
  let a6 = a0;
  let a7 = a0;
  for (const end = s + (<usize>n << 2); s < end; s += 16, table += 16 * bytes) {
    const e = entry(table, s, bytes);
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

function sums4(table: usize, s: usize, n: i32, bytes: usize, out: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  for (const end = s + (<usize>n << 2); s < end; s += 16, table += 16 * bytes) {
    const e = entry(table, s, bytes);
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

function sums2(table: usize, s: usize, n: i32, bytes: usize, out: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  for (const end = s + (<usize>n << 2); s < end; s += 16, table += 16 * bytes) {
    const e = entry(table, s, bytes);
    a0 = f32x4.add(a0, v128.load(e));
    a1 = f32x4.add(a1, v128.load(e, 16));
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
}

/** signSums of `count` rows of signs, `stride` bytes apart. */
export function signProduct(tables: usize, s: usize, stride: i32, n: i32, bytes: i32, out: usize, count: i32): void {
  for (let row = 0; row < count; row++, s += <usize>stride, out += <usize>bytes) {
    signSums(tables, s, n, <usize>bytes, out);
  }
}
