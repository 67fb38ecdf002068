// NumPy's .npy format, versions 1 to 3 (numpy.lib.format). The readers on npm lack int64 and Fortran order and accept damaged files.

import { InputError } from '../input-error.js';
import { elements, type NumberArray } from './array.js';

/** How an element type is read. */
interface ElementType {
  readonly bytes: number;
  read(view: DataView, offset: number): number;
}

const TYPES: Readonly<Record<string, ElementType>> = {
  '<f4': { bytes: 4, read: (view, offset) => view.getFloat32(offset, true) },
  '<f8': { bytes: 8, read: (view, offset) => view.getFloat64(offset, true) },
  '|i1': { bytes: 1, read: (view, offset) => view.getInt8(offset) },
  '<i2': { bytes: 2, read: (view, offset) => view.getInt16(offset, true) },
  '<i4': { bytes: 4, read: (view, offset) => view.getInt32(offset, true) },
  '<i8': { bytes: 8, read: (view, offset) => Number(view.getBigInt64(offset, true)) },
  '|u1': { bytes: 1, read: (view, offset) => view.getUint8(offset) },
  '|b1': { bytes: 1, read: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1) },
};

const KNOWN = 'float32, float64, int8, int16, int32, int64, uint8 or bool';
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/**
 * Reads a .npy file.
 *
 * @param bytes - The whole file.
 * @param name - Name of the file in messages.
 * @returns The array in row-major order, rounded to float32; `True` is 1.
 * @throws InputError for a damaged file, a big-endian or another element type.
 */
export function parseNpy(bytes: Uint8Array, name: string): NumberArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 10 || MAGIC.some((byte, index) => bytes[index] !== byte)) {
    throw new InputError(`${name}: expected a NumPy .npy file, got other contents.`);
  }
  const version = view.getUint8(6);
  if (version < 1 || version > 3) {
    throw new InputError(`${name}: expected .npy format version 1, 2 or 3, got ${version}.`);
  }
  const wide = version > 1;
  if (wide && bytes.length < 12)
    throw new InputError(`${name}: expected a whole .npy header, the file ends early.`);
  const start = wide ? 12 : 10;
  const end = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (end > bytes.length) throw new InputError(`${name}: expected a whole .npy header, the file ends early.`);
  const { descr, fortran, shape } = parseHeader(new TextDecoder().decode(bytes.subarray(start, end)), name);
  const type = TYPES[descr];
  if (type === undefined) throw unknownType(descr, name);
  const count = elements(shape);
  const size = bytes.length - end;
  if (size !== count * type.bytes) {
    throw new InputError(
      `${name}: expected ${count * type.bytes} bytes of data for shape (${shape.join(', ')}), got ${size}.`,
    );
  }
  const values = Float32Array.from({ length: count }, (_, index) =>
    type.read(view, end + index * type.bytes),
  );
  return { shape, values: fortran ? toRowMajor(values, shape) : values };
}

function parseHeader(
  text: string,
  name: string,
): { readonly descr: string; readonly fortran: boolean; readonly shape: readonly number[] } {
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const sizes = /'shape':\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
  if (descr === undefined && text.includes("'descr'")) {
    throw new InputError(`${name}: expected elements of type ${KNOWN}, got a structured type.`);
  }
  if (descr === undefined || order === undefined || sizes === undefined) {
    throw new InputError(`${name}: expected a .npy header with descr, fortran_order and shape.`);
  }
  const shape = sizes
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => Number.parseInt(part, 10));
  return { descr, fortran: order === 'True', shape };
}

function unknownType(descr: string, name: string): InputError {
  if (descr.startsWith('>')) {
    return new InputError(
      `${name}: expected little-endian numbers, got big-endian '${descr}'; save it with array.astype('${descr.replace('>', '<')}').`,
    );
  }
  return new InputError(
    `${name}: expected elements of type ${KNOWN}, got '${descr}'; save it with array.astype('<f4').`,
  );
}

/** Column-major values of a shape in row-major order. */
function toRowMajor(values: Float32Array, shape: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => elements(shape.slice(0, axis)));
  const out = new Float32Array(values.length);
  for (let index = 0; index < out.length; index += 1) {
    let rest = index;
    let place = 0;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const size = shape[axis] ?? 1;
      place += (rest % size) * (strides[axis] ?? 1);
      rest = Math.floor(rest / size);
    }
    out[index] = values[place] ?? 0;
  }
  return out;
}
