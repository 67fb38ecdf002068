// The single operations on packed bipolar vectors: check, copy a chunk in, run, copy it out.

import type { KernelInstance } from './instance.js';
import { createLayout, packedStride, wordsPerRow } from './layout.js';
import type { Kernels, Words } from './types.js';
import { dimensionOf, packedRows } from './validate.js';

/** Bytes of rows in kernel memory at once. */
const CHUNK_BYTES = 2 ** 20;

type PackedOps = Pick<Kernels, 'pack' | 'unpack' | 'bind' | 'similarity' | 'project' | 'projectSign'>;

/** Copies packed rows into padded kernel rows. */
function putRows(memory: ArrayBuffer, at: number, words: Words, from: number, rows: number, d: number): void {
  const width = wordsPerRow(d);
  const stride = packedStride(d) / 4;
  const target = new Int32Array(memory, at, rows * stride);
  if (width === stride) {
    target.set(words.subarray(from * width, (from + rows) * width));
    return;
  }
  target.fill(0);
  for (let i = 0; i < rows; i++)
    target.set(words.subarray((from + i) * width, (from + i + 1) * width), i * stride);
}

function toRow(out: Int32Array, row: number, memory: ArrayBuffer, at: number, width: number): void {
  out.set(new Int32Array(memory, at, width), row * width);
}

function pack(kernels: KernelInstance, x: Float32Array, dimension: number): Int32Array {
  const d = dimensionOf('kernels.pack', dimension);
  if (!(x instanceof Float32Array))
    throw new TypeError('kernels.pack: expected a Float32Array of values, got another kind.');
  const rows = x.length / d;
  if (!Number.isInteger(rows)) {
    throw new RangeError(
      `kernels.pack: expected a multiple of ${d} values, got ${x.length}: check the dimension.`,
    );
  }
  const width = wordsPerRow(d);
  const out = new Int32Array(rows * width);
  const layout = createLayout(kernels.base);
  const source = layout.take(d * 4);
  const target = layout.take(width * 4);
  const { buffer } = kernels.reserve(layout.end());
  const input = new Float32Array(buffer, source, d);
  for (let row = 0; row < rows; row++) {
    input.set(x.subarray(row * d, (row + 1) * d));
    new Int32Array(buffer, target, width).fill(0);
    if (kernels.call('packRow', [source, d, target]) !== 0) {
      throw new RangeError(`kernels.pack: expected numbers, got NaN in row ${row}.`);
    }
    toRow(out, row, buffer, target, width);
  }
  return out;
}

function unpack(kernels: KernelInstance, words: Words, dimension: number): Float32Array {
  const d = dimensionOf('kernels.unpack', dimension);
  const rows = packedRows('kernels.unpack: words', words, d);
  const width = wordsPerRow(d);
  const out = new Float32Array(rows * d);
  const layout = createLayout(kernels.base);
  const source = layout.take(width * 4);
  const target = layout.take(d * 4);
  const { buffer } = kernels.reserve(layout.end());
  for (let row = 0; row < rows; row++) {
    new Int32Array(buffer, source, width).set(words.subarray(row * width, (row + 1) * width));
    kernels.call('unpackRow', [source, d, target]);
    out.set(new Float32Array(buffer, target, d), row * d);
  }
  return out;
}

/** XOR needs no padding and no copy: plain JavaScript runs it at memory speed. */
function bind(a: Words, b: Words): Int32Array {
  if (
    !(a instanceof Int32Array || a instanceof Uint32Array) ||
    !(b instanceof Int32Array || b instanceof Uint32Array)
  ) {
    throw new TypeError(
      'kernels.bind: expected two Int32Array or Uint32Array of packed signs, got another kind.',
    );
  }
  if (b.length === 0 || a.length % b.length !== 0) {
    throw new RangeError(
      `kernels.bind: expected b to hold all of a's rows or to divide them, got ${a.length} and ${b.length} words.`,
    );
  }
  const out = new Int32Array(a.length);
  for (let from = 0; from < a.length; from += b.length) {
    for (let i = 0; i < b.length; i++) out[from + i] = (a[from + i] ?? 0) ^ (b[i] ?? 0);
  }
  return out;
}

function similarity(kernels: KernelInstance, a: Words, b: Words, dimension: number): Int32Array {
  const d = dimensionOf('kernels.similarity', dimension);
  const q = packedRows('kernels.similarity: a', a, d);
  const rows = packedRows('kernels.similarity: b', b, d);
  const stride = packedStride(d);
  const chunk = Math.max(1, Math.min(rows, Math.floor(CHUNK_BYTES / stride)));
  const layout = createLayout(kernels.base);
  const query = layout.take(stride);
  const book = layout.take(chunk * stride);
  const result = layout.take(chunk * 4);
  const { buffer } = kernels.reserve(layout.end());
  const out = new Int32Array(q * rows);
  for (let from = 0; from < rows; from += chunk) {
    const count = Math.min(chunk, rows - from);
    putRows(buffer, book, b, from, count, d);
    for (let i = 0; i < q; i++) {
      putRows(buffer, query, a, i, 1, d);
      kernels.call('similarities', [query, book, count, stride, d, result]);
      out.set(new Int32Array(buffer, result, count), i * rows + from);
    }
  }
  return out;
}

