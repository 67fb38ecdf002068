// Turns a memory and its starts into a job: checks, memory layout, descriptor (see assembly/relax.ts).

import { checkRelax, type Run, type Sizes } from './check-relax.js';
import type { Fill, Job, Stream } from './job.js';
import { bytesOf, createLayout, type Layout } from './layout.js';
import type { Plan } from './plan-resonate.js';
import type { RelaxInput, RelaxOptions, RelaxResult } from './relax-types.js';

/** Most starts in kernel memory at once, and most bytes that they may take. */
const CHUNK = 64;
const CHUNK_BYTES = 2 ** 25;
/** Numbers of a start's record: a, h, d, mean, squared length of the start, 3 free. */
const RECORD = 8;
/** Upper half of the float64 -2^993: below every overlap, and finite. */
const LOWEST = -(2 ** 25);

/** A stream of items that lie densely in the kernel. */
function dense(array: ArrayBufferView, offset: number, itemBytes = array.byteLength): Stream {
  return { data: bytesOf(array), itemBytes, offset, stride: itemBytes, parts: [[0, 0, itemBytes]] };
}

/** A stream of rows that the kernel pads. */
function padded(array: Float32Array | Float64Array, offset: number, { p, padded: wide }: Sizes): Stream {
  const itemBytes = p * array.BYTES_PER_ELEMENT;
  return {
    data: bytesOf(array),
    itemBytes,
    offset,
    stride: wide * array.BYTES_PER_ELEMENT,
    parts: [[0, 0, itemBytes]],
  };
}

interface Memory {
  /** Addresses by their place in the descriptor. */
  readonly words: ReadonlyMap<number, number>;
  readonly fixed: readonly Stream[];
  readonly fills: readonly Fill[];
}

/** Lays out what all starts share, and scratch. */
function memoryOf(layout: Layout, input: RelaxInput, sizes: Sizes, run: Run): Memory {
  const { p, padded: wide } = sizes;
  const { links, means, gram, gramMeans, pull, reference } = input;
  const words = new Map<number, number>();
  const fixed: Stream[] = [];
  const fills: Fill[] = [];
  const take = (word: number, bytes: number): number => {
    const at = layout.take(bytes);
    words.set(word, at);
    return at;
  };
  /** Rows whose padding the kernel reads: zeros. */
  const rows = (word: number, array: Float32Array | Float64Array): void => {
    const bytes = (array.length / p) * wide * array.BYTES_PER_ELEMENT;
    const at = take(word, bytes);
    if (wide !== p) fills.push({ offset: at, bytes, pattern: 0 });
    fixed.push(padded(array, at, sizes));
  };
  if (pull === undefined) {
    rows(8, gram);
  } else {
    rows(136, pull.gram);
    rows(140, pull.means);
  }
  rows(12, means);
  rows(
    16,
    gramMeans.map((value) => run.eta * run.meanLoad * value),
  );
  rows(92, new Float32Array(p).fill(run.meanLoad / p));
  if (run.traced && reference !== undefined) rows(48, reference.inverseLengths);
  if (links.kind === 'full') rows(24, links.matrix);
  if (links.kind === 'entries') {
    for (const [word, array] of [
      [24, links.offsets],
      [28, links.targets],
      [32, links.values],
    ] as const) {
      fixed.push(dense(array, take(word, array.byteLength)));
    }
  }
  fills.push({ offset: take(52, wide * 8), bytes: wide * 8, pattern: LOWEST });
  for (const word of [56, 60, 64, 68, 72, 76, 80]) take(word, wide * 4);
  const slots = Math.max(1, run.longest) + 1;
  take(84, slots * wide * 4);
  take(88, slots * 4);
  return { words, fixed, fills };
}

