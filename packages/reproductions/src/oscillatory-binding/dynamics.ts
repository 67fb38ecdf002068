// What the oscillators of a trained model do: energies over the steps, coherences, and the phases of single pairs.

import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { foldIn } from '@vsa/backend/random';
import {
  coherence,
  energy,
  oscillatorLayer,
  oscillatorSystem,
  phasesOf,
  sphereTrajectory,
} from '@vsa/kuramoto';
import {
  bindingInputs,
  drawTrials,
  type BindingParams,
  type SameDifferentParams,
} from '@vsa/kuramoto/relational';
import type { StudyCell, StudyData } from './data.js';
import { bindingOptions, type Fact } from './learn.js';

/** Pairs of each kind whose energies are averaged. */
const PAIRS = 100;
const GROUPS = ['same', 'different'] as const;
/** Largest rise of the energy between two steps that rounding explains, relative to its size: some 2^7 float32 terms of either sign. */
const ROUNDING = 1e-5;

/**
 * Energies and coherences of test pairs.
 *
 * @param backend - Tensor backend.
 * @param params - A trained model's.
 * @param data - Trials of the cell.
 * @returns Means with standard errors, and the share of steps in which the energy fell.
 */
export async function pairDynamics(
  backend: Backend,
  { binding }: SameDifferentParams,
  data: StudyData,
): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  let falls = 0;
  let moves = 0;
  for (const [label, group] of GROUPS.entries()) {
    const { energies, rho } = trajectory(backend, binding, data, label);
    const [steps = 0, pairs = 0] = energies.shape;
    const values = await backend.read(energies);
    for (let step = 0; step < steps; step += 1) {
      facts.push({
        kind: 'energy',
        group,
        x: step,
        ...meanOf(Array.from(values.subarray(step * pairs, (step + 1) * pairs))),
      });
    }
    for (let at = pairs; at < values.length; at += 1) {
      const [old = NaN, now = NaN] = [values[at - pairs], values[at]];
      moves += 1;
      if (now - old <= ROUNDING * Math.abs(old)) falls += 1;
    }
    const means = backend.mean(rho, { axis: -1 });
    const coherences = Array.from(await backend.read(means));
    facts.push({ kind: 'coherence', group, ...meanOf(coherences) });
    disposeTree([energies, rho, means]);
  }
  return [...facts, { kind: 'falling', value: falls / moves }];
}

/** Energies `[26, pairs]` without rotation, as the poster's sentence has it, and the model's own coherences `[pairs, D]`. */
function trajectory(
  backend: Backend,
  binding: BindingParams,
  data: StudyData,
  label: number,
): { readonly energies: Tensor; readonly rho: Tensor } {
  return backend.tidy(() => {
    const { features, start, layer } = bindingInputs(
      backend,
      binding,
      imagesOf(backend, data, label, PAIRS),
      bindingOptions(data.key),
    );
    const { omega, ...system } = oscillatorSystem(backend, features, binding.oscillators, layer.symmetry);
    omega.dispose();
    const { steps = 25, stepSize = 0.1 } = layer;
    const states = sphereTrajectory(backend, start, system, { steps, stepSize });
    return {
      energies: energy(backend, states, system),
      rho: coherence(backend, oscillatorLayer(backend, features, start, binding.oscillators, layer)),
    };
  });
}

/** Images of the first pairs with this answer, again from the start when there are too few. */
function imagesOf(backend: Backend, { test, key }: StudyData, label: number, count: number): Tensor {
  const found = [...test.trials.labels.entries()]
    .filter(([, each]) => each === label)
    .map(([index]) => index);
  const indices = Int32Array.from({ length: count }, (_, place) => found[place % found.length] ?? 0);
  const { images, labels } = drawTrials(backend, foldIn(key, 'pairs'), test, indices);
  labels.dispose();
  return images;
}

/**
 * Phases at the end of one same and one different pair.
 *
 * @param backend - Tensor backend.
 * @param trained - Parameters after training.
 * @param start - And before.
 * @param cell - See `StudyCell`; of every repetition but the first there are none.
 * @param data - Trials of the cell.
 * @returns One fact an oscillator and object.
 */
export async function pairPhases(
  backend: Backend,
  trained: SameDifferentParams,
  start: SameDifferentParams,
  { repeat }: StudyCell,
  data: StudyData,
): Promise<readonly Fact[]> {
  if (repeat > 0) return [];
  const facts: Fact[] = [];
  for (const [when, { binding }] of [
    ['before', start],
    ['after', trained],
  ] as const) {
    for (const [label, group] of GROUPS.entries()) {
      const phases = backend.tidy(() => {
        const inputs = bindingInputs(
          backend,
          binding,
          imagesOf(backend, data, label, 1),
          bindingOptions(data.key),
        );
        return phasesOf(
          backend,
          oscillatorLayer(backend, inputs.features, inputs.start, binding.oscillators, inputs.layer),
        );
      });
      const values = Array.from(await backend.read(phases));
      const count = values.length / 2;
      for (const [place, value] of values.entries()) {
        const object = place < count ? 'first' : 'second';
        facts.push({ kind: 'phase', group: `${group}, ${when}, ${object}`, x: place % count, value });
      }
      phases.dispose();
    }
  }
  return facts;
}

/**
 * Mean and its standard error.
 *
 * @param values - Two or more numbers; of one the error is 0.
 * @returns Both.
 */
export function meanOf(values: readonly number[]): { readonly value: number; readonly error: number } {
  const n = values.length;
  const value = values.reduce((sum, each) => sum + each, 0) / n;
  const squares = values.reduce((sum, each) => sum + (each - value) ** 2, 0);
  return { value, error: n > 1 ? Math.sqrt(squares / (n - 1) / n) : 0 };
}
