// Trees of tensors, typed arrays and plain values as one file. Nothing is rounded: stopping, saving, loading and going on gives the
// bits of a run that never stopped. Optimiser states, step counts and random keys are leaves like any other.

import type { Backend } from '../backend.js';
import {
  formatShape,
  isTensor,
  type DType,
  type Shape,
  type Tensor,
  type TensorData,
  type TensorTree,
} from '../tensor.js';
import { invalid } from './internal/invalid.js';
import { leavesOf, mapLeaves, type Leaf } from './internal/leaves.js';
import { parsePlain, writePlain, type Plain } from './internal/plain.js';
import {
  decodeSafetensors,
  encodeSafetensors,
  type StoredData,
  type StoredDType,
  type StoredTensor,
} from './safetensors.js';

/** Options of {@link saveTree}. */
export interface SaveOptions {
  /** Free texts to keep beside the tree, such as a title; names that start with `vsa.` are reserved. @defaultValue none */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** What {@link loadTree} gives. */
export interface LoadedTree<T extends TensorTree> {
  /** A tree of the example's form; the caller owns its tensors. */
  readonly tree: T;
  /** The free texts. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Where numbers, texts and other plain leaves are kept. */
const PLAIN = 'vsa.plain';
const STORED: Readonly<Record<DType, StoredDType>> = { float32: 'F32', int32: 'I32', bool: 'BOOL' };

/**
 * Writes a tree as safetensors bytes, each tensor and typed array under its path, such as `layers.0.weight`.
 *
 * @param backend - Holds the tensors.
 * @param tree - Tensors; typed arrays of float32, float64, int32, int64 and bytes; numbers, texts, booleans, null.
 * @param options - See {@link SaveOptions}.
 * @returns The file's bytes.
 * @throws TypeError for a typed array of another kind; RangeError when two leaves share a path or a name is reserved.
 */
export async function saveTree(
  backend: Backend,
  tree: TensorTree,
  options: SaveOptions = {},
): Promise<Uint8Array> {
  const { metadata = {} } = options;
  const reserved = Object.keys(metadata).find((name) => name.startsWith('vsa.'));
  if (reserved !== undefined) {
    throw new RangeError(
      `checkpoint.saveTree: expected names that do not start with vsa., got "${reserved}".`,
    );
  }
  const leaves = uniqueLeaves(tree, 'saveTree');
  const tensors = new Map<string, StoredTensor>();
  const plain = new Map<string, Plain>();
  for (const [path, leaf] of leaves) {
    if (isTensor(leaf)) continue;
    if (ArrayBuffer.isView(leaf)) tensors.set(path, storedArray(leaf, path));
    else plain.set(path, leaf);
  }
  for (const [path, leaf] of leaves) {
    if (!isTensor(leaf)) continue;
    tensors.set(path, { dtype: STORED[leaf.dtype], shape: leaf.shape, data: await backend.read(leaf) });
  }
  const extra = plain.size > 0 ? { [PLAIN]: writePlain(plain) } : {};
  return encodeSafetensors(tensors, { ...metadata, ...extra });
}

/**
 * Reads a tree that {@link saveTree} wrote.
 *
 * @param backend - Gets the tensors.
 * @param bytes - A whole file.
 * @param like - A tree of the form to read; of its tensors and arrays only element types and shapes matter, of its other leaves the kinds.
 * @returns See {@link LoadedTree}.
 * @throws VsaError `CHECKPOINT_INVALID` when the file is damaged or does not fit `like`; nothing is made then.
 */
export function loadTree<T extends TensorTree>(backend: Backend, bytes: Uint8Array, like: T): LoadedTree<T> {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { [PLAIN]: plainText, ...texts } = metadata;
  const plain = plainText === undefined ? new Map<string, Plain>() : parsePlain(plainText);
  const wanted = uniqueLeaves(like, 'loadTree');
  for (const path of [...tensors.keys(), ...plain.keys()]) {
    if (!wanted.has(path)) throw unfit(`expected no "${path}", got one`);
  }
  for (const [path, leaf] of wanted) checkLeaf(path, leaf, tensors.get(path), plain.get(path));
  const tree = mapLeaves(like, (leaf, path): Leaf => {
    const stored = tensors.get(path);
    if (stored === undefined) return plain.get(path) ?? null;
    return isTensor(leaf) ? backend.tensor(stored.data as TensorData, stored.shape, leaf.dtype) : stored.data;
  });
  return { tree, metadata: texts };
}

/** Throws unless what was stored under a path can stand in for the example's leaf. */
function checkLeaf(
  path: string,
  leaf: Leaf,
  stored: StoredTensor | undefined,
  plain: Plain | undefined,
): void {
  if (!isTensor(leaf) && !ArrayBuffer.isView(leaf)) {
    if (plain === undefined) throw unfit(`expected ${kindOf(leaf)}, got nothing at ${place(path)}`);
    if (kindOf(plain) !== kindOf(leaf)) {
      throw unfit(`expected ${kindOf(leaf)}, got ${kindOf(plain)} at ${place(path)}`);
    }
    return;
  }
  const expected = isTensor(leaf)
    ? { dtype: STORED[leaf.dtype], shape: leaf.shape }
    : storedArray(leaf, path);
  if (stored === undefined) {
    throw unfit(
      `expected ${expected.dtype} of shape ${formatShape(expected.shape)}, got nothing at ${place(path)}`,
    );
  }
  if (stored.dtype !== expected.dtype) {
    throw unfit(`expected ${expected.dtype}, got ${stored.dtype} at ${place(path)}`);
  }
  if (formatShape(stored.shape) !== formatShape(expected.shape)) {
    throw unfit(
      `expected ${formatShape(expected.shape)}, got ${formatShape(stored.shape)} at ${place(path)}`,
      { path, expected: expected.shape, actual: stored.shape },
    );
  }
  if (
    isTensor(leaf) &&
    stored.dtype === 'F32' &&
    stored.data.some((value: number | bigint) => Number.isNaN(value))
  ) {
    throw unfit(`expected numbers, got NaN at ${place(path)}`);
  }
}

function uniqueLeaves(tree: TensorTree, caller: string): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  for (const [path, leaf] of leavesOf(tree)) {
    if (leaves.has(path)) {
      throw new RangeError(
        `checkpoint.${caller}: expected paths that differ, got "${path}" twice; rename a key with a dot.`,
      );
    }
    leaves.set(path, leaf);
  }
  return leaves;
}

function storedArray(array: ArrayBufferView, path: string): StoredTensor {
  const shape = (data: StoredData): Shape => [data.length];
  if (array instanceof Float32Array) return { dtype: 'F32', shape: shape(array), data: array };
  if (array instanceof Float64Array) return { dtype: 'F64', shape: shape(array), data: array };
  if (array instanceof Int32Array) return { dtype: 'I32', shape: shape(array), data: array };
  if (array instanceof BigInt64Array) return { dtype: 'I64', shape: shape(array), data: array };
  if (array instanceof Uint8Array) return { dtype: 'U8', shape: shape(array), data: array };
  throw new TypeError(
    `checkpoint: expected Float32Array, Float64Array, Int32Array, BigInt64Array or Uint8Array at ${place(path)}, got ${array.constructor.name}.`,
  );
}

function kindOf(leaf: Exclude<Leaf, Tensor | ArrayBufferView>): string {
  if (leaf === null) return 'null';
  return typeof leaf === 'string' ? 'text' : `a ${typeof leaf}`;
}

function place(path: string): string {
  return path === '' ? 'the root' : path;
}

function unfit(what: string, details?: Readonly<Record<string, unknown>>): Error {
  return invalid(`loadTree: ${what}.`, details);
}
