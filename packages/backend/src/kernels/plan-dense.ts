// Turns dense problems into jobs: checks, memory layout, descriptor (see assembly/vrn.ts).

import { BLOCK, describeRun, memoryOf, problemOf, whole, type Problem } from './dense-layout.js';
import type { Job, Stream } from './job.js';
import { bytesOf } from './layout.js';
import type { Plan } from './plan-resonate.js';
import type {
  CoordinateAscentOptions,
  DenseInput,
  DenseResult,
  DenseSolverOptions,
  DescendOptions,
  FieldsOptions,
  FieldsResult,
} from './types.js';
import { finite, floatRows, integer, oneOf } from './validate.js';

/** Logit of padding lanes, the PADDING of assembly/vrn.ts. */
const PADDING = new Int32Array(new Float32Array([-1e20]).buffer)[0] ?? 0;

function scaleOf(problem: Problem, options: FieldsOptions): number {
  const scale = oneOf(`${problem.name}: deltaScale`, options.deltaScale ?? 'mean', ['mean', 'sum']);
  return scale === 'mean' ? 1 / problem.d : 1;
}

function expectLength(where: string, values: Float32Array, length: number, shape: string): void {
  floatRows(where, values, 1);
  if (values.length !== length) {
    throw new RangeError(`${where}: expected ${shape}, got ${values.length} values.`);
  }
}

function gammasOf(
  problem: Problem,
  gamma: number | Float32Array,
  steps: number,
  least: number,
): Float32Array {
  const where = `${problem.name}: gamma`;
  const values = typeof gamma === 'number' ? new Float32Array(steps + 1).fill(finite(where, gamma)) : gamma;
  if (typeof gamma !== 'number') expectLength(where, gamma, steps, `a number or [${steps}], one a step`);
  const low = values.find((g) => g < least);
  if (low !== undefined)
    throw new RangeError(`${where}: expected gamma >= ${least}, got ${low}: use descend instead.`);
  // One entry more than steps: the free energy after the last step is taken at the last gamma.
  const all = new Float32Array(steps + 1);
  all.set(values.subarray(0, steps));
  all[steps] = steps > 0 ? (values[steps - 1] ?? 0) : (values[0] ?? 0);
  return all;
}

/** First sweep count after which gamma no longer changes. */
function settledFrom(gammas: Float32Array, steps: number): number {
  let t = steps;
  while (t > 1 && gammas[t - 2] === gammas[steps - 1]) t--;
  return t;
}

function planSolver(
  base: number,
  problem: Problem,
  options: DenseSolverOptions,
  kind: {
    readonly call: 'descend' | 'ascend';
    readonly adam: boolean;
    readonly rate: number;
    readonly tolerance: number;
    readonly leastGamma: number;
  },
): Plan<DenseResult> {
  const { name, batch, total, padded, parts } = problem;
  const steps = integer(`${name}: maxSteps`, options.maxSteps ?? 100, 0, 2 ** 24);
  const traced = oneOf(`${name}: trace`, options.trace ?? 'none', ['none', 'free-energy']) === 'free-energy';
  const scale = scaleOf(problem, options);
  const gammas = gammasOf(problem, options.gamma ?? 0, steps, kind.leastGamma);
  const start = options.logits ?? new Float32Array(batch * total);
  expectLength(`${name}: logits`, start, batch * total, `[${batch}, ${total}]`);
  if (options.logPrior) expectLength(`${name}: logPrior`, options.logPrior, total, `[${total}]`);

  const memory = memoryOf(base, problem);
  const { layout, chunk } = memory;
  const gammaAt = layout.take(gammas.byteLength);
  const priorAt = options.logPrior ? layout.take(padded * 4) : 0;
  const phi = layout.take(chunk * padded * 4);
  const ps = layout.take(chunk * padded * 4);
  const traceBytes = traced ? (steps + 1) * 8 : 0;
  const trace = layout.take(chunk * traceBytes);
  const ends = layout.take(chunk * 8);

  const items = (data: Uint8Array, offset: number): Stream => ({
    data,
    itemBytes: total * 4,
    offset,
    stride: padded * 4,
    parts,
  });
  const logits = new Float32Array(batch * total);
  const probabilities = new Float32Array(batch * total);
  const freeEnergy = traced ? new Float64Array(batch * (steps + 1)) : undefined;
  const outcome = new Int32Array(batch * 2);
  const descends = kind.call === 'descend';
  const job: Job = {
    memory: layout.end(),
    fills: [
      ...memory.fills,
      ...(total === padded
        ? []
        : [
            { offset: priorAt === 0 ? phi : priorAt, bytes: padded * 4, pattern: 0 },
            { offset: phi, bytes: chunk * padded * 4, pattern: PADDING },
          ]),
    ],
    fixed: [
      describeRun(problem, memory, {
        steps,
        adam: kind.adam,
        stopFrom: settledFrom(gammas, steps),
        gammas: gammaAt,
        prior: priorAt,
        traced,
        scale,
        rate: kind.rate,
        tolerance: kind.tolerance,
      }),
      ...memory.fixed,
      whole(bytesOf(gammas), gammaAt, gammas.byteLength),
      ...(options.logPrior ? [items(bytesOf(options.logPrior), priorAt)] : []),
    ],
    setup: memory.setup,
    inputs: [memory.input, items(bytesOf(start), phi)],
    outputs: [
      items(bytesOf(logits), phi),
      items(bytesOf(probabilities), ps),
      ...(freeEnergy ? [whole(bytesOf(freeEnergy), trace, traceBytes)] : []),
      ...(descends ? [] : [whole(bytesOf(outcome), ends, 8)]),
    ],
    call: {
      name: kind.call,
      args: [memory.descriptor, memory.xs, phi, ps, 0, trace, ...(descends ? [] : [ends])],
    },
    countAt: 4,
    items: batch,
    chunk,
    block: descends ? BLOCK : 1,
  };
  return {
    job,
    result: () => ({
      logits,
      probabilities,
      freeEnergy,
      steps: Int32Array.from({ length: batch }, (_, b) => (descends ? steps : (outcome[b * 2] ?? 0))),
      status: Int32Array.from({ length: batch }, (_, b) => (descends ? 0 : (outcome[b * 2 + 1] ?? 0))),
    }),
  };
}

