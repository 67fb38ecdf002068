// The form of an automaton's file: what it may say, and what is wrong when it says something else.

import { InputError } from '../input-error.js';

/** Patterns as a file gives them: random ones, one array file for all names in order, or some by name as numbers or array files. */
export type PatternSource =
  'random' | { readonly file: string } | ReadonlyMap<string, readonly number[] | string>;

/** What an automaton's file says, with defaults filled in. */
export interface AutomatonFile {
  readonly states: readonly string[];
  /** Labels in order: those listed, or those of the transitions. */
  readonly labels: readonly string[];
  readonly transitions: readonly { readonly from: string; readonly label: string; readonly to: string }[];
  /** n; undefined for that of the patterns, or 1000. */
  readonly neurons: number | undefined;
  /** Share of the neurons that stand for states. */
  readonly split: number;
  /** Fixes random patterns. */
  readonly seed: number;
  readonly patterns: { readonly states: PatternSource; readonly labels: PatternSource };
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the text of an automaton's file.
 *
 * @param text - JSON.
 * @param name - Name of the file in messages.
 * @returns See {@link AutomatonFile}.
 * @throws InputError, one line, for text that is no JSON, a missing, unknown or wrong field, or an undeclared state or label.
 */
export function parseAutomaton(text: string, name: string): AutomatonFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${name}: expected JSON, got a file that is none (${reason}).`, { cause: error });
  }
  const fields = record(value, name, 'the file', FIELDS);
  const states = names(fields['states'], `${name}: states`);
  const transitions = transitionsOf(fields['transitions'], name);
  const used = [...new Set(transitions.map(({ label }) => label))];
  const labels = fields['labels'] === undefined ? used : names(fields['labels'], `${name}: labels`);
  transitions.forEach(({ from, label, to }, index) => {
    const where = `${name}: transitions[${index}]`;
    for (const state of [from, to]) declared(state, states, `${where}: expected a state`);
    declared(label, labels, `${where}: expected a label`);
  });
  const patterns = record(fields['patterns'] ?? {}, name, 'patterns', ['states', 'labels']);
  return {
    states,
    labels,
    transitions,
    neurons:
      fields['neurons'] === undefined
        ? undefined
        : number(fields['neurons'], `${name}: neurons`, 'a whole number >= 8', (n) => whole(n, 8)),
    split: number(
      fields['split'] ?? 0.75,
      `${name}: split`,
      'a share between 0 and 1',
      (s) => s > 0 && s < 1,
    ),
    seed: number(fields['seed'] ?? 0, `${name}: seed`, 'a whole number >= 0', (s) => whole(s, 0)),
    patterns: {
      states: patternsOf(patterns['states'], `${name}: patterns.states`, states),
      labels: patternsOf(patterns['labels'], `${name}: patterns.labels`, labels),
    },
  };
}

const FIELDS = ['states', 'labels', 'transitions', 'neurons', 'split', 'seed', 'patterns'];

function whole(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}

function record(value: unknown, name: string, what: string, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(`${name}: expected ${what} to be an object, got ${kindOf(value)}.`);
  }
  const stranger = Object.keys(value).find((key) => !known.includes(key));
  if (stranger !== undefined) {
    throw new InputError(`${name}: expected ${what} to hold ${known.join(', ')}, got '${stranger}'.`);
  }
  return value as Fields;
}

function names(value: unknown, where: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const texts = list.filter((item): item is string => typeof item === 'string' && item !== '');
  if (!Array.isArray(value) || list.length === 0 || texts.length < list.length) {
    throw new InputError(`${where}: expected a list of names, got ${kindOf(value)}.`);
  }
  const twice = texts.find((text, index) => texts.indexOf(text) !== index);
  if (twice !== undefined) throw new InputError(`${where}: expected different names, got '${twice}' twice.`);
  return texts;
}

function transitionsOf(value: unknown, name: string): AutomatonFile['transitions'] {
  if (!Array.isArray(value)) {
    throw new InputError(`${name}: expected transitions to be a list, got ${kindOf(value)}.`);
  }
  return value.map((item: unknown, index) => {
    const what = `transitions[${index}]`;
    const fields = record(item, name, what, ['from', 'label', 'to']);
    const text = (key: string): string => {
      const given = fields[key];
      if (typeof given === 'string') return given;
      throw new InputError(`${name}: expected ${what}.${key} to be a name, got ${kindOf(given)}.`);
    };
    return { from: text('from'), label: text('label'), to: text('to') };
  });
}

function declared(item: string, known: readonly string[], expected: string): void {
  if (!known.includes(item)) throw new InputError(`${expected} out of ${known.join(', ')}, got '${item}'.`);
}

function number(value: unknown, where: string, expected: string, fits: (value: number) => boolean): number {
  if (typeof value === 'number' && fits(value)) return value;
  const got = typeof value === 'number' ? String(value) : kindOf(value);
  throw new InputError(`${where}: expected ${expected}, got ${got}.`);
}

function patternsOf(value: unknown, where: string, known: readonly string[]): PatternSource {
  if (value === undefined || value === 'random') return 'random';
  if (typeof value === 'string') return { file: value };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(
      `${where}: expected 'random', a file, or numbers or files by name, got ${kindOf(value)}.`,
    );
  }
  return new Map(
    Object.entries(value).map(([name, given]: [string, unknown]) => {
      declared(name, known, `${where}: expected names`);
      return [name, numbersOrFile(given, `${where}.${name}`)];
    }),
  );
}

function numbersOrFile(value: unknown, where: string): readonly number[] | string {
  if (typeof value === 'string') return value;
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const numbers = list.filter((item): item is number => typeof item === 'number');
  if (!Array.isArray(value) || numbers.length < list.length) {
    throw new InputError(`${where}: expected a list of numbers or a file, got ${kindOf(value)}.`);
  }
  return numbers;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list of other things';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
