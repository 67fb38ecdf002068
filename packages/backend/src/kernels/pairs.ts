// Host side of the sums over edges (see assembly/pairs.ts): four samples at a time, so that memory does not grow with the batch.

import type { KernelInstance } from './instance.js';
import { createLayout } from './layout.js';
import type { NeighbourInput, PairGradient, PairInput, PairKernels } from './pair-types.js';

/** Samples side by side. */
const LANES = 4;
/** 32-bit words of a descriptor. */
const WORDS = 13;

interface Weights {
  readonly constant: Float32Array;
  readonly slope: Float32Array;
}

/** Addresses of a run. */
interface Place {
  readonly descriptor: number;
  readonly plain: number;
  readonly states: number;
  readonly result: number;
  readonly gradient: number;
  readonly sums: number;
  readonly buffer: ArrayBuffer;
  /** Numbers of one sample, N D. */
  readonly width: number;
}

function layOut(
  instance: KernelInstance,
  input: NeighbourInput,
  weights: Weights | undefined,
  back: boolean,
): Place {
  const { starts, neighbours, ids, dimension } = input;
  const count = starts.length - 1;
  const width = count * dimension;
  const entries = neighbours.length;
  const edges = weights ? weights.slope.length : 0;
  const layout = createLayout(instance.base);
  const take = (numbers: number): number => layout.take(numbers * 4);
  const [descriptor, startsAt, middles, neighboursAt, idsAt] = [
    take(WORDS),
    take(count + 1),
    take(count),
    take(entries),
    take(weights ? entries : 0),
  ] as const;
  const [constant, slope, plain] = [take(edges), take(edges), take(LANES * width)] as const;
  const [states, result, gradient] = [
    take(LANES * width),
    take(LANES * width),
    take(back ? LANES * width : 0),
  ] as const;
  const [sums, radial] = [take(back ? 2 * edges : 0), take(back ? LANES * count : 0)] as const;
  const { buffer } = instance.reserve(layout.end());
  const put = (at: number, values: Int32Array): void => {
    new Int32Array(buffer, at, values.length).set(values);
  };
  put(startsAt, starts);
  put(neighboursAt, neighbours);
  if (weights) {
    put(idsAt, ids);
    new Float32Array(buffer, constant, edges).set(weights.constant);
    new Float32Array(buffer, slope, edges).set(weights.slope);
    instance.call('rowMiddles', [count, startsAt, neighboursAt, middles]);
  }
  put(
    descriptor,
    Int32Array.of(
      count,
      dimension,
      startsAt,
      middles,
      neighboursAt,
      idsAt,
      constant,
      slope,
      states,
      result,
      gradient,
      sums,
      radial,
    ),
  );
  return { descriptor, plain, states, result, gradient, sums, buffer, width };
}

/** Calls an export on each four samples of `inputs` and gathers its result. */
function eachFour(
  instance: KernelInstance,
  name: string,
  place: Place,
  batch: number,
  inputs: readonly (readonly [values: Float32Array, to: number])[],
): Float32Array {
  const { buffer, width } = place;
  const out = new Float32Array(batch * width);
  const plain = new Float32Array(buffer, place.plain, LANES * width);
  for (let from = 0; from < batch; from += LANES) {
    const samples = Math.min(LANES, batch - from);
    const [begin, end] = [from * width, (from + samples) * width];
    for (const [values, to] of inputs) {
      plain.set(values.subarray(begin, end));
      // Lanes beyond the samples hold 0, and so add nothing to any sum.
      instance.call('toLanes', [place.plain, samples, width, LANES, 0, to]);
    }
    instance.call(name, [place.descriptor]);
    instance.call('fromLanes', [place.result, samples, width, LANES, place.plain]);
    out.set(plain.subarray(0, end - begin), begin);
  }
  return out;
}

function reverse(instance: KernelInstance, input: PairInput, gradient: Float32Array): PairGradient {
  const place = layOut(instance, input, input, true);
  const edges = input.slope.length;
  const sums = new Float32Array(place.buffer, place.sums, 2 * edges);
  sums.fill(0);
  const states = eachFour(instance, 'reversePairField', place, input.batch, [
    [input.states, place.states],
    [gradient, place.gradient],
  ]);
  const [constant, slope] = [new Float32Array(edges), new Float32Array(edges)];
  for (let edge = 0; edge < edges; edge += 1) {
    constant[edge] = sums[2 * edge] ?? 0;
    slope[edge] = sums[2 * edge + 1] ?? 0;
  }
  instance.trim();
  return { states, constant, slope };
}

/**
 * Sums over edges of one thread.
 *
 * @param instance - The kernels.
 * @returns The methods of `Kernels`.
 */
export function pairOps(instance: KernelInstance): PairKernels {
  const run = (name: string, input: NeighbourInput, weights: Weights | undefined): Float32Array => {
    const place = layOut(instance, input, weights, false);
    const out = eachFour(instance, name, place, input.batch, [[input.states, place.states]]);
    instance.trim();
    return out;
  };
  return {
    pairField: (input) => run('pairField', input, input),
    reversePairField: (input, gradient) => reverse(instance, input, gradient),
    neighbourSum: (input) => run('neighbourSum', input, undefined),
  };
}
