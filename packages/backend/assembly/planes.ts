// Nibble planes of a packed codebook. Four code vectors make one group; for every component the four sign bits of a
// group form a nibble, stored as one byte, so that one byte swizzle looks up 16 components in a 16-entry table.
// Layout: [chunk of 64 components][group][4 blocks of 16 bytes], read straight through by the projection.

/** Sixteen bits to sixteen byte masks, lane d from bit d. */
@inline
function expand(bits: u32): v128 {
  const which = i8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
  const one = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
  return i8x16.eq(v128.and(i8x16.swizzle(i16x8.splat(<i16>bits), which), one), one);
}

/** Writes ceil(n / 4) * stride * 8 bytes of planes; rows beyond `n` count as all +1. */
export function planes(book: usize, n: i32, stride: usize, out: usize): void {
  for (let at: usize = 0; at < stride; at += 8) {
    for (let i = 0; i < n; i += 4) {
      const row = book + <usize>i * stride + at;
      for (let block: usize = 0; block < 8; block += 2) {
        let nibble = v128.and(expand(load<u16>(row + block)), i8x16.splat(1));
        if (i + 1 < n) nibble = v128.or(nibble, v128.and(expand(load<u16>(row + stride + block)), i8x16.splat(2)));
        if (i + 2 < n) nibble = v128.or(nibble, v128.and(expand(load<u16>(row + stride * 2 + block)), i8x16.splat(4)));
        if (i + 3 < n) nibble = v128.or(nibble, v128.and(expand(load<u16>(row + stride * 3 + block)), i8x16.splat(8)));
        v128.store(out, nibble);
        out += 16;
      }
    }
  }
}
