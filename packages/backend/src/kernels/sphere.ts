// Host side of the fused oscillators (see assembly/sphere.ts): chunks of samples, memory, and the tape between the way there and back.

import type { KernelInstance } from './instance.js';
import { createLayout } from './layout.js';
import type { Kernels, SphereGradient, SphereInput, SphereRun, SphereTape } from './types.js';

/** States of a chunk, numbers: with a matrix of the couplings' size they fill half of a first-level cache. */
const CHUNK_NUMBERS = 4096;
/** Most samples of a chunk. */
const MOST_LANES = 64;

/** What was kept of a chunk. */
interface ChunkTape {
  readonly states: Float32Array;
  readonly fields: Float32Array;
  readonly lengths: Float32Array;
}

interface KeptTape extends SphereTape {
  readonly input: SphereInput;
  readonly chunks: readonly ChunkTape[];
}

/** Arrays of tapes that were given back, by length: fresh ones of some MiB cost page faults and collections, up to twice the kernel. */
type Store = Map<number, Float32Array[]>;

/** Arrays kept of one length. */
const MOST_KEPT = 8;

function takeFrom(store: Store, source: Float32Array): Float32Array {
  const array = store.get(source.length)?.pop() ?? new Float32Array(source.length);
  array.set(source);
  return array;
}

function giveBack(store: Store, { chunks }: KeptTape): void {
  for (const array of chunks.flatMap(({ states, fields, lengths }) => [states, fields, lengths])) {
    const kept = store.get(array.length) ?? [];
    if (kept.length < MOST_KEPT) kept.push(array);
    // Lengths change with a model's sizes: what was kept for others is let go.
    if (!store.has(array.length) && store.size >= MOST_KEPT) store.clear();
    store.set(array.length, kept);
  }
}

type Sizes = {
  readonly lanes: number;
  /** Numbers of a state. */
  readonly state: number;
  readonly rows: number;
  readonly block: number;
  /** Numbers of a coupling. */
  readonly coupling: number;
};

function sizesOf({ objects, features, dimension, blocks, batch }: SphereInput): Sizes {
  const fitting = Math.floor(CHUNK_NUMBERS / (features * dimension * 4)) * 4;
  const lanes = Math.min(Math.max(4, Math.min(fitting, MOST_LANES)), Math.ceil(batch / 4) * 4);
  const block = blocks ? dimension : 1;
  const rows = features * block;
  return { lanes, state: objects * features * dimension * lanes, rows, block, coupling: rows * rows };
}

/** Addresses of a run, and its descriptor. */
function layOut(instance: KernelInstance, input: SphereInput, sizes: Sizes, kept: boolean, back: boolean) {
  const { objects, features, dimension, steps } = input;
  const { lanes, state, rows, coupling } = sizes;
  const tiles = Math.ceil(rows / 4) * 4;
  const columns = (features * dimension * lanes) / rows;
  const lengths = objects * features * lanes;
  const layout = createLayout(instance.base);
  const take = (numbers: number): number => layout.take(numbers * 4);
  const slots = kept ? steps : 1;
  const turns = features * dimension * dimension;
  const sumNumbers = back ? objects * tiles * (rows + (rows % 2)) * 4 : 0;
  const at = {
    descriptor: take(25),
    within: take(coupling),
    between: take(coupling),
    omega: take(turns),
    plain: take(state),
    packed: take(objects * tiles * rows),
    modes: take(4 * tiles * columns),
    pulls: take(2 * tiles * columns),
    drive: take(state),
    states: take(kept ? (steps + 1) * state : state),
    fields: take(slots * state),
    lengths: take(slots * lengths),
    gradient: take(back ? state : 0),
    driveSum: take(back ? state : 0),
    sums: take(sumNumbers),
    turns: take(back ? turns * 4 : 0),
    scratch: take(dimension * 4),
  };
  const { buffer } = instance.reserve(layout.end());
  const descriptor = new Int32Array(buffer, at.descriptor, 25);
  const stride = (numbers: number): number => (kept ? numbers * 4 : 0);
  descriptor.set([objects, features, dimension, rows, columns, lanes, steps, 0]);
  new Float32Array(buffer, at.descriptor + 28, 1).set([input.stepSize]);
  descriptor.set([input.omega ? at.omega : 0, input.drive ? at.drive : 0, at.packed, at.packed, at.modes], 8);
  descriptor.set([at.pulls, at.states, at.fields, at.lengths, stride(state), stride(state)], 13);
  descriptor.set([stride(lengths), at.gradient, at.driveSum, at.sums, at.turns, at.scratch], 19);
  // Rows that pad to whole tiles must be 0 for the sums.
  new Float32Array(buffer, at.modes, 4 * tiles * columns).fill(0);
  new Float32Array(buffer, at.within, coupling).set(input.within);
  if (input.between) new Float32Array(buffer, at.between, coupling).set(input.between);
  if (input.omega) new Float32Array(buffer, at.omega, turns).set(input.omega);
  const between = input.between ? at.between : 0;
  instance.call('packCouplings', [at.within, between, objects, rows, sizes.block, back ? 1 : 0, at.packed]);
  return { at, buffer, sumNumbers, turns, slots, lengthNumbers: lengths };
}

