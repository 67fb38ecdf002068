// Recall from one vertex of the memory graph, step by step (Eq 1 of the CDAM paper).

import { disposeTree, type Backend } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import {
  edgesOf,
  hopDistances,
  init,
  pearson,
  prepare,
  randomPatterns,
  step,
  withNoise,
  type CdamState,
} from '@vsa/cdam';
import type { Simulation } from '../../lib/simulation.js';
import type { Frame, Point } from './frame.js';
import { graphOf } from './graphs.js';
import type { Parameters } from './parameters.js';

/** Steps after which nothing is expected any more. */
const MOST_STEPS = 500;
/** Farthest distance with a curve of its own. */
const FARTHEST = 4;

/**
 * Stores a random pattern at every vertex and starts at one of them.
 *
 * @param backend - Where it is computed.
 * @param parameters - See the declaration.
 * @returns The model.
 * @throws RangeError for a start beyond the last vertex.
 */
export async function start(
  backend: Backend,
  parameters: Parameters,
): Promise<Simulation<Frame, Parameters>> {
  const { beta, n, noise, seed } = parameters;
  let { a, h } = parameters;
  const root = key(seed);
  const graph = graphOf(parameters);
  const { vertices } = graph;
  if (parameters.start >= vertices) {
    throw new RangeError(
      `This graph has vertices 0 to ${vertices - 1}; ${parameters.start} is none of them.`,
    );
  }
  const values = randomPatterns(foldIn(root, 'patterns'), vertices, n);
  using patterns = backend.tensor(values, [vertices, n]);
  const params = await prepare(backend, patterns, graph);
  const own = values.slice(parameters.start * n, (parameters.start + 1) * n);
  using activity = backend.tensor(withNoise(own, { key: foldIn(root, 'noise'), amplitude: noise }), [1, n]);
  let state: CdamState = init(backend, activity);
  const distances = hopDistances(graph).slice(parameters.start * vertices, (parameters.start + 1) * vertices);
  const curve: Point[] = [];
  let [done, correlations] = [0, [] as readonly number[]];

  async function record(): Promise<void> {
    using found = pearson(backend, state.activity, params.patterns);
    correlations = [...(await backend.read(found))];
    for (let distance = 0; distance <= FARTHEST; distance += 1) {
      const there = correlations.filter((_, vertex) => distances[vertex] === distance);
      if (there.length === 0) continue;
      const correlation = there.reduce((sum, value) => sum + value, 0) / there.length;
      curve.push({ step: done, distance, correlation });
    }
  }
  await record();

  const edges = edgesOf(graph).map(([from, to]) => [from, to] as const);
  return {
    get finished() {
      return done >= MOST_STEPS;
    },
    async advance(steps) {
      for (let made = 0; made < steps && done < MOST_STEPS; made += 1) {
        const last = state;
        state = step(backend, state, params, { a, h, beta });
        disposeTree(last);
        done += 1;
        await record();
      }
    },
    frame: () =>
      Promise.resolve({
        vertices,
        edges,
        directed: graph.type === 'directed',
        start: parameters.start,
        correlations,
        curve: [...curve],
      }),
    tune(changed) {
      ({ a, h } = changed);
    },
    dispose() {
      disposeTree([params, state]);
    },
  };
}
