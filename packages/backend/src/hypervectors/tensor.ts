// Bipolar vectors as ±1 tensors: the implementation that runs everywhere, and the oracle of the packed one.
// Sums of ±1 products are whole numbers, exact in float32 up to 2^24.

import type { CreationOps, ElementwiseOps, LinearOps, LogicOps, MemoryOps } from '../backend.js';
import type { BipolarVectors, HypervectorOps } from '../hypervectors.js';
import { formatShape, type Tensor } from '../tensor.js';
import { packSigns, unpackSigns, wordsPerRow } from './words.js';

type Operations = CreationOps & ElementwiseOps & LogicOps & LinearOps & MemoryOps;

class TensorVectors implements BipolarVectors {
  readonly signs: Tensor;

  constructor(signs: Tensor) {
    this.signs = signs;
  }

  get shape(): readonly number[] {
    return this.signs.shape;
  }

  get dimension(): number {
    return this.signs.shape.at(-1) ?? 0;
  }

  dispose(): void {
    this.signs.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

function signsOf(where: string, vectors: BipolarVectors): Tensor {
  if (!(vectors instanceof TensorVectors)) {
    throw new TypeError(
      `${where}: expected vectors packed by this backend's hypervectors; pack them with hypervectors.pack(...).`,
    );
  }
  return vectors.signs;
}

/** Throws unless both are matrices of vectors of one dimension. */
function checkPair(where: string, a: BipolarVectors, b: BipolarVectors): void {
  if (a.shape.length !== 2 || b.shape.length !== 2 || a.dimension !== b.dimension) {
    throw new RangeError(
      `${where}: expected vectors [q, D] and [r, D], got ${formatShape(a.shape)} and ${formatShape(b.shape)}.`,
    );
  }
}

/**
 * Hypervectors on plain tensor operations.
 *
 * @param ops - The backend's operations.
 * @returns The hypervector operations.
 */
export function createTensorHypervectors(ops: Operations): HypervectorOps {
  const sign = (x: Tensor): BipolarVectors =>
    new TensorVectors(ops.tidy(() => ops.sub(ops.mul(ops.cast(ops.greaterEqual(x, 0), 'float32'), 2), 1)));
  return {
    pack: sign,
    unpack: (vectors) => ops.clone(signsOf('hypervectors.unpack', vectors)),
    async words(vectors) {
      const signs = await ops.read(signsOf('hypervectors.words', vectors));
      return packSigns(signs, vectors.dimension);
    },
    fromWords(words, shape) {
      const dimension = shape.at(-1) ?? 0;
      const rows = shape.slice(0, -1).reduce((n, size) => n * size, 1);
      if (words.length !== rows * wordsPerRow(dimension)) {
        throw new RangeError(
          `hypervectors.fromWords: expected ${rows * wordsPerRow(dimension)} words for shape ${formatShape(shape)}, got ${words.length}.`,
        );
      }
      return new TensorVectors(ops.tensor(unpackSigns(words, dimension), shape));
    },
    bind: (a, b) =>
      new TensorVectors(ops.mul(signsOf('hypervectors.bind', a), signsOf('hypervectors.bind', b))),
    similarity(a, b) {
      const where = 'hypervectors.similarity';
      const [left, right] = [signsOf(where, a), signsOf(where, b)];
      checkPair(where, a, b);
      return ops.tidy(() => ops.cast(ops.matMul(left, right, { transposeB: true }), 'int32'));
    },
    projectSign(weights, codebook) {
      const where = 'hypervectors.projectSign';
      const signs = signsOf(where, codebook);
      if (weights.dtype !== 'int32')
        throw new TypeError(`${where}: expected int32 weights, got ${weights.dtype}; cast first.`);
      if (weights.shape.length !== 2 || signs.shape.length !== 2 || weights.shape[1] !== signs.shape[0]) {
        throw new RangeError(
          `${where}: expected weights [q, n] and a codebook [n, D], got ${formatShape(weights.shape)} and ${formatShape(signs.shape)}.`,
        );
      }
      const sums = ops.tidy(() => ops.matMul(ops.cast(weights, 'float32'), signs));
      const result = sign(sums);
      sums.dispose();
      return result;
    },
  };
}
