// Writes .npy and .npz files, independently of the reader.

import { zipSync } from 'fflate';

/** What a .npy file is made of. */
export interface NpyParts {
  readonly descr: string;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
  readonly fortran?: boolean;
  readonly version?: 1 | 2 | 3;
  /** Header text instead of the right one. */
  readonly header?: string;
}

/**
 * Lays out a .npy file as NumPy does: magic, version, padded header, data.
 *
 * @param parts - Its parts.
 * @returns The file.
 */
export function npyFile({ descr, shape, data, fortran = false, version = 1, header }: NpyParts): Uint8Array {
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const text =
    header ?? `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${tuple}, }`;
  const before = version === 1 ? 10 : 12;
  const padded = `${text}${' '.repeat(63 - ((before + text.length) % 64))}\n`;
  const bytes = new Uint8Array(before + padded.length + data.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, padded.length, true);
  else view.setUint32(8, padded.length, true);
  bytes.set(new TextEncoder().encode(padded), before);
  bytes.set(data, before + padded.length);
  return bytes;
}

/**
 * A .npy file of float32 numbers.
 *
 * @param values - Numbers, row-major.
 * @param shape - Sizes of the axes.
 * @returns The file.
 */
export function npy(values: ArrayLike<number>, shape: readonly number[]): Uint8Array {
  return npyFile({ descr: '<f4', shape, data: bytesOf(Float32Array.from(values)) });
}

/**
 * A .npz file.
 *
 * @param arrays - .npy files by name.
 * @returns The archive.
 */
export function npz(arrays: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(arrays).map(([name, file]) => [`${name}.npy`, file])));
}

/**
 * The bytes of a typed array (this machine is little-endian, as all are that run Node 20).
 *
 * @param values - The array.
 * @returns A view of its bytes.
 */
export function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
