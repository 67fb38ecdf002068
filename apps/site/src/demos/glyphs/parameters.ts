// What the visitor sets.

import type { Values } from '../../lib/parameters.js';

/** Parameters of the comparison of two symbols. */
export const declaration = {
  first: { kind: 'number', label: 'First symbol, of 100', fallback: 3, least: 0, most: 99, step: 1 },
  second: { kind: 'number', label: 'Second symbol', fallback: 3, least: 0, most: 99, step: 1 },
  seed: {
    kind: 'number',
    label: 'Seed of sizes and places',
    fallback: 1,
    least: 0,
    most: 4294967295,
    step: 1,
  },
  between: {
    kind: 'number',
    label: 'Coupling of the two, 1 as trained',
    fallback: 1,
    least: 0,
    most: 3,
    step: 0.05,
  },
} as const;

/** Their values. */
export type Parameters = Values<typeof declaration>;
