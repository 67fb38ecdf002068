// One trained memory twice: alone, and with oscillators that begin as the context and act on its weights.

import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { heun, rungeKuttaStep } from '@vsa/backend/ode';
import {
  coupledMemory,
  denseOperator,
  editLabel,
  gramCoupling,
  hopfieldMemory,
  reluLagrange,
  reluPotential,
  type CoupledState,
  type Memory,
} from '@vsa/hk-memory';
import { createCueSet, encodeCues, encodeImages } from '@vsa/hk-memory/training';
import type { Start } from '../../lib/simulation.js';
import { EDIT, graphsOf, LAYOUT, LENGTH, loadModel, UNITS, type CarriedModel } from './carried.js';
import { CLASSES, contextsOf, smallDigits } from './digits.js';
import { WIDTH, type Frame, type Point, type SystemName } from './frame.js';
import type { Parameters } from './parameters.js';

/** Time at which the memory was trained to answer. */
const DURATION = 1;

type State = { readonly alone: Tensor; readonly edited: CoupledState };

/**
 * Makes the start of the model.
 *
 * @param load - Gives the bytes of model.safetensors.
 * @returns Starts a reading of a digit with a context.
 */
export function startWith(load: () => Promise<Uint8Array>): Start<Parameters, Frame> {
  return async (backend, { image, context, kappa, h }) => {
    const { test } = smallDigits();
    const contexts = contextsOf(test);
    const second = contexts[context] ?? 0;
    const [label, cue] = [test.labels[image] ?? 0, test.labels[second] ?? 0];
    const pixelsOf = (index: number): Uint8Array =>
      test.pixels.slice(index * WIDTH * WIDTH, (index + 1) * WIDTH * WIDTH);
    const model = loadModel(backend, await load());
    const own = backend.tidy(() => ({
      strength: backend.mul(model.strength, kappa),
      // Trained as a row times the matrix; the memory turns columns.
      omega: backend.transpose(model.omega),
    }));
    const systems = systemsOf(backend, { ...model, ...own });
    const x = encodeImages(backend, test, Int32Array.of(image), LAYOUT);
    let state: State = {
      alone: x,
      edited: {
        x: backend.clone(x),
        mu: encodeCues(backend, createCueSet(test), Int32Array.of(second), [UNITS, LENGTH]),
      },
    };
    const onSphere = systems.edited.project ?? ((reached: CoupledState): CoupledState => reached);
    let step = 0;
    const curves: Curves = { energies: [], answers: [] };
    let last = await look(backend, systems, state);
    note(curves, 0, last);
    // Half a step of slack for rounding.
    const isOver = (): boolean => (step + 0.5) * h > DURATION;
    return {
      // Two and a half seconds for a reading by the usual steps.
      pace: 40,
      get finished() {
        return isOver();
      },
      async advance(steps) {
        for (let done = 0; done < steps && !isOver(); done += 1) {
          const next = backend.tidy(() => ({
            alone: rungeKuttaStep(backend, heun, systems.alone.field, 0, h, state.alone).y,
            edited: onSphere(rungeKuttaStep(backend, heun, systems.edited.field, 0, h, state.edited).y),
          }));
          disposeTree(state);
          state = next;
          step += 1;
          last = await look(backend, systems, state);
          note(curves, step * h, last);
        }
      },
      frame: () =>
        Promise.resolve({
          gallery: { pixels: test.pixels, labels: test.labels, contexts },
          image: pixelsOf(image),
          context: pixelsOf(second),
          ...{ label, cue, wanted: editLabel(EDIT, label, cue) },
          ...{ alone: last.alone, edited: last.edited, phases: last.phases },
          said: { alone: largest(last.alone), edited: largest(last.edited) },
          time: step * h,
          energies: [...curves.energies],
          answers: [...curves.answers],
        }),
      dispose() {
        disposeTree([state, model, own]);
      },
    };
  };
}

/** The two systems, of one memory's weights. */
export function systemsOf(backend: Backend, model: CarriedModel): Systems {
  const { symmetric, bias, linear, rectified, omega, strength } = model;
  const { pairs, coupling } = graphsOf();
  const threshold = { lagrange: reluLagrange(), lateral: denseOperator(backend, symmetric), bias };
  const potential = reluPotential(backend, { linear, rectified }, pairs.edges);
  const pull = gramCoupling(backend, strength, coupling.edges);
  return {
    alone: hopfieldMemory(backend, threshold),
    edited: coupledMemory(backend, { threshold, potential, coupling: pull }, { omega }),
  };
}

export interface Systems {
  readonly alone: Memory<Tensor>;
  readonly edited: Memory<CoupledState>;
}

interface Look {
  readonly alone: Float32Array;
  readonly edited: Float32Array;
  readonly phases: Float32Array;
  readonly energies: Readonly<Record<SystemName, number>>;
}

/** All numbers that are shown, read at once: on a GPU a reading takes longer than a step. */
async function look(backend: Backend, { alone, edited }: Systems, state: State): Promise<Look> {
  const { atan2, concat, reshape, tidy, unstack } = backend;
  using flat = tidy(() => {
    const [cosine, sine] = unstack(state.edited.mu, -1);
    const parts = [
      state.alone,
      state.edited.x,
      ...(cosine && sine ? [atan2(sine, cosine)] : []),
      alone.energy(state.alone),
      edited.energy(state.edited),
    ];
    return concat(parts.map((part) => reshape(part, [-1])));
  });
  const values = Float32Array.from(await backend.read(flat));
  const [first = NaN, second = NaN] = values.slice(-2);
  return {
    alone: values.slice(0, UNITS),
    edited: values.slice(UNITS, 2 * UNITS),
    phases: values.slice(2 * UNITS, 3 * UNITS),
    energies: { alone: first, edited: second },
  };
}

interface Curves {
  readonly energies: Point[];
  readonly answers: Point[];
}

function note({ energies, answers }: Curves, time: number, seen: Look): void {
  for (const system of ['alone', 'edited'] as const) {
    energies.push({ time, value: seen.energies[system], of: 'energy', system });
    seen[system].slice(-CLASSES).forEach((value, digit) => {
      answers.push({ time, value, of: String(digit), system });
    });
  }
}

function largest(states: Float32Array): number {
  const classes = states.slice(-CLASSES);
  return classes.indexOf(Math.max(...classes));
}
