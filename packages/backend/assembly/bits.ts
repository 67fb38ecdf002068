// Bit-packed bipolar vectors: bit 1 is -1, component d sits in bit d mod 32 of word d / 32 (little end first).
// The product of signs is XOR, so binding (MAP) costs one instruction for 128 components.

/** Signs of `d` floats to bits; 0 and -0 are +1. Returns 1 when a NaN was met. `out` must be zero. */
export function packRow(x: usize, d: i32, out: usize): i32 {
  let nan = i32x4.splat(0);
  const zero = f32x4.splat(0);
  const whole = d & ~7;
  for (let i = 0; i < whole; i += 8) {
    const a = v128.load(x + (i << 2));
    const b = v128.load(x + (i << 2), 16);
    nan = v128.or(nan, v128.or(f32x4.ne(a, a), f32x4.ne(b, b)));
    const bits = i32x4.bitmask(f32x4.lt(a, zero)) | (i32x4.bitmask(f32x4.lt(b, zero)) << 4);
    store<u8>(out + (i >> 3), <u8>bits);
  }
  let bad = v128.any_true(nan) ? 1 : 0;
  let tail = 0;
  for (let i = whole; i < d; i++) {
    const v = load<f32>(x + (i << 2));
    if (v != v) bad = 1;
    if (v < 0) tail |= 1 << (i - whole);
  }
  if (whole < d) store<u8>(out + (whole >> 3), <u8>tail);
  return bad;
}

/** Bits to `d` floats, +1 and -1. */
export function unpackRow(bits: usize, d: i32, out: usize): void {
  for (let i = 0; i < d; i++) {
    const bit = (load<u8>(bits + (i >> 3)) >> <u8>(i & 7)) & 1;
    store<f32>(out + (i << 2), bit ? -1 : 1);
  }
}

/** `out = a ^ b` over `bytes` bytes (a multiple of 16). */
export function xorWords(a: usize, b: usize, bytes: usize, out: usize): void {
  for (let o: usize = 0; o < bytes; o += 16) {
    v128.store(out + o, v128.xor(v128.load(a + o), v128.load(b + o)));
  }
}