/**
 * Plans gradient descent.
 *
 * @param base - First free address of the kernel's memory.
 * @param input - The problem.
 * @param options - Options of the run.
 * @returns The job and its result.
 */
export function planDescend(
  base: number,
  input: DenseInput,
  options: DescendOptions = {},
): Plan<DenseResult> {
  const name = 'kernels.descend';
  const adam = oneOf(`${name}: optimizer`, options.optimizer ?? 'adam', ['adam', 'sgd']) === 'adam';
  const rate = finite(`${name}: learningRate`, options.learningRate ?? 0.02);
  if (!(rate > 0)) throw new RangeError(`${name}: learningRate: expected a number > 0, got ${rate}.`);
  const problem = problemOf(name, input);
  return planSolver(base, problem, options, {
    call: 'descend',
    adam,
    rate,
    tolerance: 0,
    leastGamma: -Infinity,
  });
}

/**
 * Plans coordinate ascent.
 *
 * @param base - First free address of the kernel's memory.
 * @param input - The problem.
 * @param options - Options of the run.
 * @returns The job and its result.
 */
export function planAscend(
  base: number,
  input: DenseInput,
  options: CoordinateAscentOptions = {},
): Plan<DenseResult> {
  const name = 'kernels.coordinateAscent';
  const tolerance = finite(`${name}: tolerance`, options.tolerance ?? 1e-6);
  if (tolerance < 0) throw new RangeError(`${name}: tolerance: expected a number >= 0, got ${tolerance}.`);
  const problem = problemOf(name, input);
  return planSolver(base, problem, options, {
    call: 'ascend',
    adam: false,
    rate: 0,
    tolerance,
    leastGamma: 0,
  });
}

/**
 * Plans the fields of given distributions.
 *
 * @param base - First free address of the kernel's memory.
 * @param input - The problem.
 * @param probabilities - Distributions p, `[B, N]`.
 * @param options - Options of the run.
 * @returns The job and its result.
 */
export function planFields(
  base: number,
  input: DenseInput,
  probabilities: Float32Array,
  options: FieldsOptions = {},
): Plan<FieldsResult> {
  const problem = problemOf('kernels.fields', input);
  const { name, batch, total, padded, parts } = problem;
  expectLength(`${name}: probabilities`, probabilities, batch * total, `[${batch}, ${total}]`);
  const scale = scaleOf(problem, options);
  const memory = memoryOf(base, problem);
  const { layout, chunk } = memory;
  const ps = layout.take(chunk * padded * 4);
  const vs = layout.take(chunk * padded * 4);
  const deltas = layout.take(chunk * 8);
  const fields = new Float32Array(batch * total);
  const delta = new Float64Array(batch);
  const items = (data: Float32Array, offset: number): Stream => ({
    data: bytesOf(data),
    itemBytes: total * 4,
    offset,
    stride: padded * 4,
    parts,
  });
  const job: Job = {
    memory: layout.end(),
    fills: [...memory.fills, { offset: ps, bytes: chunk * padded * 4, pattern: 0 }],
    fixed: [
      describeRun(problem, memory, {
        steps: 0,
        adam: false,
        stopFrom: 0,
        gammas: 0,
        prior: 0,
        traced: false,
        scale,
        rate: 0,
        tolerance: 0,
      }),
      ...memory.fixed,
    ],
    setup: memory.setup,
    inputs: [memory.input, items(probabilities, ps)],
    outputs: [items(fields, vs), whole(bytesOf(delta), deltas, 8)],
    call: { name: 'fields', args: [memory.descriptor, memory.xs, ps, 0, vs, deltas] },
    countAt: 3,
    items: batch,
    chunk,
    block: 1,
  };
  return { job, result: () => ({ fields, delta }) };
}
