// Turns block Gibbs sampling into a job: checks, memory layout, descriptor (see assembly/gibbs.ts).

import type { Job, Stream } from './job.js';
import { bytesOf, createLayout } from './layout.js';
import type { Plan } from './plan-resonate.js';
import { checkSigns } from './signs.js';
import type { GibbsInput, GibbsOptions, GibbsResult } from './types.js';
import { finite, floatRows, integer, oneOf } from './validate.js';

const NAME = 'kernels.gibbs';
/** Most chains in kernel memory at once. */
const CHUNK = 64;
/** Chains that the kernel takes at once. */
const BLOCK = 4;
/** Words of the three streams of a chain. */
const STREAM_WORDS = 12;
const MAX_UNITS = 2 ** 24;

const ORDERS = ['hidden-first', 'visible-first'] as const;
const WEIGHTS = ['none', 'joint', 'marginal'] as const;

/** Bytes of a row of floats in kernel memory: whole panels of eight. */
const rowBytes = (units: number): number => Math.ceil(units / 8) * 32;

function row(what: string, values: Float32Array | undefined, units: number): Float32Array {
  if (values === undefined) return new Float32Array(units);
  if (floatRows(`${NAME}: ${what}`, values, units) !== 1) {
    throw new RangeError(`${NAME}: expected ${what} [${units}], got ${values.length} values.`);
  }
  return values;
}

function scheduleOf(options: GibbsOptions, steps: number): Float32Array {
  const schedule = new Float32Array(2 * steps);
  for (const [at, what] of [
    [0, 'coupling'],
    [1, 'beta'],
  ] as const) {
    const given = options[what] ?? 1;
    if (given instanceof Float32Array) {
      if (floatRows(`${NAME}: ${what}`, given, 1) !== steps) {
        throw new RangeError(`${NAME}: expected ${what} [${steps}], one a step, got ${given.length} values.`);
      }
    } else finite(`${NAME}: ${what}`, given);
    for (let t = 0; t < steps; t += 1) {
      const value = given instanceof Float32Array ? (given[t] ?? 0) : given;
      if (value < 0 || (what === 'beta' && value === 0)) {
        throw new RangeError(
          `${NAME}: expected ${what} ${what === 'beta' ? '> 0' : '>= 0'}, got ${value} at step ${t}.`,
        );
      }
      schedule[2 * t + at] = value;
    }
  }
  return schedule;
}

/**
 * Checks the arguments and plans the run.
 *
 * @param base - First free address of the kernel's memory.
 * @param input - The machine and its chains.
 * @param options - Options of the run.
 * @returns The job and its result.
 */