/** Runs `f` on each chunk: its number, first sample and how many samples. */
function eachChunk(
  batch: number,
  lanes: number,
  f: (chunk: number, from: number, samples: number) => void,
): void {
  for (let from = 0; from < batch; from += lanes) f(from / lanes, from, Math.min(lanes, batch - from));
}

function evolve(
  instance: KernelInstance,
  store: Store,
  input: SphereInput,
  keep: SphereRun,
): ReturnType<Kernels['evolveSphere']> {
  const sizes = sizesOf(input);
  const { lanes, state } = sizes;
  const kept = keep === 'tape';
  const width = state / lanes;
  const { at, buffer, slots, lengthNumbers } = layOut(instance, input, sizes, kept, false);
  const end = new Float32Array(input.start.length);
  const chunks: ChunkTape[] = [];
  const plain = new Float32Array(buffer, at.plain, state);
  eachChunk(input.batch, lanes, (_, from, samples) => {
    const put = (values: Float32Array, to: number): void => {
      plain.set(values.subarray(from * width, (from + samples) * width));
      instance.call('toLanes', [at.plain, samples, width, lanes, 1, to]);
    };
    put(input.start, at.states);
    if (input.drive) put(input.drive, at.drive);
    instance.call('evolveSphere', [at.descriptor]);
    const last = at.states + (kept ? input.steps * state * 4 : 0);
    instance.call('fromLanes', [last, samples, width, lanes, at.plain]);
    end.set(plain.subarray(0, samples * width), from * width);
    if (!kept) return;
    const copy = (offset: number, numbers: number): Float32Array =>
      takeFrom(store, new Float32Array(buffer, offset, numbers));
    chunks.push({
      states: copy(at.states, (input.steps + 1) * state),
      fields: copy(at.fields, slots * state),
      lengths: copy(at.lengths, slots * lengthNumbers),
    });
  });
  instance.trim();
  const tape: KeptTape | undefined = kept ? { input, chunks } : undefined;
  return { end, tape };
}

function reverse(instance: KernelInstance, tape: SphereTape, gradient: Float32Array): SphereGradient {
  const { input, chunks } = tape as KeptTape;
  const sizes = sizesOf(input);
  const { lanes, state, coupling } = sizes;
  const width = state / lanes;
  const { at, buffer, sumNumbers, turns } = layOut(instance, input, sizes, true, true);
  const view = (offset: number, numbers: number): Float32Array => new Float32Array(buffer, offset, numbers);
  const plain = view(at.plain, state);
  const start = new Float32Array(input.start.length);
  const drive = new Float32Array(input.drive ? input.start.length : 0);
  view(at.sums, sumNumbers).fill(0);
  view(at.turns, turns * 4).fill(0);
  eachChunk(input.batch, lanes, (index, from, samples) => {
    const chunk = chunks[index];
    if (chunk === undefined)
      throw new RangeError(`kernels.reverseSphere: expected a tape of chunk ${index}.`);
    view(at.states, chunk.states.length).set(chunk.states);
    view(at.fields, chunk.fields.length).set(chunk.fields);
    view(at.lengths, chunk.lengths.length).set(chunk.lengths);
    view(at.driveSum, state).fill(0);
    plain.set(gradient.subarray(from * width, (from + samples) * width));
    // Lanes beyond the samples get the gradient 0, and so add nothing to any sum.
    instance.call('toLanes', [at.plain, samples, width, lanes, 0, at.gradient]);
    instance.call('reverseSphere', [at.descriptor]);
    const take = (source: number, to: Float32Array): void => {
      instance.call('fromLanes', [source, samples, width, lanes, at.plain]);
      to.set(plain.subarray(0, samples * width), from * width);
    };
    take(at.gradient, start);
    if (input.drive) take(at.driveSum, drive);
  });
  const between = input.between ? at.between : 0;
  const { rows, block } = sizes;
  instance.call('collectCouplings', [at.sums, input.objects, rows, block, at.within, between]);
  instance.call('collectLanes', [at.turns, turns, at.omega]);
  const result = {
    start,
    drive: input.drive && drive,
    within: view(at.within, coupling).slice(),
    between: input.between && view(at.between, coupling).slice(),
    omega: input.omega && view(at.omega, turns).slice(),
  };
  instance.trim();
  return result;
}

/**
 * Fused oscillators of one thread.
 *
 * @param instance - The kernels.
 * @returns The methods of `Kernels`.
 */
export function sphereOps(instance: KernelInstance): Pick<Kernels, 'evolveSphere' | 'reverseSphere'> {
  const store: Store = new Map();
  const spent = new WeakSet<SphereTape>();
  return {
    evolveSphere: (input, keep = 'end') => evolve(instance, store, input, keep),
    reverseSphere: (tape, gradient) => {
      if (spent.has(tape))
        throw new RangeError('kernels.reverseSphere: expected a tape, got one that was used.');
      const result = reverse(instance, tape, gradient);
      spent.add(tape);
      giveBack(store, tape as KeptTape);
      return result;
    },
  };
}
