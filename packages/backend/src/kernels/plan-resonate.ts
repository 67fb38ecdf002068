// Turns a resonator problem into a job: checks, memory layout, descriptor (see assembly/resonate.ts).

import type { Job, Part, Stream } from './job.js';
import { bytesOf, createLayout, packedStride, wordsPerRow } from './layout.js';
import type { ResonateInput, ResonateOptions, ResonateResult } from './types.js';
import { dimensionOf, integer, listOf, oneOf, packedRows } from './validate.js';

const NAME = 'kernels.resonate';
/** Most composites in kernel memory at once; states and similarities of a chunk then take some 100 KB. */
const CHUNK = 64;

/** A job and how to read its outputs once it has run. */
export interface Plan<T> {
  readonly job: Job;
  /** Assembles the result. */
  readonly result: () => T;
}

/**
 * Checks the arguments and plans the run.
 *
 * @param base - First free address of the kernel's memory.
 * @param input - The problem.
 * @param options - Options of the run.
 * @returns The job and its result.
 */
export function planResonate(
  base: number,
  input: ResonateInput,
  options: ResonateOptions = {},
): Plan<ResonateResult> {
  const { composites, codebooks, states } = input;
  const d = dimensionOf(NAME, input.dimension);
  const maxSteps = integer(`${NAME}: maxSteps`, options.maxSteps ?? 100, 0, 2 ** 31 - 1);
  const order = oneOf(`${NAME}: order`, options.order ?? 'sequential', ['sequential', 'synchronous']);
  const stop = oneOf(`${NAME}: stop`, options.stop ?? 'fixed-point', ['fixed-point', 'never']);
  const longest = integer(`${NAME}: maxCycleLength`, options.maxCycleLength ?? 0, 0, 1024);
  listOf(`${NAME}: codebooks`, codebooks, 2, 16);
  const k = codebooks.length;
  const sizes = codebooks.map((book, j) => {
    const rows = packedRows(`${NAME}: codebook ${j}`, book, d);
    // Weights are at most D in size, and their sum must stay below 2^31.
    return integer(`${NAME}: rows of codebook ${j}`, rows, 1, Math.floor((2 ** 31 - 1) / d));
  });
  const batch = packedRows(`${NAME}: composites`, composites, d);
  if (packedRows(`${NAME}: states`, states, d) !== batch * k) {
    throw new RangeError(
      `${NAME}: expected states [${batch}, ${k}, ${wordsPerRow(d)}], got ${states.length} words in all.`,
    );
  }

  const stride = packedStride(d);
  const rowBytes = wordsPerRow(d) * 4;
  const total = sizes.reduce((a, b) => a + b, 0);
  const most = Math.max(...sizes);
  const groups = Math.ceil(most / 4);
  const chunk = Math.max(1, Math.min(CHUNK, batch));
  const layout = createLayout(base);
  const descriptor = layout.take(80 + 16 * k);
  const weights = layout.take(most * 4);
  const head = layout.take(48 + 8 * groups);
  const tab = layout.take(32 * groups);
  const work = layout.take(384);
  const u = layout.take(stride);
  const product = layout.take(stride);
  const fresh = layout.take(k * stride);
  const books = sizes.map((n) => layout.take(n * stride));
  const planes = sizes.map((n) => layout.take(Math.ceil(n / 4) * stride * 8));
  const slots = longest > 1 ? longest + 1 : 0;
  const ring = layout.take(slots * k * stride);
  const hashes = layout.take(slots * 8);
  const xs = layout.take(chunk * stride);
  const ss = layout.take(chunk * k * stride);
  const sims = layout.take(chunk * total * 4);
  const ends = layout.take(chunk * 16);

  const head32 = [
    k,
    stride,
    d,
    maxSteps,
    order === 'synchronous' ? 1 : 0,
    stop === 'fixed-point' ? 1 : 0,
    longest,
    total,
    weights,
    head,
    tab,
    work,
    u,
    product,
    fresh,
    ring,
    hashes,
    0,
    0,
    0,
  ];
  const factors = sizes.flatMap((n, j) => [books[j] ?? 0, planes[j] ?? 0, n, 0]);
  const record = Int32Array.from([...head32, ...factors]);

  const row: readonly Part[] = [[0, 0, rowBytes]];
  const outStates = new Int32Array(states.length);
  const similarities = new Int32Array(batch * total);
  const outcome = new Int32Array(batch * 4);
  const stateParts: readonly Part[] =
    rowBytes === stride
      ? [[0, 0, k * stride]]
      : sizes.map((_, j): Part => [j * rowBytes, j * stride, rowBytes]);
  const stateStream = (data: Uint8Array): Stream => ({
    data,
    itemBytes: k * rowBytes,
    offset: ss,
    stride: k * stride,
    parts: stateParts,
  });
  const whole = (data: Uint8Array, offset: number, itemBytes: number): Stream => ({
    data,
    itemBytes,
    offset,
    stride: itemBytes,
    parts: [[0, 0, itemBytes]],
  });
  const fills =
    rowBytes === stride
      ? []
      : [{ offset: books[0] ?? 0, bytes: ss + chunk * k * stride - (books[0] ?? 0), pattern: 0 }];
  const job: Job = {
    memory: layout.end(),
    fills,
    fixed: [
      whole(bytesOf(record), descriptor, record.byteLength),
      ...codebooks.map((book, j): Stream => ({
        data: bytesOf(book),
        itemBytes: rowBytes,
        offset: books[j] ?? 0,
        stride,
        parts: row,
      })),
    ],
    setup: sizes.map((n, j) => ({ name: 'planes', args: [books[j] ?? 0, n, stride, planes[j] ?? 0] })),
    inputs: [
      { data: bytesOf(composites), itemBytes: rowBytes, offset: xs, stride, parts: row },
      stateStream(bytesOf(states)),
    ],
    outputs: [
      stateStream(bytesOf(outStates)),
      whole(bytesOf(similarities), sims, total * 4),
      whole(bytesOf(outcome), ends, 16),
    ],
    call: { name: 'resonate', args: [descriptor, xs, ss, 0, sims, ends] },
    countAt: 3,
    items: batch,
    chunk,
    block: 1,
  };
  const column = (at: number): Int32Array =>
    Int32Array.from({ length: batch }, (_, b) => outcome[b * 4 + at] ?? 0);
  return {
    job,
    result: () => ({
      states: outStates,
      similarities,
      steps: column(0),
      status: column(1),
      cycleLength: column(2),
    }),
  };
}