export function planGibbs(base: number, input: GibbsInput, options: GibbsOptions = {}): Plan<GibbsResult> {
  const n = integer(`${NAME}: visible`, input.visible, 1, MAX_UNITS);
  const p = integer(`${NAME}: hidden`, input.hidden, 1, MAX_UNITS);
  if (floatRows(`${NAME}: weights`, input.weights, p) !== n) {
    throw new RangeError(`${NAME}: expected weights [${n}, ${p}], got ${input.weights.length} values.`);
  }
  const visibleField = row('visibleField', input.visibleField, n);
  const hiddenField = row('hiddenField', input.hiddenField, p);
  const chains = floatRows(`${NAME}: states`, input.states, n);
  checkSigns(`${NAME}: expected states`, input.states, n);
  const lambda = input.lambda ?? new Float32Array(chains * p);
  if (floatRows(`${NAME}: lambda`, lambda, p) !== chains) {
    throw new RangeError(`${NAME}: expected lambda [${chains}, ${p}], got ${lambda.length} values.`);
  }
  if (!(input.streams instanceof Int32Array) || input.streams.length !== chains * STREAM_WORDS) {
    throw new RangeError(
      `${NAME}: expected streams [${chains}, ${STREAM_WORDS}] as an Int32Array, got ${input.streams.length} words; make them with generatorStates(key, ${3 * chains}).`,
    );
  }
  const steps = integer(`${NAME}: steps`, options.steps ?? 1, 0, 2 ** 24);
  const order = oneOf(`${NAME}: order`, options.order ?? 'hidden-first', ORDERS);
  const weighing = oneOf(`${NAME}: weights`, options.weights ?? 'none', WEIGHTS);
  const from = finite(`${NAME}: couplingBefore`, options.couplingBefore ?? 0);
  const schedule = scheduleOf(options, steps);

  const visibleBytes = rowBytes(n);
  const hiddenBytes = rowBytes(p);
  const chunk = Math.max(BLOCK, Math.min(CHUNK, chains));
  const layout = createLayout(base);
  const descriptor = layout.take(64);
  const plan = layout.take(Math.max(4, schedule.byteLength));
  const visiblePanels = layout.take(visibleBytes * p);
  const tables = layout.take(hiddenBytes * 16 * Math.ceil(n / 4));
  const b = layout.take(visibleBytes);
  const c = layout.take(hiddenBytes);
  const x = layout.take(BLOCK * visibleBytes);
  const beside = layout.take(BLOCK * hiddenBytes);
  const zeroed = layout.end();
  const rows = layout.take(n * p * 4);
  const s = layout.take(chunk * visibleBytes);
  const h = layout.take(chunk * hiddenBytes);
  const words = layout.take(chunk * STREAM_WORDS * 4);
  const logs = layout.take(chunk * 8);

  const record = new DataView(new ArrayBuffer(64));
  const entries = [n, p, visibleBytes, hiddenBytes, steps, plan, visiblePanels, tables, b, c, x];
  entries.push(ORDERS.indexOf(order), WEIGHTS.indexOf(weighing));
  entries.forEach((value, at) => {
    record.setInt32(4 * at, value, true);
  });
  record.setFloat32(52, from, true);
  record.setInt32(56, beside, true);

  const states = new Float32Array(input.states.length);
  const hiddenOut = new Float32Array(chains * p);
  const streams = new Int32Array(input.streams.length);
  const logWeights = new Float64Array(chains);
  const once = (data: ArrayBufferView, offset: number): Stream => ({
    data: bytesOf(data),
    itemBytes: data.byteLength,
    offset,
    stride: data.byteLength,
    parts: [[0, 0, data.byteLength]],
  });
  const each = (data: ArrayBufferView, offset: number, itemBytes: number, stride: number): Stream => ({
    data: bytesOf(data),
    itemBytes,
    offset,
    stride,
    parts: [[0, 0, itemBytes]],
  });
  const job: Job = {
    memory: layout.end(),
    fills: [
      { offset: b, bytes: zeroed - b, pattern: 0 },
      { offset: s, bytes: layout.end() - s, pattern: 0 },
    ],
    fixed: [
      once(record, descriptor),
      ...(steps > 0 ? [once(schedule, plan)] : []),
      once(visibleField, b),
      once(hiddenField, c),
      once(input.weights, rows),
    ],
    setup: [{ name: 'gibbsPanels', args: [descriptor, rows] }],
    inputs: [
      each(input.states, s, n * 4, visibleBytes),
      each(lambda, h, p * 4, hiddenBytes),
      each(input.streams, words, STREAM_WORDS * 4, STREAM_WORDS * 4),
      each(input.logWeights ?? new Float64Array(chains), logs, 8, 8),
    ],
    outputs: [
      each(states, s, n * 4, visibleBytes),
      each(hiddenOut, h, p * 4, hiddenBytes),
      each(streams, words, STREAM_WORDS * 4, STREAM_WORDS * 4),
      each(logWeights, logs, 8, 8),
    ],
    call: { name: 'gibbs', args: [descriptor, s, h, words, logs, 0] },
    countAt: 5,
    items: chains,
    chunk,
    block: BLOCK,
  };
  return { job, result: () => ({ states, lambda: hiddenOut, streams, logWeights }) };
}
