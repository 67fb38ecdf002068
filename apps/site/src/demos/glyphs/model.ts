// Two pictures of symbols drive two groups of oscillators; what a classifier says of their coherences, step by step.

import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import { glyphPainter, glyphs } from '@vsa/datasets/glyphs';
import { coherence, energy, evolveSphere, oscillatorSystem, phasesOf, type WholeSystem } from '@vsa/kuramoto';
import { bindingInputs, perceptron, type SameDifferentParams } from '@vsa/kuramoto/relational';
import type { Start } from '../../lib/simulation.js';
import { BINDING, loadModel, splitOf } from './carried.js';
import { FEATURES, SIDE, TRAINED_STEPS, type Frame, type Point, type Symbols } from './frame.js';
import type { Parameters } from './parameters.js';

/** Steps after which nothing new is to be seen. */
const MOST_STEPS = 100;

/**
 * Makes the start of the model.
 *
 * @param load - Gives the bytes of model.safetensors.
 * @returns Starts a comparison of two symbols.
 */
export function startWith(load: () => Promise<Uint8Array>): Start<Parameters, Frame> {
  return async (backend, { first, second, seed, between }) => {
    const { values: images } = glyphPainter(glyphs()).paint(foldIn(key(seed), 'pictures'), [first, second]);
    const params = loadModel(backend, await load());
    const { system, start } = driven(backend, params, images, between);
    const unseen = [...splitOf().test];
    let [state, step, answered]: [Tensor, number, number | undefined] = [start, 0, undefined];
    const curves: Point[] = [];
    const note = (seen: Look): void => {
      if (step === TRAINED_STEPS) answered = seen.same;
      curves.push(
        { step, value: seen.energy, of: 'energy' },
        { step, value: seen.same, of: 'probability of “same”' },
      );
    };
    let last = await look(backend, params, system, state);
    note(last);
    return {
      // Two seconds for the 25 steps that it was trained for.
      pace: 12,
      get finished() {
        return step >= MOST_STEPS;
      },
      async advance(steps) {
        for (let done = 0; done < steps && step < MOST_STEPS; done += 1) {
          const next = evolveSphere(backend, state, system, { steps: 1, stepSize: BINDING.stepSize });
          state.dispose();
          state = next;
          step += 1;
          last = await look(backend, params, system, state);
          note(last);
        }
      },
      frame: () =>
        Promise.resolve({
          ...last,
          symbols: step === 0 ? symbolsOf() : undefined,
          curves: [...curves],
          ...{ unseen, images, step, answered },
        }),
      dispose() {
        disposeTree([params, system, state]);
      },
    };
  };
}

/** The oscillators that two pictures set up. */
function driven(
  backend: Backend,
  { binding }: SameDifferentParams,
  images: Float32Array,
  between: number,
): { readonly system: WholeSystem; readonly start: Tensor } {
  using pixels = backend.tensor(images, [1, 2, SIDE * SIDE]);
  const { features, start } = bindingInputs(backend, binding, pixels, BINDING);
  try {
    const system = oscillatorSystem(backend, features, binding.oscillators, BINDING);
    using whole = system.between;
    return { system: { ...system, between: backend.mul(whole, between) }, start };
  } finally {
    features.dispose();
  }
}

interface Look {
  readonly phases: Float32Array;
  readonly coherence: Float32Array;
  readonly energy: number;
  readonly same: number;
}

/** All numbers that are shown, read at once: on a GPU a reading takes longer than a step. */
async function look(
  backend: Backend,
  { head }: SameDifferentParams,
  system: WholeSystem,
  state: Tensor,
): Promise<Look> {
  const { concat, reshape, softmax, tidy } = backend;
  using flat = tidy(() => {
    const rho = coherence(backend, state);
    const parts = [
      phasesOf(backend, state),
      rho,
      energy(backend, state, system),
      softmax(perceptron(backend, head, rho)),
    ];
    return concat(parts.map((part) => reshape(part, [-1])));
  });
  const values = Float32Array.from(await backend.read(flat));
  const [level = NaN, same = NaN] = values.slice(3 * FEATURES);
  return {
    phases: values.slice(0, 2 * FEATURES),
    coherence: values.slice(2 * FEATURES, 3 * FEATURES),
    energy: level,
    same,
  };
}

/** All symbols at half their size: each pixel is the mean of four. */
function symbolsOf(): Symbols {
  const { values, characters, width } = glyphs();
  const size = SIDE * SIDE;
  const pixels = Uint8Array.from({ length: characters.length * size }, (_, at) => {
    const [line, column] = [Math.floor((at % size) / SIDE), at % SIDE];
    const corner = 4 * size * Math.floor(at / size) + 2 * line * width + 2 * column;
    const sum = [0, 1, width, width + 1].reduce((total, to) => total + (values[corner + to] ?? 0), 0);
    return Math.round((255 * sum) / 4);
  });
  return { pixels, characters };
}
