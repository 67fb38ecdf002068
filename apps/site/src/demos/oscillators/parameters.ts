// What the visitor sets.

import type { Values } from '../../lib/parameters.js';

/** Parameters of the lattice of oscillators. */
export const declaration = {
  size: {
    kind: 'choice',
    label: 'Oscillators',
    fallback: '256 x 256',
    choices: ['64 x 64', '256 x 256', '512 x 512', '1024 x 1024'],
  },
  k: { kind: 'number', label: 'Coupling K of each neighbour', fallback: 1, least: -5, most: 5, step: 0.05 },
  spread: { kind: 'number', label: 'Spread of frequencies', fallback: 0.2, least: 0, most: 5, step: 0.05 },
  lag: { kind: 'number', label: 'Phase lag α, rad', fallback: 0, least: -1.6, most: 1.6, step: 0.05 },
  h: { kind: 'number', label: 'Length of a step', fallback: 0.1, least: 0.005, most: 0.5, step: 0.005 },
  method: { kind: 'choice', label: 'Method', fallback: 'heun', choices: ['heun', 'rk4'] },
  seed: { kind: 'number', label: 'Seed', fallback: 1, least: 0, most: 4294967295, step: 1 },
} as const;

/** Their values. */
export type Parameters = Values<typeof declaration>;
