// What the oscillators of a trained model do: energies over the steps, coherences, and the phases of single pairs.

import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import {
  coherence,
  energy,
  oscillatorLayer,
  oscillatorSystem,
  phasesOf,
  sphereTrajectory,
} from '@vsa/kuramoto';
import { bindingInputs, type BindingParams, type SameDifferentParams } from '@vsa/kuramoto/relational';
import type { StudyCell, StudyData } from './data.js';
import { bindingOptions, type Fact } from './learn.js';
import { matchedPairs } from './pairs.js';

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
  const images = matchedPairs(backend, data);
  const last: number[][] = [];
  let falls = 0;
  let moves = 0;
  for (const group of GROUPS) {
    const { energies, rho } = trajectory(backend, binding, data, images[group]);
    const [steps = 0, pairs = 0] = energies.shape;
    const values = await backend.read(energies);
    const at = (step: number): number[] => Array.from(values.subarray(step * pairs, (step + 1) * pairs));
    for (let step = 0; step < steps; step += 1) {
      facts.push({ kind: 'energy', group, x: step, ...meanOf(at(step)) });
    }
    last.push(at(steps - 1));
    for (let place = pairs; place < values.length; place += 1) {
      const [old = NaN, now = NaN] = [values[place - pairs], values[place]];
      moves += 1;
      if (now - old <= ROUNDING * Math.abs(old)) falls += 1;
    }
    const means = backend.mean(rho, { axis: -1 });
    const coherences = Array.from(await backend.read(means));
    facts.push({ kind: 'coherence', group, ...meanOf(coherences) });
    disposeTree([energies, rho, means]);
  }
  disposeTree(images);
  const [same = [], different = []] = last;
  const leads = same.map((value, row) => value - (different[row] ?? NaN));
  // Energies of the images alone cancel over two rows, not over one.
  const gaps = leads.flatMap((value, row) => (row % 2 === 0 ? [(value + (leads[row + 1] ?? NaN)) / 2] : []));
  return [...facts, { kind: 'energy-gap', ...meanOf(gaps) }, { kind: 'falling', value: falls / moves }];
}

/** Energies `[26, pairs]` without rotation, as the poster's sentence has it, and the model's own coherences `[pairs, D]`. */
function trajectory(
  backend: Backend,
  binding: BindingParams,
  { key }: StudyData,
  images: Tensor,
): { readonly energies: Tensor; readonly rho: Tensor } {
  return backend.tidy(() => {
    const { features, start, layer } = bindingInputs(backend, binding, images, bindingOptions(key));
    const { omega, ...system } = oscillatorSystem(backend, features, binding.oscillators, layer);
    omega.dispose();
    const { steps = 25, stepSize = 0.1 } = layer;
    const states = sphereTrajectory(backend, start, system, { steps, stepSize });
    return {
      energies: energy(backend, states, system),
      rho: coherence(backend, oscillatorLayer(backend, features, start, binding.oscillators, layer)),
    };
  });
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
  const images = backend.tidy(() => {
    const first = (all: Tensor): Tensor => backend.slice(all, [0, 0, 0], [1, ...all.shape.slice(1)]);
    const { same, different } = matchedPairs(backend, data, 1);
    return { same: first(same), different: first(different) };
  });
  for (const [when, { binding }] of [
    ['before', start],
    ['after', trained],
  ] as const) {
    for (const group of GROUPS) {
      const phases = backend.tidy(() => {
        const inputs = bindingInputs(backend, binding, images[group], bindingOptions(data.key));
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
  disposeTree(images);
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
