// Memory and descriptor of the dense kernels (see assembly/vrn.ts).

import type { Call, Fill, Part, Stream } from './job.js';
import { bytesOf, createLayout, type Layout } from './layout.js';
import type { DenseInput } from './types.js';
import { dimensionOf, floatRows, integer, listOf } from './validate.js';

/** Most composites in kernel memory at once. */
const CHUNK = 32;
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
  readonly scratch: Readonly<Record<'e' | 'o' | 'v' | 'p' | 'logp' | 'm' | 's', number>>;
  readonly xs: number;
  readonly chunk: number;
  readonly rowBytes: number;
  readonly fills: Fill[];
  readonly fixed: Stream[];
  readonly input: Stream;
  /** Calls that bring the codebooks into the kernels' blocked order. */
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
  const rowBytes = Math.ceil(d / 4) * 16;
  const layout = createLayout(base);
  const descriptor = layout.take(80 + 16 * k);
  const vector = (): number => layout.take(padded * 4);
  const scratch = {
    e: layout.take(k * rowBytes),
    o: layout.take(k * rowBytes),
    v: vector(),
    p: vector(),
    logp: vector(),
    m: vector(),
    s: vector(),
  };
  const chunk = Math.max(1, Math.min(CHUNK, batch));
  const books = sizes.map((n) => layout.take(Math.ceil(n / 4) * 4 * rowBytes));
  const xs = layout.take(chunk * rowBytes);
  const first = books[0] ?? xs;
  const scratchRows = layout.take(8 * rowBytes);
  const whole4 = rowBytes === d * 4 && sizes.every((n) => n % 4 === 0);
  const fills = whole4 ? [] : [{ offset: first, bytes: layout.end() - first, pattern: 0 }];
  const row = (data: Float32Array, offset: number): Stream => ({
    data: bytesOf(data),
    itemBytes: d * 4,
    offset,
    stride: rowBytes,
    parts: [[0, 0, d * 4]],
  });
  return {
    layout,
    descriptor,
    books,
    scratch,
    xs,
    chunk,
    rowBytes,
    fills,
    fixed: codebooks.map((book, j) => row(book, books[j] ?? 0)),
    input: row(problem.composites, xs),
    setup: sizes.map((n, j) => ({ name: 'blockRows', args: [books[j] ?? 0, n, rowBytes, scratchRows] })),
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
  const { e, o, v, p, logp, m, s } = memory.scratch;
  const record = new Int32Array(20 + 4 * k);
  record.set([
    k,
    memory.rowBytes,
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
  sizes.forEach((n, j) => {
    record.set([memory.books[j] ?? 0, n, starts[j] ?? 0, 0], 20 + 4 * j);
  });
  return whole(bytesOf(record), memory.descriptor, record.byteLength);
}
