// What the visitor sets.

import type { Values } from '../../lib/parameters.js';

/** Parameters of the sweep. */
export const declaration = {
  k: { kind: 'number', label: 'Factors K', fallback: 3, least: 2, most: 4, step: 1 },
  d: { kind: 'number', label: 'Components D', fallback: 500, least: 64, most: 2048, step: 1 },
  least: { kind: 'number', label: 'Smallest codebook n', fallback: 4, least: 2, most: 100, step: 1 },
  most: { kind: 'number', label: 'Largest codebook n', fallback: 48, least: 2, most: 200, step: 1 },
  points: {
    kind: 'number',
    label: 'Sizes between them, with both',
    fallback: 9,
    least: 2,
    most: 20,
    step: 1,
  },
  trials: { kind: 'number', label: 'Composites at each size', fallback: 20, least: 2, most: 100, step: 1 },
  updates: { kind: 'number', label: 'Updates of each search', fallback: 100, least: 5, most: 500, step: 1 },
  noise: { kind: 'number', label: 'Share of signs flipped', fallback: 0, least: 0, most: 0.45, step: 0.01 },
  search: { kind: 'choice', label: 'Search of VRN', fallback: 'adam', choices: ['adam', 'coordinate'] },
  rule: { kind: 'choice', label: 'Resonator', fallback: 'standard', choices: ['standard', 'paper'] },
  seed: { kind: 'number', label: 'Seed', fallback: 1, least: 0, most: 4294967295, step: 1 },
} as const;

/** Their values. */
export type Parameters = Values<typeof declaration>;