function descriptorOf(
  input: RelaxInput,
  { p, padded: wide }: Sizes,
  run: Run,
  words: Memory['words'],
): Float64Array {
  const record = new Float64Array(19);
  const integers = new Int32Array(record.buffer);
  for (const [word, value] of words) integers[word / 4] = value;
  integers[0] = p;
  integers[1] = wide * 4;
  integers[5] = { none: 0, entries: 1, full: 2 }[input.links.kind];
  integers[9] = run.steps;
  integers[10] = run.longest;
  integers[11] = run.traced ? 1 : 0;
  const mean = input.means.reduce((sum, value) => sum + value, 0) / p;
  record.set([run.beta, run.eta, input.neurons, run.meanLoad * mean, run.tolerance], 12);
  // p shares below this, of which the largest is 1, are together below 2^-25.
  record[18] = -(Math.log(p) + 25 * Math.LN2);
  return record;
}

/**
 * Plans runs of a memory from many starts.
 *
 * @param base - First free address of the kernel's memory.
 * @param input - The memory and its starts.
 * @param options - Options of the run.
 * @returns The job and its result.
 */
export function planRelax(base: number, input: RelaxInput, options: RelaxOptions = {}): Plan<RelaxResult> {
  const { run, sizes } = checkRelax(input, options);
  const { p, padded: wide, batch } = sizes;
  const { state, strengths, reference } = input;
  const layout = createLayout(base);
  const descriptor = layout.take(152);
  const { words, fixed, fills } = memoryOf(layout, input, sizes, run);
  const line = run.traced ? run.steps * (p + 2) * 4 : 0;
  const each = RECORD * 8 + wide * 20 + 16 + line;
  const chunk = Math.max(1, Math.min(CHUNK, batch, Math.floor(CHUNK_BYTES / each)));
  const records = layout.take(chunk * RECORD * 8);
  const us = layout.take(chunk * wide * 4);
  const ys = layout.take(chunk * wide * 8);
  const starts = run.traced ? layout.take(chunk * wide * 8) : 0;
  const ends = layout.take(chunk * 16);
  const trace = layout.take(chunk * line);

  const given = new Float64Array(batch * RECORD);
  for (let b = 0; b < batch; b += 1) {
    given.set([strengths[2 * b] ?? 0, strengths[2 * b + 1] ?? 0], b * RECORD);
    given.set([state.remainders[b] ?? 0, state.means[b] ?? 0, reference?.squares[b] ?? 0], b * RECORD + 2);
  }
  const left = new Float64Array(batch * RECORD);
  const coordinates = new Float32Array(batch * p);
  const overlaps = new Float64Array(batch * p);
  const outcome = new Int32Array(batch * 4);
  const history = run.traced ? new Float32Array(batch * run.steps * (p + 2)) : undefined;
  const job: Job = {
    memory: layout.end(),
    // Padding of u is read and kept; that of y is not.
    fills: [...fills, { offset: us, bytes: chunk * wide * 4, pattern: 0 }],
    fixed: [dense(descriptorOf(input, sizes, run, words), descriptor), ...fixed],
    setup: [],
    inputs: [
      dense(given, records, RECORD * 8),
      padded(state.coordinates, us, sizes),
      padded(state.overlaps, ys, sizes),
      ...(run.traced && reference !== undefined ? [padded(reference.overlaps, starts, sizes)] : []),
    ],
    outputs: [
      dense(left, records, RECORD * 8),
      padded(coordinates, us, sizes),
      padded(overlaps, ys, sizes),
      dense(outcome, ends, 16),
      ...(history === undefined || run.steps === 0 ? [] : [dense(history, trace, line)]),
    ],
    call: { name: 'relax', args: [descriptor, records, us, ys, starts, 0, ends, trace] },
    countAt: 5,
    items: batch,
    chunk,
    block: 1,
  };
  const column = (width: number, at: number): Int32Array =>
    Int32Array.from({ length: batch }, (_, b) => outcome[b * width + at] ?? 0);
  const numbers = (at: number): Float64Array =>
    Float64Array.from({ length: batch }, (_, b) => left[b * RECORD + at] ?? 0);
  return {
    job,
    result: () => ({
      state: { coordinates, overlaps, remainders: numbers(2), means: numbers(3) },
      status: column(4, 0),
      steps: column(4, 1),
      lags: column(4, 2).map((lag, b) => (outcome[b * 4] === 3 ? 0 : lag)),
      history,
    }),
  };
}
