// A run of one batched kernel, as data: what to copy in once, what to copy in and out per composite, which export to
// call. The same job runs here (one thread) and in worker threads (worker-source.ts); all arithmetic is in the
// WebAssembly module, so both give the same bits. Work goes through memory in chunks, so its size does not grow with
// the batch.

import type { KernelInstance } from './instance.js';

/** A run of bytes of an item: `[from in the caller's array, to in the kernel's memory, length]`, relative to the item. */
export type Part = readonly [from: number, to: number, bytes: number];

/** Items that lie densely in a caller's array and, padded, in the kernel's memory. */
export interface Stream {
  /** Caller's bytes. */
  readonly data: Uint8Array;
  /** Bytes of one item in `data`. */
  readonly itemBytes: number;
  /** Where the first item goes. */
  readonly offset: number;
  /** Distance of items in the kernel's memory. */
  readonly stride: number;
  /** The runs that make up an item. */
  readonly parts: readonly Part[];
}

/** A span of memory set to one 32-bit pattern before anything is copied in. */
export interface Fill {
  readonly offset: number;
  readonly bytes: number;
  readonly pattern: number;
}

/** One call of an export. */
export interface Call {
  readonly name: string;
  readonly args: readonly number[];
}

/** A batched run. */
export interface Job {
  /** Bytes of memory needed, counted from address 0. */
  readonly memory: number;
  readonly fills: readonly Fill[];
  /** Copied in once (all items of each stream). */
  readonly fixed: readonly Stream[];
  /** Calls made once, after the copies. */
  readonly setup: readonly Call[];
  readonly inputs: readonly Stream[];
  readonly outputs: readonly Stream[];
  /** The kernel; argument `countAt` is replaced by the number of items. */
  readonly call: Call;
  readonly countAt: number;
  /** Number of items in the batch. */
  readonly items: number;
  /** Most items in one call. */
  readonly chunk: number;
  /** Items that the kernel takes at once: calls of a multiple of it are the fastest. */
  readonly block: number;
}

function isDense(stream: Stream): boolean {
  const [part] = stream.parts;
  return stream.stride === stream.itemBytes && stream.parts.length === 1 && part?.[2] === stream.itemBytes;
}

function copyIn(heap: Uint8Array, stream: Stream, from: number, count: number): void {
  const { data, itemBytes, offset, stride, parts } = stream;
  if (isDense(stream)) {
    heap.set(data.subarray(from * itemBytes, (from + count) * itemBytes), offset);
    return;
  }
  for (let i = 0; i < count; i++) {
    const source = (from + i) * itemBytes;
    const target = offset + i * stride;
    for (const [a, b, bytes] of parts) heap.set(data.subarray(source + a, source + a + bytes), target + b);
  }
}

function copyOut(heap: Uint8Array, stream: Stream, from: number, count: number): void {
  const { data, itemBytes, offset, stride, parts } = stream;
  if (isDense(stream)) {
    data.set(heap.subarray(offset, offset + count * itemBytes), from * itemBytes);
    return;
  }
  for (let i = 0; i < count; i++) {
    const target = (from + i) * itemBytes;
    const source = offset + i * stride;
    for (const [a, b, bytes] of parts) data.set(heap.subarray(source + b, source + b + bytes), target + a);
  }
}

/**
 * Runs a whole job on this thread, filling the arrays behind its outputs.
 *
 * @param instance - The kernels.
 * @param job - What to run.
 */
export function runJob(instance: KernelInstance, job: Job): void {
  const heap = instance.reserve(job.memory);
  for (const { offset, bytes, pattern } of job.fills) {
    new Int32Array(heap.buffer, offset, bytes >> 2).fill(pattern);
  }
  for (const stream of job.fixed) copyIn(heap, stream, 0, stream.data.byteLength / stream.itemBytes);
  for (const { name, args } of job.setup) instance.call(name, args);
  for (let from = 0; from < job.items; from += job.chunk) {
    const count = Math.min(job.chunk, job.items - from);
    for (const stream of job.inputs) copyIn(heap, stream, from, count);
    const args = job.call.args.slice();
    args[job.countAt] = count;
    instance.call(job.call.name, args);
    for (const stream of job.outputs) copyOut(heap, stream, from, count);
  }
  instance.trim();
}
