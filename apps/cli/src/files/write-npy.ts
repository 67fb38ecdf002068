// Writes .npy files, version 1.0 of NumPy's format.

/**
 * A .npy file of float64 numbers.
 *
 * @param values - Row-major.
 * @param shape - Sizes of the axes.
 * @returns The file's bytes.
 */
export function npyBytes(values: Float64Array, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape.join()},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Magic, version and length take 10 bytes; the data begin at a multiple of 64.
  const header = `${text}${' '.repeat((64 - ((text.length + 11) % 64)) % 64)}\n`;
  const bytes = new Uint8Array(10 + header.length + values.length * 8);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  view.setUint16(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), 10);
  values.forEach((value, index) => {
    view.setFloat64(10 + header.length + 8 * index, value, true);
  });
  return bytes;
}
