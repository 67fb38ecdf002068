// Running a finite automaton in the memory (CDAM paper, section 3.4, Figures 7, 31 and 32): a = 0, h = 1, the graph as it is.

import type { Backend } from '@vsa/backend';
import { choose } from '@vsa/backend/check';
import {
  automatonMemory,
  type AutomatonDefinition,
  type AutomatonPatternOptions,
} from './automaton-definition.js';
import type { HistoryEntry } from './internal/engine.js';
import { createMemory, type CdamMemory, type Recall } from './memory.js';
import type { HistoryName, RecallOptions } from './options.js';

/** How an automaton's memory runs. */
export interface AutomatonRunOptions {
  /** β. @defaultValue `0.5`, the paper's code for queries */
  readonly beta?: number | undefined;
  /** η. @defaultValue `0.1` */
  readonly eta?: number | undefined;
  /** Steps after the start and after each label. @defaultValue `100` */
  readonly maxSteps?: number | undefined;
  /** What is kept of every step. @defaultValue `'none'` */
  readonly history?: HistoryName | undefined;
  /** What a label without a transition from the present state does. @defaultValue `'hold'` */
  readonly undefinedLabels?: UndefinedLabelName | undefined;
}

/**
 * `hold` keeps such a label from the neurons, so that the state stays; `write` treats it like the others and lets the memory judge, as the
 * paper does. With random patterns and the default settings the paper's Homer + brother then moves for 11 of 60 seeds (NumPy, float64):
 * the patterns of one state differ from each other in the label's neurons only, and one of them may happen to be like the label.
 */
export type UndefinedLabelName = 'hold' | 'write';

/** What one label did. */
export interface AutomatonStep {
  /** The label. */
  readonly label: string;
  /** State before it. */
  readonly from: string;
  /** Whether the definition has a transition from there by this label. */
  readonly transition: 'defined' | 'undefined';
  /** State that the definition leads to; without a transition, the state before. */
  readonly expected: string;
  /** State after it: the one whose pattern correlates most. */
  readonly state: string;
  /** That correlation, in [-1, 1]. */
  readonly confidence: number;
  /** How far the next best state lies behind, in [0, 2]; 2 for an automaton of one state. */
  readonly margin: number;
  /** What each step left, with the overwritten state first; empty without `history`. */
  readonly history: readonly HistoryEntry[];
}

/** What {@link Automaton.ask} gives. */
export interface AutomatonAnswer {
  /** The start, then the state after each label. */
  readonly path: readonly string[];
  /** One entry a label. */
  readonly steps: readonly AutomatonStep[];
  /** Labels without a transition from where they were asked, in order, by position in the sequence. */
  readonly undefinedAt: readonly number[];
  /** Least confidence of all. */
  readonly confidence: number;
  /** What the steps before the first label left; empty without `history`. */
  readonly settling: readonly HistoryEntry[];
}

/** What {@link Automaton.verify} gives for one vertex. */
export interface AutomatonCheck {
  /** Name of the vertex at which the recall started. */
  readonly vertex: string;
  /** State that it should lead to. */
  readonly expected: string;
  /** Name of the vertex that the recall came to. */
  readonly reached: string;
  /** Correlation with its pattern. */
  readonly confidence: number;
}

/** A finite automaton in a memory. */
export interface Automaton extends Disposable {
  /** Its memory: states first, then transitions. */
  readonly memory: CdamMemory;
  /** Neurons that stand for states alone. */
  readonly stateNeurons: number;
  /** Names of the labels. */
  readonly labels: readonly string[];
  /**
   * Asks a sequence of labels: the start settles, then each label is written over its neurons and the memory runs.
   *
   * A label without a transition from the present state leaves it unchanged (see {@link UndefinedLabelName}), and the answer says so.
   * Throws RangeError for a start or a label that the automaton does not know.
   */
  ask(start: string, labels: readonly string[], options?: AutomatonRunOptions): Promise<AutomatonAnswer>;
  /** Starts at every vertex and tells where the memory comes to; β is 1 by default here, as in the paper. */
  verify(options?: AutomatonRunOptions): Promise<AutomatonCheck[]>;
  /** Gives the memory back. */
  dispose(): void;
}

/**
 * Sets a finite automaton up.
 *
 * @param backend - Tensor backend.
 * @param definition - States and labelled transitions.
 * @param options - See {@link AutomatonPatternOptions}.
 * @returns An automaton that owns its memory until `dispose()`.
 * @throws RangeError for a definition or patterns that do not fit; TypeError when a pattern is missing and there is no key.
 *
 * @example
 * ```ts
 * import { createBackend } from '@vsa/backend';
 * import { key } from '@vsa/backend/random';
 * import { createAutomaton } from '@vsa/cdam';
 *
 * const backend = await createBackend('auto');
 * using automaton = await createAutomaton(backend, { states: ['off', 'on'], transitions: [
 *   { from: 'off', label: 'press', to: 'on' },
 *   { from: 'on', label: 'press', to: 'off' },
 * ] }, { key: key(1) });
 * console.log((await automaton.ask('off', ['press', 'press'])).path.join(' ')); // => off on off
 * ```
 */
