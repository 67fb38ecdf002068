// Similarities of one packed vector with every row of a packed codebook: x . y = D - 2 popcount(x ^ y).

/** `out[i] = d - 2 popcount(u ^ rows[i])` for `n` rows of `stride` bytes (a multiple of 16). */
export function similarities(u: usize, rows: usize, n: i32, stride: usize, d: i32, out: usize): void {
  const long = stride & ~31;
  for (let i = 0; i < n; i++) {
    let a: u64 = 0;
    let b: u64 = 0;
    let o: usize = 0;
    for (; o < long; o += 32) {
      a += popcnt(load<u64>(u + o) ^ load<u64>(rows + o));
      b += popcnt(load<u64>(u + o, 8) ^ load<u64>(rows + o, 8));
      a += popcnt(load<u64>(u + o, 16) ^ load<u64>(rows + o, 16));
      b += popcnt(load<u64>(u + o, 24) ^ load<u64>(rows + o, 24));
    }
    if (o < stride) {
      a += popcnt(load<u64>(u + o) ^ load<u64>(rows + o));
      b += popcnt(load<u64>(u + o, 8) ^ load<u64>(rows + o, 8));
    }
    store<i32>(out, d - ((<i32>(a + b)) << 1));
    out += 4;
    rows += stride;
  }
}
