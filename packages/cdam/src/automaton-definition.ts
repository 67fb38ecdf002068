// A finite automaton as a memory graph and its patterns (CDAM paper, section 3.4 and A.12). Each state is a pattern with an edge to
// itself; each transition is a pattern with an edge to the state that it leads to, made of the part that stands for its state and
// the part that stands for its label.

import { foldIn, uniform, type RandomKey } from '@vsa/backend/random';
import { checkWhole } from '@vsa/backend/check';
import { fromEdges, type Edge, type MemoryGraph } from './graph/memory-graph.js';

/** A labelled transition. */
export interface Transition {
  /** State that it leaves. */
  readonly from: string;
  /** Its label. */
  readonly label: string;
  /** State that it leads to. */
  readonly to: string;
}

/** A deterministic finite automaton, not necessarily complete. */
export interface AutomatonDefinition {
  /** Names of the states. */
  readonly states: readonly string[];
  /** Transitions; at most one for a state and a label. */
  readonly transitions: readonly Transition[];
  /** Names of labels, where some have no transition at all. @defaultValue those of the transitions, in order */
  readonly labels?: readonly string[] | undefined;
}

/** Options that fix an automaton's patterns. */
export interface AutomatonPatternOptions {
  /** n, number of neurons, >= 8. @defaultValue the length of the state patterns, or `1000` */
  readonly neurons?: number | undefined;
  /** Share of the neurons, the first ones, that stand for states alone, in (0, 1). @defaultValue `0.75` */
  readonly stateShare?: number | undefined;
  /** Fixes the patterns that are not given. */
  readonly key?: RandomKey | undefined;
  /** Patterns of states, n numbers each. @defaultValue uniform in [0, 1) from `key` */
  readonly statePatterns?: Readonly<Record<string, ArrayLike<number>>> | undefined;
  /** Patterns of labels, `n - round(n stateShare)` numbers each. @defaultValue uniform in [0, 1) from `key` */
  readonly labelPatterns?: Readonly<Record<string, ArrayLike<number>>> | undefined;
}

/** An automaton's memory, before any tensor is made. */
export interface AutomatonMemory {
  /** n. */
  readonly neurons: number;
  /** Neurons that stand for states alone; the others take labels. */
  readonly stateNeurons: number;
  /** States first, then transitions in order, named `from+label`. */
  readonly graph: MemoryGraph;
  /** `[p, n]`, row-major. */
  readonly patterns: Float32Array;
  /** Labels with their patterns. */
  readonly labels: ReadonlyMap<string, Float32Array>;
  /** Index of the state that each vertex leads to; a state leads to itself. */
  readonly targets: Int32Array;
}

/**
 * Builds patterns and graph of an automaton.
 *
 * @param definition - See {@link AutomatonDefinition}.
 * @param options - See {@link AutomatonPatternOptions}; without `key` every pattern must be given.
 * @returns See {@link AutomatonMemory}.
 * @throws RangeError for no state, repeated names, unknown states, two transitions for a state and a label, or patterns of wrong length or
 * with values that are not finite; TypeError when a pattern is missing and there is no key.
 */
export function automatonMemory(
  definition: AutomatonDefinition,
  options: AutomatonPatternOptions = {},
): AutomatonMemory {
  const where = 'cdam.createAutomaton';
  const { states, transitions } = definition;
  const places = indexStates(where, states);
  checkTransitions(where, transitions, places);
  const given = Object.values(options.statePatterns ?? {})[0]?.length;
  const neurons = checkWhole(where, 'neurons', options.neurons ?? given ?? 1000, 8);
  const { stateShare = 0.75 } = options;
  const stateNeurons = Math.round(neurons * stateShare);
  if (!(stateShare > 0 && stateShare < 1) || stateNeurons === 0 || stateNeurons === neurons) {
    throw new RangeError(
      `${where}: expected stateShare in (0, 1) to leave neurons for states and for labels, got ${stateShare}.`,
    );
  }
  const people = states.map((name) =>
    patternOf(where, `state '${name}'`, options.statePatterns, name, neurons, options.key),
  );
  const labels = new Map(
    [...new Set([...(definition.labels ?? []), ...transitions.map(({ label }) => label)])].map((name) => [
      name,
      patternOf(where, `label '${name}'`, options.labelPatterns, name, neurons - stateNeurons, options.key),
    ]),
  );
  const targets = Int32Array.from([...states.keys(), ...transitions.map(({ to }) => places.get(to) ?? 0)]);
  const patterns = new Float32Array(targets.length * neurons);
  for (const [index, pattern] of people.entries()) patterns.set(pattern, index * neurons);
  for (const [index, { from, label }] of transitions.entries()) {
    const start = (states.length + index) * neurons;
    patterns.set((people[places.get(from) ?? 0] ?? new Float32Array(0)).subarray(0, stateNeurons), start);
    patterns.set(labels.get(label) ?? new Float32Array(0), start + stateNeurons);
  }
  const edges = Array.from(targets, (target, vertex): Edge => [vertex, target]);
  const names = [...states, ...transitions.map(({ from, label }) => `${from}+${label}`)];
  const graph = fromEdges(edges, { type: 'directed', vertices: targets.length, names });
  return { neurons, stateNeurons, graph, patterns, labels, targets };
}

function indexStates(where: string, states: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map(states.map((name, index) => [name, index]));
  if (states.length === 0 || places.size !== states.length) {
    throw new RangeError(
      `${where}: expected at least one state, with different names, got ${states.length}.`,
    );
  }
  return places;
}

function checkTransitions(
  where: string,
  transitions: readonly Transition[],
  places: ReadonlyMap<string, number>,
): void {
  const seen = new Set<string>();
  for (const { from, label, to } of transitions) {
    const unknown = [from, to].find((name) => !places.has(name));
    if (unknown !== undefined) {
      throw new RangeError(
        `${where}: expected transitions between states, got '${unknown}'; the states are ${[...places.keys()].join(', ')}.`,
      );
    }
    const name = JSON.stringify([from, label]);
    if (seen.has(name)) {
      throw new RangeError(`${where}: expected one transition from '${from}' by '${label}', got two.`);
    }
    seen.add(name);
  }
}

function patternOf(
  where: string,
  what: string,
  given: Readonly<Record<string, ArrayLike<number>>> | undefined,
  name: string,
  length: number,
  key: RandomKey | undefined,
): Float32Array {
  const pattern = given !== undefined && Object.hasOwn(given, name) ? given[name] : undefined;
  if (pattern === undefined) {
    if (key === undefined) {
      throw new TypeError(`${where}: expected a pattern for ${what}, or a key to draw one from.`);
    }
    return uniform(foldIn(key, what), [length]);
  }
  const values = Float32Array.from(pattern);
  if (values.length !== length || values.some((value) => !Number.isFinite(value))) {
    throw new RangeError(
      `${where}: expected ${length} finite numbers as pattern of ${what}, got ${values.length}.`,
    );
  }
  return values;
}
