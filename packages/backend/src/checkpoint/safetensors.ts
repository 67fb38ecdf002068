// The safetensors format (huggingface/safetensors, format description in its README): eight bytes of header length, a JSON header,
// then the tensors' bytes without gaps, little-endian as every processor that TensorFlow.js runs on.

import { formatShape, sizeOf, type Shape } from '../tensor.js';
import { duplicateKey } from './internal/duplicate-key.js';
import { invalid } from './internal/invalid.js';

/** Element types that are read and written; `BOOL` is held as bytes 0 and 1. */
export type StoredDType = 'F32' | 'F64' | 'I32' | 'I64' | 'U8' | 'BOOL';

/** Typed arrays of {@link StoredDType}. */
export type StoredData = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;

/** One tensor of a file. */
export interface StoredTensor {
  /** Element type. */
  readonly dtype: StoredDType;
  /** Sizes of the axes; `[]` is a scalar. */
  readonly shape: Shape;
  /** Its elements, row-major. */
  readonly data: StoredData;
}

/** What a file holds. */
export interface SafetensorsFile {
  /** Tensors by name. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Free texts by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

const ARRAYS = {
  F64: Float64Array,
  I64: BigInt64Array,
  F32: Float32Array,
  I32: Int32Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} as const;
const METADATA = '__metadata__';
/** The bound of the reference implementation: a longer header is an attack or a mistake. */
const MAX_HEADER = 100_000_000;

/**
 * Writes tensors and texts as safetensors bytes; every tensor starts at a multiple of its element size.
 *
 * @param tensors - Tensors by name; any name but `__metadata__`.
 * @param metadata - Free texts by name. @defaultValue none
 * @returns The file's bytes.
 * @throws TypeError for a wrong kind of data; RangeError when data do not fit their shape or the name is reserved.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  for (const [name, tensor] of tensors) checkStored(name, tensor);
  // Large elements first, so that offsets stay aligned; by name among equals, so that equal content gives equal bytes.
  const entries = [...tensors].sort(
    ([nameA, a], [nameB, b]) =>
      itemSize(b.dtype) - itemSize(a.dtype) || (nameA < nameB ? -1 : Number(nameA > nameB)),
  );
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [[METADATA, metadata]] : [];
  let end = 0;
  for (const [name, { dtype, shape, data }] of entries) {
    const begin = end;
    end += data.byteLength;
    header.push([name, { dtype, shape, data_offsets: [begin, end] }]);
  }
  const json = new TextEncoder().encode(
    `{${header.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
  );
  const headerSize = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerSize + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerSize), true);
  bytes.fill(0x20, 8, 8 + headerSize);
  bytes.set(json, 8);
  let at = 8 + headerSize;
  for (const [, { data }] of entries) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads safetensors bytes, checking every length, offset and name first.
 *
 * @param bytes - A whole file.
 * @returns Copies of its tensors, and its texts.
 * @throws TypeError when it is no Uint8Array; VsaError `CHECKPOINT_INVALID` for a damaged file or an element type that is not supported.
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`checkpoint.decodeSafetensors: expected a Uint8Array, got ${typeof bytes}.`);
  }
  const { header, start } = parseHeader(bytes);
  const { [METADATA]: metadata = {}, ...described } = header;
  checkMetadata(metadata);
  const tensors = new Map<string, StoredTensor>();
  const available = bytes.length - start;
  let expected = 0;
  const entries = Object.entries(described).map(([name, value]) => ({ name, ...describe(name, value) }));
  const ordered = entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end);
  for (const { name, begin, end } of ordered) {
    if (end > available) {
      throw damaged(`"${name}" ends at byte ${end} of ${available}; the file is cut short`);
    }
    if (begin !== expected) {
      throw damaged(
        `"${name}" starts at byte ${begin} instead of ${expected}: tensors overlap or leave a gap`,
      );
    }
    expected = end;
  }
  if (expected !== available) {
    throw damaged(`expected ${expected} bytes of tensors, got ${available}`);
  }
  for (const { name, dtype, shape, begin, end } of entries) {
    // A copy is aligned even where the file is not. Not `slice`: that of Node's Buffer, which reading a file gives, does not copy.
    const data = new ARRAYS[dtype](new Uint8Array(bytes.subarray(start + begin, start + end)).buffer);
    if (dtype === 'BOOL' && (data as Uint8Array).some((byte) => byte > 1)) {
      throw damaged(`"${name}" has bytes other than 0 and 1 in a BOOL tensor`);
    }
    tensors.set(name, { dtype, shape, data });
  }
  return { tensors, metadata };
}

function parseHeader(bytes: Uint8Array): { header: Record<string, unknown>; start: number } {
  if (bytes.length < 8) throw damaged(`expected at least 8 bytes, got ${bytes.length}`);
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (size > MAX_HEADER) throw damaged(`expected a header below ${MAX_HEADER} bytes, got ${size}`);
  if (size > bytes.length - 8) {
    throw damaged(`expected a header of ${size} bytes, got ${bytes.length - 8}; the file is cut short`);
  }
  let header: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, 8 + size));
    header = JSON.parse(text);
  } catch (cause) {
    throw damaged('expected a header of JSON text', cause);
  }
  if (!text.startsWith('{') || !isRecord(header)) throw damaged('expected the header to be a JSON object');
  const twice = duplicateKey(text);
  if (twice !== undefined) throw damaged(`the header has the name "${twice}" twice`);
  return { header, start: 8 + size };
}

function describe(
  name: string,
  value: unknown,
): { dtype: StoredDType; shape: Shape; begin: number; end: number } {
  const { dtype, shape, data_offsets: offsets } = isRecord(value) ? value : {};
  if (typeof dtype !== 'string' || !isWholeList(shape) || !isWholeList(offsets)) {
    throw damaged(`"${name}" needs dtype, shape and data_offsets of whole numbers >= 0`);
  }
  if (!isStoredDType(dtype)) {
    throw damaged(`"${name}" has element type ${dtype}; supported are ${Object.keys(ARRAYS).join(', ')}`);
  }
  const [begin, end] = offsets;
  if (offsets.length !== 2 || begin === undefined || end === undefined || begin > end) {
    throw damaged(`"${name}" has data_offsets [${offsets.join(', ')}] instead of [begin, end]`);
  }
  const needed = sizeOf(shape) * itemSize(dtype);
  if (needed !== end - begin) {
    throw damaged(`"${name}" of shape ${formatShape(shape)} needs ${needed} bytes, got ${end - begin}`);
  }
  return { dtype, shape, begin, end };
}

function checkMetadata(metadata: unknown): asserts metadata is Record<string, string> {
  if (isRecord(metadata) && Object.values(metadata).every((text) => typeof text === 'string')) return;
  throw damaged(`expected ${METADATA} to be an object of texts`);
}

function checkStored(name: string, { dtype, shape, data }: StoredTensor): void {
  const where = 'checkpoint.encodeSafetensors';
  if (name === METADATA) throw new RangeError(`${where}: expected another name than ${METADATA}.`);
  if (!isStoredDType(dtype) || !(data instanceof ARRAYS[dtype])) {
    throw new TypeError(
      `${where}: expected "${name}" to be a typed array of its element type, got ${data.constructor.name} for ${dtype}; supported are ${Object.keys(ARRAYS).join(', ')}.`,
    );
  }
  if (!isWholeList(shape) || sizeOf(shape) !== data.length) {
    throw new RangeError(
      `${where}: expected "${name}" to have ${formatShape(shape)} elements, got ${data.length}.`,
    );
  }
}

function damaged(what: string, cause?: unknown): Error {
  return invalid(`decodeSafetensors: ${what}.`, undefined, cause);
}

function itemSize(dtype: StoredDType): number {
  return ARRAYS[dtype].BYTES_PER_ELEMENT;
}

function isStoredDType(dtype: string): dtype is StoredDType {
  return Object.hasOwn(ARRAYS, dtype);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWholeList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= 0);
}