export async function createAutomaton(
  backend: Backend,
  definition: AutomatonDefinition,
  options: AutomatonPatternOptions = {},
): Promise<Automaton> {
  const made = automatonMemory(definition, options);
  const { neurons, graph, patterns } = made;
  using tensor = backend.tensor(patterns, [graph.vertices, neurons]);
  const memory = await createMemory(backend, tensor, graph, { normalisation: 'none' });
  const setup: Setup = {
    backend,
    memory,
    states: [...definition.states],
    patterns,
    stateNeurons: made.stateNeurons,
    labels: made.labels,
    next: new Map(definition.transitions.map(({ from, label, to }) => [JSON.stringify([from, label]), to])),
  };
  return {
    memory,
    stateNeurons: made.stateNeurons,
    labels: [...made.labels.keys()],
    ask: (start, labels, run = {}) => ask(setup, start, labels, run),
    verify: async (run = {}) => {
      const { results } = await memory.recall(settings({ beta: 1, ...run }));
      return results.map(({ best, correlations }, vertex) => ({
        vertex: graph.names[vertex] ?? '',
        expected: graph.names[made.targets[vertex] ?? 0] ?? '',
        reached: graph.names[best] ?? '',
        confidence: correlations[best] ?? NaN,
      }));
    },
    dispose: memory.dispose,
    [Symbol.dispose]: memory.dispose,
  };
}

interface Setup {
  readonly backend: Backend;
  readonly memory: CdamMemory;
  readonly states: readonly string[];
  readonly patterns: Float32Array;
  readonly stateNeurons: number;
  readonly labels: ReadonlyMap<string, Float32Array>;
  /** Target of each pair of state and label. */
  readonly next: ReadonlyMap<string, string>;
}

const UNDEFINED_LABELS: Readonly<Record<UndefinedLabelName, UndefinedLabelName>> = {
  hold: 'hold',
  write: 'write',
};

function settings({ beta = 0.5, eta, maxSteps, history }: AutomatonRunOptions): RecallOptions {
  return { a: 0, h: 1, beta, eta, maxSteps, history };
}

async function ask(
  setup: Setup,
  start: string,
  labels: readonly string[],
  options: AutomatonRunOptions,
): Promise<AutomatonAnswer> {
  const where = 'cdam.Automaton.ask';
  const place = setup.states.indexOf(start);
  if (place < 0) {
    throw new RangeError(`${where}: expected start to be one of ${setup.states.join(', ')}, got '${start}'.`);
  }
  const stranger = labels.find((label) => !setup.labels.has(label));
  if (stranger !== undefined) {
    throw new RangeError(
      `${where}: expected labels out of ${[...setup.labels.keys()].join(', ')}, got '${stranger}'.`,
    );
  }
  const undefinedLabels = choose(
    UNDEFINED_LABELS,
    options.undefinedLabels ?? 'hold',
    where,
    'undefinedLabels',
  );
  const n = setup.memory.neurons;
  const first = await runFrom(setup, setup.patterns.slice(place * n, (place + 1) * n), options);
  let present = read(setup, first);
  const path = [present.state];
  const steps: AutomatonStep[] = [];
  let activity = first.state;
  let confidence = present.confidence;
  for (const label of labels) {
    const from = present.state;
    const target = setup.next.get(JSON.stringify([from, label]));
    const asked = Float32Array.from(activity);
    if (target !== undefined || undefinedLabels === 'write') {
      asked.set(setup.labels.get(label) ?? [], setup.stateNeurons);
    }
    const after = await runFrom(setup, asked, options);
    present = read(setup, after);
    activity = after.state;
    confidence = Math.min(confidence, present.confidence);
    path.push(present.state);
    steps.push({
      label,
      from,
      transition: target === undefined ? 'undefined' : 'defined',
      expected: target ?? from,
      ...present,
      history: after.history,
    });
  }
  const undefinedAt = steps.flatMap(({ transition }, index) => (transition === 'undefined' ? [index] : []));
  return { path, steps, undefinedAt, confidence, settling: first.history };
}

async function runFrom(setup: Setup, start: Float32Array, options: AutomatonRunOptions): Promise<Recall> {
  using starts = setup.backend.tensor(start, [1, start.length]);
  const { results } = await setup.memory.recall({ ...settings(options), starts });
  const [result] = results;
  if (result === undefined) throw new RangeError('cdam.Automaton.ask: expected one result, got none.');
  return result;
}

/** The state that a run came to, among the states alone. */
function read(
  { states }: Setup,
  { correlations }: Recall,
): Pick<AutomatonStep, 'state' | 'confidence' | 'margin'> {
  const order = Array.from(states.keys()).sort((i, j) => (correlations[j] ?? 0) - (correlations[i] ?? 0));
  const [best = 0, second] = order;
  const confidence = correlations[best] ?? NaN;
  const margin = second === undefined ? 2 : confidence - (correlations[second] ?? NaN);
  return { state: states[best] ?? '', confidence, margin };
}
