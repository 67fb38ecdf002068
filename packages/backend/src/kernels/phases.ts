// Host side of the fused phase oscillators (see assembly/phases.ts), and sine with cosine alone.

import type { KernelInstance } from './instance.js';
import { createLayout } from './layout.js';
import { PHASE_STAGES } from './phase-stages.js';
import type { Kernels, PhaseInput, PhaseRun } from './types.js';
import { finite, floatRows, integer, oneOf } from './validate.js';

const NAME = 'kernels.phases';
/** Most oscillators, and most edges: their numbers stay below half of the address space. */
const MOST = 2 ** 26;

function checkGraph(graph: NonNullable<PhaseInput['graph']>, count: number): void {
  const { offsets, sources, weights } = graph;
  if (!(offsets instanceof Int32Array && sources instanceof Int32Array)) {
    throw new TypeError(`${NAME}: expected offsets and sources as Int32Array, got another kind.`);
  }
  floatRows(`${NAME}: weights`, weights, 1);
  const edges = offsets[count] ?? 0;
  let rising = offsets.length === count + 1 && offsets[0] === 0 && edges <= MOST;
  for (let i = 0; rising && i < count; i++) rising = (offsets[i] ?? 0) <= (offsets[i + 1] ?? 0);
  if (!rising || sources.length !== edges || weights.length !== edges) {
    throw new RangeError(
      `${NAME}: expected ${count + 1} offsets rising from 0 to the number of sources and weights, got ${offsets.length} up to ${edges} with ${sources.length} and ${weights.length}.`,
    );
  }
  const wrong = sources.find((source) => source < 0 || source >= count);
  if (wrong !== undefined) {
    throw new RangeError(`${NAME}: expected sources from 0 to ${count - 1}, got ${wrong}.`);
  }
}

/** Throws unless a torus has as many places as there are oscillators, and no graph beside it. */
function checkTorus({ torus, graph }: PhaseInput, count: number): void {
  if (torus === undefined) return;
  const { rows, columns } = torus;
  integer(`${NAME}: rows`, rows, 3, MOST);
  integer(`${NAME}: columns`, columns, 3, MOST);
  if (rows * columns !== count || graph !== undefined) {
    throw new RangeError(
      `${NAME}: expected a torus of ${count} oscillators and no graph, got ${rows} x ${columns}${graph ? ' and a graph' : ''}.`,
    );
  }
}

function phases(instance: KernelInstance, input: PhaseInput): PhaseRun {
  const { graph, torus, coupling, lag, stepSize, steps, every } = input;
  const count = floatRows(`${NAME}: phases`, input.phases, 1);
  integer(`${NAME}: number of oscillators`, count, 1, MOST);
  if (floatRows(`${NAME}: frequencies`, input.frequencies, 1) !== count) {
    throw new RangeError(`${NAME}: expected ${count} frequencies, got ${input.frequencies.length}.`);
  }
  integer(`${NAME}: steps`, steps, 0, 2 ** 30);
  integer(`${NAME}: every`, every, 1, 2 ** 30);
  const h = finite(`${NAME}: stepSize`, stepSize);
  if (!(h > 0)) throw new RangeError(`${NAME}: expected stepSize > 0, got ${h}.`);
  const { ahead, weights } = PHASE_STAGES[oneOf(`${NAME}: method`, input.method, ['euler', 'heun', 'rk4'])];
  if (graph) checkGraph(graph, count);
  checkTorus(input, count);

  const padded = Math.ceil(count / 4) * 4;
  const neighbours = graph !== undefined || torus !== undefined;
  const records = Math.floor(steps / every) + 1;
  const layout = createLayout(instance.base);
  const vector = (): number => layout.take(padded * 4);
  const descriptor = layout.take(31 * 4);
  const [theta, omega, travelled, slopes, sines, cosines, pullSine, pullCosine] = [
    vector(),
    vector(),
    vector(),
    vector(),
    vector(),
    vector(),
    neighbours ? vector() : 0,
    neighbours ? vector() : 0,
  ] as const;
  const pairs = graph ? layout.take(padded * 8) : 0;
  const edges = graph ? graph.sources.length : 0;
  const offsets = graph ? layout.take((count + 1) * 4) : 0;
  const sources = layout.take(edges * 4);
  const weightsAt = layout.take(edges * 4);
  const recordsAt = layout.take(records * 16);
  const { buffer } = instance.reserve(layout.end());
  const floats = (at: number, length: number): Float32Array => new Float32Array(buffer, at, length);
  const ints = (at: number, length: number): Int32Array => new Int32Array(buffer, at, length);
  for (const at of [theta, omega, travelled, pullSine, pullCosine]) {
    if (at !== 0) floats(at, padded).fill(0);
  }
  floats(theta, count).set(input.phases);
  floats(omega, count).set(input.frequencies);
  if (graph) {
    ints(offsets, count + 1).set(graph.offsets);
    ints(sources, edges).set(graph.sources);
    floats(weightsAt, edges).set(graph.weights);
  }
  const record = ints(descriptor, 31);
  record.set([count, padded, steps, every, weights.length, offsets, sources, weightsAt]);
  record.set([theta, omega, travelled, slopes, sines, cosines, pullSine, pullCosine, recordsAt], 8);
  record.set([pairs, torus?.columns ?? 0], 29);
  const turn = finite(`${NAME}: lag`, lag);
  const numbers = floats(descriptor, 31);
  numbers.set([h, finite(`${NAME}: coupling`, coupling), Math.cos(turn), Math.sin(turn)], 17);
  numbers.set(ahead, 21);
  numbers.set(weights, 25);
  instance.call('phaseSteps', [descriptor]);
  const run = {
    phases: floats(theta, count).slice(),
    travelled: floats(travelled, count).slice(),
    records: new Float64Array(buffer, recordsAt, records * 2).slice(),
  };
  instance.trim();
  return run;
}

function sinCos(instance: KernelInstance, x: Float32Array): ReturnType<Kernels['sinCos']> {
  if (!(x instanceof Float32Array))
    throw new TypeError('kernels.sinCos: expected a Float32Array, got another kind.');
  const n = Math.ceil(x.length / 4) * 4;
  const layout = createLayout(instance.base);
  const [at, sines, cosines] = [layout.take(n * 4), layout.take(n * 4), layout.take(n * 4)];
  const { buffer } = instance.reserve(layout.end());
  new Float32Array(buffer, at, x.length).set(x);
  instance.call('sinCosArray', [at, n, sines, cosines]);
  const out = {
    sin: new Float32Array(buffer, sines, x.length).slice(),
    cos: new Float32Array(buffer, cosines, x.length).slice(),
  };
  instance.trim();
  return out;
}

/**
 * Phase oscillators of one thread.
 *
 * @param instance - The kernels.
 * @returns The methods of `Kernels`.
 */
export function phaseOps(instance: KernelInstance): Pick<Kernels, 'phases' | 'sinCos'> {
  return { phases: (input) => phases(instance, input), sinCos: (x) => sinCos(instance, x) };
}
