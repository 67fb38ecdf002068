// Lays out a kernel's memory: every block starts on a cache line.

/** A growing list of blocks from a base address. */
export interface Layout {
  /** Reserves `bytes` and returns the address. */
  take(bytes: number): number;
  /** First address after all blocks. */
  end(): number;
}

/**
 * Starts a layout.
 *
 * @param base - First usable address.
 * @returns The empty layout.
 */
export function createLayout(base: number): Layout {
  let top = base;
  return {
    take(bytes) {
      const at = Math.ceil(top / 64) * 64;
      top = at + bytes;
      return at;
    },
    end: () => top,
  };
}

/**
 * Bytes of an array's elements, without a copy.
 *
 * @param array - Any typed array.
 * @returns A view of its bytes.
 */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/**
 * Bytes of a packed row in kernel memory: whole 128-bit registers.
 *
 * @param dimension - Number of components D.
 * @returns A multiple of 16.
 */
export function packedStride(dimension: number): number {
  return Math.ceil(dimension / 128) * 16;
}

/**
 * Words of a packed row as callers see it.
 *
 * @param dimension - Number of components D.
 * @returns ceil(D / 32).
 */
export function wordsPerRow(dimension: number): number {
  return Math.ceil(dimension / 32);
}
