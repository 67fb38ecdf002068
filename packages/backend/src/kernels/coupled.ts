// Host side of the coupled field (see assembly/coupled.ts): four samples at a time through the sums over edges and what surrounds them, so
// that a state is brought into lanes once, and no array of the batch's size lies between.

import type { KernelInstance } from './instance.js';
import { createLayout } from './layout.js';
import type { CoupledField, CoupledGradient, CoupledInput, CoupledKernels, EdgeRows } from './pair-types.js';

/** Samples side by side. */
const LANES = 4;
/** 32-bit words of the descriptors: of the sums over pairs, over the coupling's neighbours, and of what surrounds them. */
const [PAIR_WORDS, SUM_WORDS, WORDS] = [13, 13, 18] as const;

/** An array of the batch, and where four samples of it lie in lanes. */
type Stream = readonly [values: Float32Array, at: number];

/** What copies in and out, and calls. */
interface Run {
  put(at: number, values: Int32Array | Float32Array): void;
  floats(at: number, length: number): Float32Array;
  /** Brings four samples at a time into lanes, does `work`, and brings the results back. */
  eachFour(inputs: readonly Stream[], outputs: readonly Stream[], work: () => void): void;
}

interface Sizes {
  readonly count: number;
  readonly edges: number;
}

function startRun(instance: KernelInstance, bytes: number, batch: number, plain: number): Run {
  const { buffer } = instance.reserve(bytes);
  const floats = (at: number, length: number): Float32Array => new Float32Array(buffer, at, length);
  return {
    put(at, values) {
      if (values instanceof Int32Array) new Int32Array(buffer, at, values.length).set(values);
      else floats(at, values.length).set(values);
    },
    floats,
    eachFour(inputs, outputs, work) {
      for (let from = 0; from < batch; from += LANES) {
        const samples = Math.min(LANES, batch - from);
        const part = (values: Float32Array): Float32Array => {
          const width = values.length / batch;
          return values.subarray(from * width, (from + samples) * width);
        };
        for (const [values, at] of inputs) {
          const four = part(values);
          floats(plain, four.length).set(four);
          // Lanes beyond the samples hold 0, and so add nothing to any sum.
          instance.call('toLanes', [plain, samples, four.length / samples, LANES, 0, at]);
        }
        work();
        for (const [values, at] of outputs) {
          const four = part(values);
          instance.call('fromLanes', [at, samples, four.length / samples, LANES, plain]);
          four.set(floats(plain, four.length));
        }
      }
    },
  };
}

/** The arrays of both directions, by address. */
function layOut(instance: KernelInstance, input: CoupledInput, { count, edges }: Sizes, summed: number) {
  const { pairs, coupling, dimension } = input;
  const layout = createLayout(instance.base);
  const take = (numbers: number): number => layout.take(numbers * 4);
  const state = LANES * count * dimension;
  const graph = (rows: EdgeRows): { starts: number; neighbours: number } => ({
    starts: take(count + 1),
    neighbours: take(rows.neighbours.length),
  });
  const place = {
    pairRun: take(PAIR_WORDS),
    sumRun: take(SUM_WORDS),
    run: take(WORDS),
    pairs: graph(pairs),
    coupling: graph(coupling),
    middles: take(count),
    ids: take(pairs.ids.length),
    constant: take(edges),
    slope: take(edges),
    turn: take(dimension * dimension),
    plain: take(state),
    x: take(state),
    g: take(LANES * count),
    u: take(state),
    rows: take(summed * state),
    sums: take(summed * state),
    y: take(state),
    z: take(LANES * count),
  };
  return { place, take, end: () => layout.end() };
}

type Place = ReturnType<typeof layOut>['place'];

function fill(
  instance: KernelInstance,
  run: Run,
  input: CoupledInput,
  place: Place,
  { count }: Sizes,
  summed: number,
): void {
  const { dimension } = input;
  for (const name of ['pairs', 'coupling'] as const) {
    run.put(place[name].starts, input[name].starts);
    run.put(place[name].neighbours, input[name].neighbours);
  }
  run.put(place.ids, input.pairs.ids);
  for (const name of ['constant', 'slope', 'turn'] as const) run.put(place[name], input[name]);
  instance.call('rowMiddles', [count, place.pairs.starts, place.pairs.neighbours, place.middles]);
  const { starts, neighbours } = place.coupling;
  const width = summed * dimension;
  run.put(
    place.sumRun,
    Int32Array.of(count, width, starts, 0, neighbours, 0, 0, 0, place.rows, place.sums, 0, 0, 0),
  );
}

