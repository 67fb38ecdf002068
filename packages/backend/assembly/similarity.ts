// Similarities of one packed vector with every row of a packed codebook: x . y = D - 2 popcount(x ^ y).
// Scalar 64-bit popcounts, four rows at a time so that the query's words are loaded once for four.

/** `out[i] = d - 2 popcount(u ^ rows[i])` for `n` rows of `stride` bytes (a multiple of 16). */
export function similarities(u: usize, rows: usize, n: i32, stride: usize, d: i32, out: usize): void {
  const end = u + stride;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    let r0 = rows;
    let r1 = r0 + stride;
    let r2 = r1 + stride;
    let r3 = r2 + stride;
    let c0: u64 = 0;
    let c1: u64 = 0;
    let c2: u64 = 0;
    let c3: u64 = 0;
    for (let at = u; at < end; at += 16) {
      let x = load<u64>(at);
      c0 += popcnt(load<u64>(r0) ^ x);
      c1 += popcnt(load<u64>(r1) ^ x);
      c2 += popcnt(load<u64>(r2) ^ x);
      c3 += popcnt(load<u64>(r3) ^ x);
      x = load<u64>(at, 8);
      c0 += popcnt(load<u64>(r0, 8) ^ x);
      c1 += popcnt(load<u64>(r1, 8) ^ x);
      c2 += popcnt(load<u64>(r2, 8) ^ x);
      c3 += popcnt(load<u64>(r3, 8) ^ x);
      r0 += 16;
      r1 += 16;
      r2 += 16;
      r3 += 16;
    }
    store<i32>(out, d - (<i32>c0 << 1));
    store<i32>(out, d - (<i32>c1 << 1), 4);
    store<i32>(out, d - (<i32>c2 << 1), 8);
    store<i32>(out, d - (<i32>c3 << 1), 12);
    out += 16;
    rows = r3;
  }
  for (; i < n; i++) {
    let c: u64 = 0;
    for (let at = u; at < end; at += 16) {
      c += popcnt(load<u64>(at) ^ load<u64>(rows)) + popcnt(load<u64>(at, 8) ^ load<u64>(rows, 8));
      rows += 16;
    }
    store<i32>(out, d - (<i32>c << 1));
    out += 4;
  }
}
