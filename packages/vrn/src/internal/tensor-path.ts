// One search over a chunk of composites with tensors on any backend.

import { disposeTree, run, type Backend, type StopRule, type Tensor } from '@vsa/backend';
import { freeEnergy } from '../energy.js';
import { init } from '../logits.js';
import type { VrnState } from '../optimizers.js';
import type { VrnFactors } from '../options.js';
import { createProblem, type ProblemOptions, type VrnProblem } from '../problem.js';
import { checkValues } from './check-values.js';
import type { Search } from './chunks.js';
import { initFrom } from './layout.js';
import { at } from './lists.js';
import { readAnswers, readTraces } from './read-out.js';
import { gammaAt, type Settings } from './settings.js';

/** Temporaries of a chunk are kept near this, bytes. */
const CHUNK_BYTES = 64 * 2 ** 20;
/** More rows than this make no step faster. */
const MAX_CHUNK = 1024;

/** The search with tensors. */
export async function tensorSearch(
  backend: Backend,
  given: Tensor,
  codebooks: readonly Tensor[],
  options: ProblemOptions,
  settings: Settings,
): Promise<Search> {
  await checkValues(backend, given, codebooks, 'vrn.factorize');
  const problem = createProblem(backend, given, codebooks, options);
  const { composites, sizes } = problem;
  return {
    path: 'tensor',
    batch: at(composites.shape, 0),
    sizes,
    chunk: chunkOf(problem),
    async search(begin, size, start, onSteps) {
      using part = backend.slice(composites, [begin, 0], [size, -1]);
      const chunk = { ...problem, composites: part };
      using phi =
        start === undefined ? init(backend, chunk) : initFrom(backend, chunk, (k, i) => at(at(start, k), i));
      return await searchRows(backend, chunk, phi, settings, () => {
        onSteps(1);
      });
    },
    [Symbol.dispose]() {
      disposeTree(problem);
    },
  };
}

/** Composites whose temporaries (about 4 vectors and 12 posteriors a factor) fit the budget. */
function chunkOf({ composites, sizes }: VrnProblem): number {
  const floats = sizes.length * (4 * at(composites.shape, 1) + 12 * Math.max(...sizes));
  return Math.max(1, Math.min(MAX_CHUNK, Math.floor(CHUNK_BYTES / (4 * floats))));
}

/**
 * Searches from given logits; each composite's answer is that of the step at which it converged, so it does not depend on
 * the others of its chunk.
 */
async function searchRows(
  backend: Backend,
  problem: VrnProblem,
  start: Tensor,
  settings: Settings,
  onStep: () => void,
): Promise<VrnFactors[]> {
  const { optimizer, signal, steps, tolerance, traced } = settings;
  const batch = at(problem.composites.shape, 0);
  const done = new Map<number, VrnFactors>();
  const stop: StopRule<VrnState>[] = tolerance > 0 ? [standingStill(backend, problem, settings, done)] : [];
  const initial = optimizer.init(backend, start);
  try {
    const end = await run<VrnState, Tensor>(
      (state, step) =>
        optimizer.step(backend, state, { ...problem, gamma: gammaAt(settings, step, problem.gamma) }, step),
      initial,
      {
        maxSteps: steps,
        stop,
        onProgress: onStep,
        ...(traced ? { record: (state: VrnState) => freeEnergy(backend, state.phi, problem) } : {}),
        ...(signal === undefined ? {} : { signal }),
      },
    );
    try {
      const rest = Array.from({ length: batch }, (_, row) => row).filter((row) => !done.has(row));
      const status = end.status === 'aborted' ? 'aborted' : 'max-steps';
      await readRows(backend, end.state.phi, problem, rest, { status, steps: end.steps }, done);
      const traces = await readTraces(backend, end.history);
      return Array.from({ length: batch }, (_, row) => withTrace(done, row, traces[row]));
    } finally {
      disposeTree(end.history);
      if (end.state !== initial) disposeTree(end.state);
    }
  } finally {
    disposeTree(initial);
  }
}

function withTrace(
  done: ReadonlyMap<number, VrnFactors>,
  row: number,
  trace: Float32Array | undefined,
): VrnFactors {
  const found = done.get(row);
  if (found === undefined) throw new RangeError(`internal: expected a result for row ${row}.`);
  return trace === undefined ? found : { ...found, trace: trace.slice(0, found.steps + 1) };
}

/** Holds once every composite has stood still; the answer of each is read when it first does. */
function standingStill(
  backend: Backend,
  problem: VrnProblem,
  settings: Settings,
  done: Map<number, VrnFactors>,
): StopRule<VrnState> {
  const { abs, max, softmax, sub, tidy } = backend;
  return {
    status: 'converged',
    async holds(previous, next, step) {
      if (gammaAt(settings, step - 1, problem.gamma) !== problem.gamma) return false;
      using moved = tidy(() => max(abs(sub(softmax(next.phi), softmax(previous.phi))), { axis: [0, 2] }));
      const values = await backend.read(moved);
      const rows = [...values.keys()].filter((row) => !done.has(row) && at(values, row) < settings.tolerance);
      await readRows(backend, next.phi, problem, rows, { status: 'converged', steps: step }, done);
      return done.size === values.length;
    },
  };
}

async function readRows(
  backend: Backend,
  phi: Tensor,
  problem: VrnProblem,
  rows: readonly number[],
  end: Pick<VrnFactors, 'status' | 'steps'>,
  into: Map<number, VrnFactors>,
): Promise<void> {
  if (rows.length === 0) return;
  using energy = freeEnergy(backend, phi, problem);
  const energies = await backend.read(energy);
  const answers = await readAnswers(backend, phi, problem);
  for (const row of rows) into.set(row, { ...at(answers, row), freeEnergy: at(energies, row), ...end });
}