/** The descriptor of the pairs: field or gradient of u, into y. */
function pairRun(place: Place, { count }: Sizes, dimension: number, back: readonly number[]): Int32Array {
  const { pairs, middles, ids, constant, slope, u, y } = place;
  return Int32Array.from([
    ...[count, dimension, pairs.starts, middles, pairs.neighbours, ids, constant, slope, u, y],
    ...back,
  ]);
}

function putRun(
  run: Run,
  place: Place,
  input: CoupledInput,
  { count }: Sizes,
  back: readonly number[],
): void {
  const { turn, x, g, u, rows, sums, y, z } = place;
  run.put(place.run, Int32Array.of(count, input.dimension, 0, turn, x, g, u, rows, sums, y, z, ...back));
  run.put(place.run + 8, Float32Array.of(input.strength));
}

const sizesOf = ({ pairs, constant }: CoupledInput): Sizes => ({
  count: pairs.starts.length - 1,
  edges: constant.length,
});

function forward(instance: KernelInstance, input: CoupledInput): CoupledField {
  const sizes = sizesOf(input);
  const { batch, dimension, states, gates } = input;
  const { place, end } = layOut(instance, input, sizes, 1);
  const run = startRun(instance, end(), batch, place.plain);
  fill(instance, run, input, place, sizes, 1);
  run.put(place.pairRun, pairRun(place, sizes, dimension, [0, 0, 0]));
  putRun(run, place, input, sizes, [0, 0, 0, 0, 0, 0, 0]);
  const field = { states: new Float32Array(states.length), drive: new Float32Array(gates.length) };
  const inputs: Stream[] = [[states, place.x], [gates, place.g]]; // prettier-ignore
  const outputs: Stream[] = [[field.states, place.y], [field.drive, place.z]]; // prettier-ignore
  run.eachFour(inputs, outputs, () => {
    instance.call('enterCoupled', [place.run]);
    instance.call('pairField', [place.pairRun]);
    instance.call('neighbourSum', [place.sumRun]);
    instance.call('leaveCoupled', [place.run]);
  });
  instance.trim();
  return field;
}

function reverse(
  instance: KernelInstance,
  input: CoupledInput,
  value: Float32Array,
  gradient: CoupledField,
): CoupledGradient {
  const sizes = sizesOf(input);
  const { batch, dimension, states, gates } = input;
  const { count, edges } = sizes;
  const { place, take, end } = layOut(instance, input, sizes, 2);
  const state = LANES * count * dimension;
  const [c, e, force, slope] = [take(state), take(LANES * count), take(state), take(state)] as const;
  const [radial, lengths, weights] = [take(LANES * count), take(LANES * count), take(2 * edges)] as const;
  const square = dimension * dimension;
  const total = take(LANES * (square + 1));
  const run = startRun(instance, end(), batch, place.plain);
  fill(instance, run, input, place, sizes, 2);
  run.put(place.pairRun, pairRun(place, sizes, dimension, [force, weights, radial]));
  putRun(run, place, input, sizes, [c, e, force, radial, slope, lengths, total]);
  run.floats(weights, 2 * edges).fill(0);
  const totals = run.floats(total, LANES * (square + 1));
  const summed = new Float64Array(square + 1);
  const out = { states: new Float32Array(states.length), gates: new Float32Array(gates.length) };
  const inputs: Stream[] = [
    [states, place.x],
    [gates, place.g],
    [gradient.states, c],
    [gradient.drive, e],
    [value, slope],
  ];
  const outputs: Stream[] = [[out.states, place.y], [out.gates, place.z]]; // prettier-ignore
  run.eachFour(inputs, outputs, () => {
    totals.fill(0);
    instance.call('enterReverseCoupled', [place.run]);
    instance.call('reversePairField', [place.pairRun]);
    instance.call('neighbourSum', [place.sumRun]);
    instance.call('leaveReverseCoupled', [place.run]);
    totals.forEach((lane, at) => {
      summed[at >> 2] = (summed[at >> 2] ?? 0) + lane;
    });
  });
  const sums = run.floats(weights, 2 * edges);
  const [constant, steep] = [new Float32Array(edges), new Float32Array(edges)];
  for (let edge = 0; edge < edges; edge += 1) {
    constant[edge] = sums[2 * edge] ?? 0;
    steep[edge] = sums[2 * edge + 1] ?? 0;
  }
  instance.trim();
  return {
    ...out,
    constant,
    slope: steep,
    turn: Float32Array.from(summed.subarray(0, square)),
    strength: summed[square] ?? 0,
  };
}

/**
 * The coupled field of one thread.
 *
 * @param instance - The kernels.
 * @returns The methods of `Kernels`.
 */
export function coupledOps(instance: KernelInstance): CoupledKernels {
  return {
    coupledField: (input) => forward(instance, input),
    reverseCoupled: (input, states, gradient) => reverse(instance, input, states, gradient),
  };
}
