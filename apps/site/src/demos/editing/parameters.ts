// What the visitor sets.

import type { Values } from '../../lib/parameters.js';

/** Parameters of the edited memory. */
export const declaration = {
  image: { kind: 'number', label: 'Digit to read, of 105', fallback: 1, least: 0, most: 104, step: 1 },
  context: {
    kind: 'number',
    label: 'Context, of the zeros and ones among them',
    fallback: 0,
    least: 0,
    most: 54,
    step: 1,
  },
  kappa: { kind: 'number', label: 'Coupling κ, 1 as trained', fallback: 1, least: 0, most: 3, step: 0.05 },
  h: { kind: 'number', label: 'Length of a step', fallback: 0.01, least: 0.001, most: 0.25, step: 0.001 },
} as const;

/** Their values. */
export type Parameters = Values<typeof declaration>;
