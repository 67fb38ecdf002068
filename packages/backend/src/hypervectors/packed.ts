// Bipolar vectors at one bit a component, by the WebAssembly SIMD kernels, for backends whose tensors the host can read at once.

import type { BipolarVectors, HypervectorOps } from '../hypervectors.js';
import type { Kernels } from '../kernels/types.js';
import { broadcastShapes } from '../shapes.js';
import { formatShape, sizeOf, type Shape, type Tensor, type TensorData } from '../tensor.js';
import { wordsPerRow } from './words.js';

/** How packed vectors meet tensors. */
export interface HostBridge {
  /** Values of a tensor, without waiting; not to be written to. */
  readSync(where: string, x: Tensor): TensorData;
  /** A tensor of values on the host. */
  tensor(values: TensorData, shape: Shape): Tensor;
}

class PackedVectors implements BipolarVectors {
  readonly words: Int32Array;
  readonly shape: Shape;

  constructor(words: Int32Array, shape: Shape) {
    this.words = words;
    this.shape = shape;
  }

  get dimension(): number {
    return this.shape.at(-1) ?? 0;
  }

  /** The words are ordinary memory of the host: there is nothing to give back. */
  dispose(): void {
    return undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

function open(where: string, vectors: BipolarVectors): PackedVectors {
  if (!(vectors instanceof PackedVectors)) {
    throw new TypeError(
      `${where}: expected vectors packed by this backend's hypervectors; pack them with hypervectors.pack(...).`,
    );
  }
  return vectors;
}

/** Repeats rows of words so that they fill the broadcast shape. */
function spreadRows(vectors: PackedVectors, rows: Shape): Int32Array {
  const width = wordsPerRow(vectors.dimension);
  const own = vectors.shape.slice(0, -1);
  const total = sizeOf(rows);
  if (sizeOf(own) === total) return vectors.words;
  const out = new Int32Array(total * width);
  for (let row = 0; row < total; row += 1) {
    let rest = row;
    let source = 0;
    let stride = 1;
    for (let axis = 1; axis <= rows.length; axis += 1) {
      const index = rest % (rows[rows.length - axis] ?? 1);
      rest = Math.floor(rest / (rows[rows.length - axis] ?? 1));
      const size = own[own.length - axis] ?? 1;
      if (size > 1) source += index * stride;
      stride *= size;
    }
    out.set(vectors.words.subarray(source * width, (source + 1) * width), row * width);
  }
  return out;
}

/**
 * Hypervectors on the packed kernels.
 *
 * @param kernels - The WebAssembly SIMD kernels.
 * @param bridge - The backend's host access.
 * @returns The hypervector operations.
 */
export function createPackedHypervectors(kernels: Kernels, bridge: HostBridge): HypervectorOps {
  return {
    pack(x) {
      const where = 'hypervectors.pack';
      const dimension = x.shape.at(-1);
      if (dimension === undefined || dimension === 0) {
        throw new RangeError(
          `${where}: expected vectors [...rows, D] with D >= 1, got ${formatShape(x.shape)}.`,
        );
      }
      const values = bridge.readSync(where, x);
      const floats = values instanceof Float32Array ? values : Float32Array.from(values);
      return new PackedVectors(kernels.pack(floats, dimension), x.shape);
    },
    unpack(vectors) {
      const { words, dimension, shape } = open('hypervectors.unpack', vectors);
      return bridge.tensor(kernels.unpack(words, dimension), shape);
    },
    words: (vectors) => Promise.resolve(open('hypervectors.words', vectors).words.slice()),
    fromWords(words, shape) {
      const count = sizeOf(shape.slice(0, -1)) * wordsPerRow(shape.at(-1) ?? 0);
      if (words.length !== count) {
        throw new RangeError(
          `hypervectors.fromWords: expected ${count} words for shape ${formatShape(shape)}, got ${words.length}.`,
        );
      }
      return new PackedVectors(words.slice(), shape);
    },
    bind(a, b) {
      const where = 'hypervectors.bind';
      const [left, right] = [open(where, a), open(where, b)];
      const shape = broadcastShapes(where, left.shape, right.shape);
      if (left.dimension !== right.dimension) {
        throw new RangeError(
          `${where}: expected equal D, got ${formatShape(left.shape)} and ${formatShape(right.shape)}.`,
        );
      }
      const rows = shape.slice(0, -1);
      return new PackedVectors(kernels.bind(spreadRows(left, rows), spreadRows(right, rows)), shape);
    },
    similarity(a, b) {
      const where = 'hypervectors.similarity';
      const [left, right] = [open(where, a), open(where, b)];
      if (left.shape.length !== 2 || right.shape.length !== 2 || left.dimension !== right.dimension) {
        throw new RangeError(
          `${where}: expected vectors [q, D] and [r, D], got ${formatShape(left.shape)} and ${formatShape(right.shape)}.`,
        );
      }
      const dots = kernels.similarity(left.words, right.words, left.dimension);
      return bridge.tensor(dots, [left.shape[0] ?? 0, right.shape[0] ?? 0]);
    },
    projectSign(weights, codebook) {
      const where = 'hypervectors.projectSign';
      const book = open(where, codebook);
      if (weights.dtype !== 'int32') {
        throw new TypeError(`${where}: expected int32 weights, got ${weights.dtype}; cast first.`);
      }
      if (weights.shape.length !== 2 || book.shape.length !== 2 || weights.shape[1] !== book.shape[0]) {
        throw new RangeError(
          `${where}: expected weights [q, n] and a codebook [n, D], got ${formatShape(weights.shape)} and ${formatShape(book.shape)}.`,
        );
      }
      const values = Int32Array.from(bridge.readSync(where, weights));
      const words = kernels.projectSign(values, book.words, book.dimension);
      return new PackedVectors(words, [weights.shape[0] ?? 0, book.dimension]);
    },
  };
}
