// The form in which lookup.ts reads a codebook of ±1 entries: for every output and every group of four weights the four
// signs as one byte, bit j set where the sign of weight j is minus.
//
// Codes lie in the order in which they are read, [run of at most 256 groups][block of 16 outputs][group][16 bytes]. Byte
// 2 i of a block belongs to output i, byte 2 i + 1 to output 8 + i, so that the 16-bit sums of even and of odd bytes
// are outputs in order. For an expectation the outputs are components and the weights rows, for fields the other way round.
import { packRow } from './bits';

/** Groups whose bytes can be summed in 16 bits: 256 * 255 < 2^16. */
export const RUN: i32 = 256;

/** Whether all `count` floats are +1 or -1. */
export function onlySigns(x: usize, count: i32): bool {
  const size = i32x4.splat(0x7fffffff);
  const one = i32x4.splat(0x3f800000);
  let wrong = i32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4, x += 16) {
    wrong = v128.or(wrong, v128.xor(v128.and(v128.load(x), size), one));
  }
  if (v128.any_true(wrong)) return false;
  for (; i < count; i++, x += 4) if ((load<i32>(x) & 0x7fffffff) != 0x3f800000) return false;
  return true;
}

/** Bytes of `groups` groups for `outputs` (a multiple of 16) outputs. */
export function codeBytes(groups: i32, outputs: i32): usize {
  return <usize>groups * <usize>outputs;
}

/** Sixteen bits to byte masks in the order of a block. */
@inline
function expand(bits: u32): v128 {
  const which = i8x16(0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1);
  const bit = i8x16(1, 1, 2, 2, 4, 4, 8, 8, 16, 16, 32, 32, 64, 64, -128, -128);
  return i8x16.eq(v128.and(i8x16.swizzle(i16x8.splat(<i16>bits), which), bit), bit);
}

/** Codes with components as outputs from packed rows; rows past `n` count as +1. */
function codeColumns(bits: usize, n: i32, stride: usize, width: i32, to: usize): void {
  const groups = (n + 3) >> 2;
  for (let from = 0; from < groups; from += RUN) {
    const end = min(from + RUN, groups);
    for (let at: usize = 0; at < <usize>(width >> 3); at += 2) {
      for (let g = from; g < end; g++) {
        let code = i32x4.splat(0);
        for (let j = 0; j < 4; j++) {
          const row = 4 * g + j;
          if (row >= n) break;
          const signs = expand(load<u16>(bits + <usize>row * stride + at));
          code = v128.or(code, v128.and(signs, i8x16.splat(<i8>(<i32>1 << j))));
        }
        v128.store(to, code);
        to += 16;
      }
    }
  }
}

/** Codes with rows as outputs from packed rows; rows past `n` count as +1. */
function codeRows(bits: usize, n: i32, stride: usize, width: i32, to: usize): void {
  const groups = width >> 2;
  memory.fill(to, 0, codeBytes(groups, (n + 15) & ~15));
  for (let from = 0; from < groups; from += RUN) {
    const end = min(from + RUN, groups);
    for (let block = 0; block < n; block += 16) {
      const rows = min(n - block, 16);
      for (let i = 0; i < rows; i++) {
        const row = bits + <usize>(block + i) * stride;
        let code = to + (i < 8 ? 2 * i : 2 * i - 15);
        for (let g = from; g < end; g++, code += 16) {
          store<u8>(code, (load<u8>(row + (g >> 1)) >> <u8>((g & 1) << 2)) & 15);
        }
      }
      to += <usize>(end - from) << 4;
    }
  }
}

/**
 * Both codes of ±1 rows [n, d] at `to`: components as outputs, then rows as outputs. `width` is d rounded up to 16; the
 * padding counts as +1. `bits` is scratch for the packed rows.
 */
export function codeSigns(rows: usize, n: i32, d: i32, width: i32, to: usize, bits: usize): void {
  const stride = <usize>((d + 127) >> 7) << 4;
  memory.fill(bits, 0, <usize>n * stride);
  for (let i = 0; i < n; i++) packRow(rows + <usize>i * (<usize>d << 2), d, bits + <usize>i * stride);
  codeColumns(bits, n, stride, width, to);
  codeRows(bits, n, stride, width, to + codeBytes((n + 3) >> 2, width));
}
