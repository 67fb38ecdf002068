// A clip in memory, each frame linked to the next: recall walks along it (section 3.3 of the CDAM paper).

import { disposeTree, type Backend } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import {
  directedCycleGraph,
  init,
  pearson,
  prepare,
  scoreSequence,
  step,
  withNoise,
  type CdamState,
} from '@vsa/cdam';
import { videoFrames } from '@vsa/datasets/video';
import type { Simulation } from '../../lib/simulation.js';
import type { Frame, Point } from './frame.js';
import type { Parameters } from './parameters.js';

/** Steps after which the clip has come round more than once. */
const MOST_STEPS = 1000;

/**
 * Stores all frames of a clip, every pixel a neuron, and starts from one of them.
 *
 * @param backend - Where it is computed.
 * @param parameters - See the declaration.
 * @returns The model.
 */
export async function start(
  backend: Backend,
  parameters: Parameters,
): Promise<Simulation<Frame, Parameters>> {
  const { beta, eta, noise, seed } = parameters;
  let { a, h, pace } = parameters;
  const { values, shape, width, height } = videoFrames()[parameters.clip];
  const [frames, pixels] = shape;
  const stored = (frame: number): Float32Array => values.slice(frame * pixels, (frame + 1) * pixels);
  using patterns = backend.tensor(values, shape);
  const params = await prepare(backend, patterns, directedCycleGraph(frames));
  const first = withNoise(stored(parameters.start), {
    key: foldIn(key(seed), 'noise'),
    amplitude: noise,
  });
  using activity = backend.tensor(first, [1, pixels]);
  let state: CdamState = init(backend, activity);
  const curve: Point[] = [];
  const history: (readonly number[])[] = [];
  let done = 0;

  async function record(): Promise<void> {
    using found = pearson(backend, state.activity, params.patterns);
    const correlations = [...(await backend.read(found))];
    const correlation = Math.max(...correlations);
    curve.push({ step: done, frame: correlations.indexOf(correlation), correlation });
    // The start itself, noise and all, is not recalled.
    if (done > 0) history.push(correlations);
  }
  await record();

  return {
    get finished() {
      return done >= MOST_STEPS;
    },
    get pace() {
      return pace;
    },
    async advance(steps) {
      for (let made = 0; made < steps && done < MOST_STEPS; made += 1) {
        const last = state;
        state = step(backend, state, params, { a, h, beta, eta });
        disposeTree(last);
        done += 1;
        await record();
      }
    },
    tune(changed) {
      ({ a, h, pace } = changed);
    },
    async frame() {
      const nearest = curve.at(-1)?.frame ?? 0;
      const { order, skips } = history.length > 0 ? scoreSequence(history) : { order: NaN, skips: 0 };
      return {
        width,
        height,
        pictures: [
          { title: 'start', values: first },
          { title: 'activity', values: Float32Array.from(await backend.read(state.activity)) },
          { title: `nearest: frame ${nearest}`, values: stored(nearest) },
        ],
        curve: [...curve],
        order,
        skips,
      };
    },
    dispose() {
      disposeTree([params, state]);
    },
  };
}
