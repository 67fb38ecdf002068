// The family automaton, step by step: a question is written over its neurons, and the memory relaxes to the answer.

import { disposeTree, type Backend } from '@vsa/backend';
import { choice, foldIn, key } from '@vsa/backend/random';
import { createAutomaton, init, pearson, randomPatterns, step } from '@vsa/cdam';
import { familyPatterns, familyTree, type FamilyPatterns } from '@vsa/datasets/family-tree';
import type { Simulation } from '../../lib/simulation.js';
import { SIDE, type Answer, type Frame, type Point } from './frame.js';
import type { Parameters } from './parameters.js';

const STATE_SHARE = 0.75;

/**
 * Sets the family up and starts from one of its members.
 *
 * @param backend - Where it is computed.
 * @param parameters - See the declaration.
 * @returns The model.
 */
export async function start(
  backend: Backend,
  parameters: Parameters,
): Promise<Simulation<Frame, Parameters>> {
  const { asked, beta, eta, n, updates } = parameters;
  let { pace } = parameters;
  const family = familyTree();
  const made = patternsOf(parameters);
  const automaton = await createAutomaton(backend, family, {
    neurons: n,
    stateShare: STATE_SHARE,
    statePatterns: made.statePatterns,
    labelPatterns: made.labelPatterns,
  });
  const { params } = automaton.memory;
  const labels = asked === '' ? [] : asked.split(' ');
  const all = updates * (1 + labels.length);
  using first = backend.tensor(Float32Array.from(made.statePatterns[parameters.start] ?? []), [1, n]);
  let state = init(backend, first);
  const curve: Point[] = [];
  const answers: Answer[] = [];
  const questions: { readonly step: number; readonly label: string }[] = [];
  let [done, correlations, person] = [0, [] as readonly number[], parameters.start as string];

  async function record(): Promise<void> {
    using found = pearson(backend, state.activity, params.patterns);
    correlations = [...(await backend.read(found))];
    const people = correlations.slice(0, family.states.length);
    person = family.states[people.indexOf(Math.max(...people))] ?? '';
    for (const [index, correlation] of people.entries()) {
      curve.push({ step: done, person: family.states[index] ?? '', correlation });
    }
    const last = answers.at(-1);
    if (last !== undefined) answers[answers.length - 1] = { ...last, found: person };
  }

  /** Writes a question over the neurons that stand for it; one that nobody answers is kept from them where that was asked for. */
  async function ask(label: string): Promise<void> {
    const right = family.transitions.find((known) => known.from === person && known.label === label)?.to;
    answers.push({ label, from: person, right, found: person });
    questions.push({ step: done, label });
    if (right === undefined && parameters.undefinedLabels === 'hold') return;
    const activity = Float32Array.from(await backend.read(state.activity));
    activity.set(made.labelPatterns[label] ?? [], automaton.stateNeurons);
    using written = backend.tensor(activity, [1, n]);
    disposeTree(state);
    state = init(backend, written);
  }
  await record();

  return {
    get finished() {
      return done >= all;
    },
    get pace() {
      return pace;
    },
    async advance(steps) {
      for (let count = 0; count < steps && done < all; count += 1) {
        const label = done > 0 && done % updates === 0 ? labels[done / updates - 1] : undefined;
        if (label !== undefined) await ask(label);
        const last = state;
        // The paper's automaton: hetero-association alone.
        state = step(backend, state, params, { a: 0, h: 1, beta, eta });
        disposeTree(last);
        done += 1;
        await record();
      }
    },
    tune(changed) {
      ({ pace } = changed);
    },
    async frame() {
      const activity = parameters.patterns === 'portraits' ? await backend.read(state.activity) : [];
      return {
        person,
        answers: [...answers],
        curve: [...curve],
        questions: [...questions],
        correlations,
        portrait: portraitOf(Array.from(activity).slice(0, automaton.stateNeurons), parameters),
      };
    },
    dispose() {
      automaton.dispose();
      disposeTree(state);
    },
  };
}

const patternsKey = (seed: number): ReturnType<typeof key> => foldIn(key(seed), 'patterns');

function patternsOf({
  patterns,
  n,
  seed,
}: Parameters): Pick<FamilyPatterns, 'statePatterns' | 'labelPatterns'> {
  const own = patternsKey(seed);
  if (patterns === 'portraits') return familyPatterns(own, { neurons: n, stateShare: STATE_SHARE });
  const { states, labels } = familyTree();
  const draw = (names: readonly string[], what: string, neurons: number): Record<string, Float32Array> => {
    const values = randomPatterns(foldIn(own, what), names.length, neurons);
    return Object.fromEntries(
      names.map((name, index) => [name, values.slice(index * neurons, (index + 1) * neurons)]),
    );
  };
  return {
    statePatterns: draw(states, 'people', n),
    labelPatterns: draw(labels, 'labels', n - Math.round(n * STATE_SHARE)),
  };
}

/** Brings neurons back to the pixels that familyPatterns took them from. */
function portraitOf(neurons: readonly number[], { n, seed }: Parameters): Float32Array {
  if (neurons.length === 0) return new Float32Array(0);
  const portrait = new Float32Array(SIDE * SIDE).fill(NaN);
  const pixels = choice(foldIn(patternsKey(seed), 'pixels'), SIDE * SIDE, n);
  neurons.forEach((value, index) => {
    portrait[pixels[index] ?? 0] = value;
  });
  return portrait;
}
