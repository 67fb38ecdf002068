// The idx format of MNIST and its kin: two zero bytes, the type (8 for bytes), the number of dimensions, each of them as a big-endian
// 32-bit number, then the values.

import { formatShape, VsaError } from '@vsa/backend';
import { gunzipSync } from 'fflate';

const BYTES = 8;

/** A file's dimensions and its values, which share the memory of `bytes` unless these were gzipped. */
export interface Idx {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/** Reads an idx file of bytes, gzipped or not; `what` names it in messages. */
export function readIdx(bytes: Uint8Array, rank: number, what: string, caller: string): Idx {
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`datasets.${caller}: expected ${what} to be a Uint8Array, got ${typeof bytes}.`);
  }
  const plain = unzipped(bytes, what, caller);
  const header = 4 + 4 * rank;
  const [zero, zeroToo, type, dimensions] = plain;
  if (plain.length < 4 || zero !== 0 || zeroToo !== 0 || type !== BYTES || dimensions !== rank) {
    throw invalid(
      caller,
      `expected ${what} to be an idx file of bytes in ${rank} dimensions (it starts with 00 00 08 0${rank})`,
      `got ${plain.length} bytes that start with "${hex(plain.subarray(0, 4))}"`,
    );
  }
  if (plain.length < header) {
    throw invalid(caller, `expected ${what} to have a header of ${header} bytes`, `got ${plain.length}`);
  }
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, length) => product * length, 1);
  if (plain.length !== header + size) {
    throw invalid(
      caller,
      `expected ${what} of shape ${formatShape(shape)} to have ${header + size} bytes`,
      `got ${plain.length}; the file is ${plain.length < header + size ? 'truncated' : 'too long'}`,
    );
  }
  return { shape, values: plain.subarray(header) };
}

/** A VsaError about data. */
export function invalid(caller: string, expected: string, got: string, cause?: unknown): VsaError {
  return new VsaError('DATA_INVALID', `datasets.${caller}: ${expected}, ${got}.`, { cause });
}

function unzipped(bytes: Uint8Array, what: string, caller: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw invalid(caller, `expected ${what} to be a whole gzip file`, 'got a damaged one', cause);
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (value) => value.toString(16).padStart(2, '0')).join(' ');
}