/** Shared by project and projectSign: `each` runs one row of weights, tables being ready. */
function withTables(
  name: string,
  kernels: KernelInstance,
  weights: Int32Array,
  codebook: Words,
  dimension: number,
  signOnly: 0 | 1,
  outBytes: (stride: number) => number,
  each: (
    at: Readonly<Record<'w' | 'n' | 'book' | 'plane' | 'stride' | 'head' | 'tab' | 'work' | 'out', number>>,
    row: number,
    memory: ArrayBuffer,
  ) => void,
): number {
  const d = dimensionOf(name, dimension);
  if (!(weights instanceof Int32Array))
    throw new TypeError(`${name}: expected weights as an Int32Array, got another kind.`);
  const n = packedRows(`${name}: codebook`, codebook, d);
  if (n === 0) throw new RangeError(`${name}: expected a codebook of at least one row, got none.`);
  const q = weights.length / n;
  if (!Number.isInteger(q)) {
    throw new RangeError(`${name}: expected weights [q, ${n}], got ${weights.length} values.`);
  }
  for (let row = 0; row < q; row++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Math.abs(weights[row * n + i] ?? 0);
    if (sum > 2 ** 31 - 1) {
      throw new RangeError(
        `${name}: expected sum |w| < 2^31 in each row, got ${sum} in row ${row}: scale the weights down.`,
      );
    }
  }
  const stride = packedStride(d);
  const groups = Math.ceil(n / 4);
  const layout = createLayout(kernels.base);
  const w = layout.take(n * 4);
  const head = layout.take(48 + 8 * groups);
  const tab = layout.take(32 * groups);
  const work = layout.take(384);
  const out = layout.take(outBytes(stride));
  const book = layout.take(n * stride);
  const plane = layout.take(groups * stride * 8);
  const { buffer } = kernels.reserve(layout.end());
  putRows(buffer, book, codebook, 0, n, d);
  kernels.call('planes', [book, n, stride, plane]);
  for (let row = 0; row < q; row++) {
    new Int32Array(buffer, w, n).set(weights.subarray(row * n, (row + 1) * n));
    kernels.call('prepareTables', [w, n, head, tab, signOnly]);
    each({ w, n, book, plane, stride, head, tab, work, out }, row, buffer);
  }
  return q;
}

function project(kernels: KernelInstance, weights: Int32Array, codebook: Words, d: number): Int32Array {
  const rows: Int32Array[] = [];
  withTables(
    'kernels.project',
    kernels,
    weights,
    codebook,
    d,
    0,
    (stride) => stride * 32,
    (at, _, memory) => {
      const { w, n, book, plane, stride, head, tab, work, out } = at;
      kernels.call('projectSums', [w, n, book, plane, stride, head, tab, work, out]);
      rows.push(new Int32Array(memory.slice(out, out + d * 4)));
    },
  );
  kernels.trim();
  const all = new Int32Array(rows.length * d);
  rows.forEach((row, i) => {
    all.set(row, i * d);
  });
  return all;
}

function projectSign(kernels: KernelInstance, weights: Int32Array, codebook: Words, d: number): Int32Array {
  const width = wordsPerRow(d);
  const rows: Int32Array[] = [];
  withTables(
    'kernels.projectSign',
    kernels,
    weights,
    codebook,
    d,
    1,
    (stride) => stride,
    (at, _, memory) => {
      const { w, n, book, plane, stride, head, tab, work, out } = at;
      kernels.call('projectSign', [w, n, book, plane, stride, d, head, tab, work, out]);
      rows.push(new Int32Array(memory.slice(out, out + width * 4)));
    },
  );
  kernels.trim();
  const all = new Int32Array(rows.length * width);
  rows.forEach((row, i) => {
    all.set(row, i * width);
  });
  return all;
}

/**
 * Binds the operations to an instance.
 *
 * @param kernels - The instance.
 * @returns The operations of {@link Kernels}.
 */
export function packedOps(kernels: KernelInstance): PackedOps {
  return {
    pack: (x, d) => pack(kernels, x, d),
    unpack: (words, d) => unpack(kernels, words, d),
    bind,
    similarity: (a, b, d) => similarity(kernels, a, b, d),
    project: (weights, codebook, d) => project(kernels, weights, codebook, d),
    projectSign: (weights, codebook, d) => projectSign(kernels, weights, codebook, d),
  };
}
