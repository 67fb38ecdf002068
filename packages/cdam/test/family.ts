// The family tree of the paper's Figure 6 as an automaton (Table 2), with the labels of its caption.

import type { AutomatonDefinition } from '../src/index.js';

const ANSWERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  H: { W: 'M', So: 'B', D: 'L' },
  M: { Hu: 'H', So: 'B', D: 'L' },
  L: { Mo: 'M', F: 'H', Br: 'B' },
  B: { Mo: 'M', F: 'H', Si: 'L' },
};

export const family: AutomatonDefinition = {
  states: Object.keys(ANSWERS),
  transitions: Object.entries(ANSWERS).flatMap(([from, answers]) =>
    Object.entries(answers).map(([label, to]) => ({ from, label, to })),
  ),
};

/** The query strings of Figure 7 with the states that they visit; 'Br' is undefined at H. */
export const queries = [
  { start: 'M', labels: ['Hu', 'Br', 'D'], path: ['M', 'H', 'H', 'L'], undefinedAt: [1] },
  { start: 'B', labels: ['F', 'W', 'D'], path: ['B', 'H', 'M', 'L'], undefinedAt: [] },
  { start: 'H', labels: ['So', 'F', 'W'], path: ['H', 'B', 'H', 'M'], undefinedAt: [] },
] as const;
