// Memory and descriptor of the dense kernels (see assembly/vrn.ts).

import type { Call, Fill, Part, Stream } from './job.js';
import { bytesOf, createLayout, packedStride, type Layout } from './layout.js';
import type { DenseInput } from './types.js';
import { dimensionOf, floatRows, integer, listOf } from './validate.js';

/** Most composites in kernel memory at once. */
const CHUNK = 32;
/** Composites that the kernels take at once, and bytes of a tile of a row (BLOCK and TILE of the assembly). */
export const BLOCK = 4;
const TILE = 96;
/** First byte of the factors in the descriptor (FACTORS of the assembly). */
const FACTORS = 96;

/** A checked dense problem. */
export interface Problem {
  readonly name: string;
  readonly d: number;
  readonly k: number;
  readonly batch: number;
  readonly sizes: readonly number[];
  readonly codebooks: readonly Float32Array[];
  readonly composites: Float32Array;
  /** Sum of n_k. */
  readonly total: number;
  /** Sum of n_k rounded up to 4, and where each factor starts in it. */
  readonly padded: number;
  readonly starts: readonly number[];
  /** How an item of N floats lies in the padded layout. */
  readonly parts: readonly Part[];
}

/**
 * Checks a dense problem.
 *
 * @param name - Function, for messages.
 * @param input - The problem.
 * @returns Its sizes and the padded layout of its logits.
 */
export function problemOf(name: string, input: DenseInput): Problem {
  const d = dimensionOf(name, input.dimension);
  const { codebooks, composites } = input;
  listOf(`${name}: codebooks`, codebooks, 1, 16);
  const sizes = codebooks.map((book, j) =>
    integer(`${name}: rows of codebook ${j}`, floatRows(`${name}: codebook ${j}`, book, d), 1, 2 ** 24),
  );
  const batch = floatRows(`${name}: composites`, composites, d);
  const starts: number[] = [];
  const parts: Part[] = [];
  let total = 0;
  let padded = 0;
  for (const n of sizes) {
    starts.push(padded);
    parts.push([total * 4, padded * 4, n * 4]);
    total += n;
    padded += Math.ceil(n / 4) * 4;
  }
  const joined: readonly Part[] = total === padded ? [[0, 0, total * 4]] : parts;
  return {
    name,
    d,
    k: codebooks.length,
    batch,
    sizes,
    codebooks,
    composites,
    total,
    padded,
    starts,
    parts: joined,
  };
}

/** Where a dense problem lies in the kernel's memory. */
export interface Memory {
  readonly layout: Layout;
  readonly descriptor: number;
  readonly books: readonly number[];
  readonly scratch: Readonly<Record<'e' | 'o' | 'v' | 'p' | 'logp' | 'm' | 's' | 'sums', number>>;
  readonly xs: number;
  readonly chunk: number;
  /** Bytes of a composite. */
  readonly rowBytes: number;
  readonly fills: Fill[];
  readonly fixed: Stream[];
  readonly input: Stream;
  /** Rows of the codebooks as the caller has them. */
  readonly plain: readonly number[];
  /** Call that brings the codebooks into the form of the kernels' steps. */
  readonly setup: Call[];
}

/**
 * A stream of items without padding.
 *
 * @param data - Caller's bytes.
 * @param offset - Kernel address.
 * @param itemBytes - Bytes of an item.
 * @returns The stream.
 */
export function whole(data: Uint8Array, offset: number, itemBytes: number): Stream {
  return { data, itemBytes, offset, stride: itemBytes, parts: [[0, 0, itemBytes]] };
}

/**
 * Lays out codebooks, composites and scratch.
 *
 * @param base - First free address.
 * @param problem - The problem.
 * @returns The addresses, and the streams of what every dense kernel needs.
 */
export function memoryOf(base: number, problem: Problem): Memory {
  const { d, k, padded, sizes, codebooks, batch } = problem;
  const tileBytes = Math.ceil((d * 4) / TILE) * TILE;
  // Either form of the codebooks: tiles, or codes of 16 components.
  const rowBytes = Math.max(tileBytes, Math.ceil(d / 16) * 64);
  const layout = createLayout(base);
  const descriptor = layout.take(FACTORS + 16 * k);
  const vectors = (): number => layout.take(BLOCK * padded * 4);
  // Room for whole rows of one composite, or a tile of each in a block.
  const rows = (): number => layout.take(k * Math.max(rowBytes, BLOCK * TILE));
  const scratch = {
    e: rows(),
    o: rows(),
    v: vectors(),
    p: vectors(),
    logp: vectors(),
    m: vectors(),
    s: vectors(),
    sums: layout.take(BLOCK * padded * 16),
  };
  const chunk = Math.max(1, Math.min(CHUNK, batch));
  const books = sizes.map((n) => layout.take(Math.ceil(n / 4) * 4 * tileBytes));
  const xs = layout.take(chunk * rowBytes);
  const plain = sizes.map((n) => layout.take(n * d * 4));
  const bits = layout.take(Math.max(...sizes) * packedStride(d));
  const fills = rowBytes === d * 4 ? [] : [{ offset: xs, bytes: chunk * rowBytes, pattern: 0 }];
  return {
    layout,
    descriptor,
    books,
    scratch,
    xs,
    chunk,
    rowBytes,
    fills,
    fixed: codebooks.map((book, j) => whole(bytesOf(book), plain[j] ?? 0, book.byteLength)),
    input: {
      data: bytesOf(problem.composites),
      itemBytes: d * 4,
      offset: xs,
      stride: rowBytes,
      parts: [[0, 0, d * 4]],
    },
    setup: [{ name: 'prepare', args: [descriptor, bits] }],
    plain,
  };
}

/** Numbers that a dense kernel reads from its descriptor. */
export interface Settings {
  readonly steps: number;
  readonly adam: boolean;
  readonly stopFrom: number;
  readonly gammas: number;
  readonly prior: number;
  readonly traced: boolean;
  readonly scale: number;
  readonly rate: number;
  readonly tolerance: number;
}

/**
 * The descriptor as a stream copied in once.
 *
 * @param problem - The problem.
 * @param memory - Its layout.
 * @param settings - Numbers of the run.
 * @returns The stream.
 */
export function describeRun(problem: Problem, memory: Memory, settings: Settings): Stream {
  const { sizes, starts, k, padded } = problem;
  const { e, o, v, p, logp, m, s, sums } = memory.scratch;
  const record = new Int32Array(FACTORS / 4 + 4 * k);
  record.set([
    k,
    0,
    padded,
    settings.steps,
    settings.adam ? 1 : 0,
    settings.stopFrom,
    settings.gammas,
    settings.prior,
    e,
    o,
    v,
    p,
    logp,
    m,
    s,
    settings.traced ? 1 : 0,
  ]);
  new Float32Array(record.buffer).set([settings.scale, settings.rate, settings.tolerance], 16);
  record.set([sums, memory.rowBytes, problem.d], 19);
  sizes.forEach((n, j) => {
    record.set([memory.books[j] ?? 0, n, starts[j] ?? 0, memory.plain[j] ?? 0], FACTORS / 4 + 4 * j);
  });
  return whole(bytesOf(record), memory.descriptor, record.byteLength);
}
