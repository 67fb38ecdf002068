// What the visitor sets.

import type { Values } from '../../lib/parameters.js';

/** Parameters of the memory that plays a clip. */
export const declaration = {
  clip: { kind: 'choice', label: 'Clip', fallback: 'cup', choices: ['cup', 'box'] },
  start: { kind: 'number', label: 'Frame to start from', fallback: 20, least: 0, most: 49, step: 1 },
  a: {
    kind: 'number',
    label: 'Auto-association a',
    fallback: -2,
    least: -4,
    most: 4,
    step: 0.05,
    form: 'slider',
  },
  h: {
    kind: 'number',
    label: 'Hetero-association h',
    fallback: 3,
    least: -4,
    most: 4,
    step: 0.05,
    form: 'slider',
  },
  pace: {
    kind: 'number',
    label: 'Steps a second while playing',
    fallback: 15,
    least: 1,
    most: 60,
    step: 1,
    form: 'slider',
  },
  beta: { kind: 'number', label: 'Inverse temperature β', fallback: 1, least: 0.01, most: 50, step: 0.01 },
  eta: { kind: 'number', label: 'Size of an update η', fallback: 0.1, least: 0.01, most: 1, step: 0.01 },
  noise: { kind: 'number', label: 'Noise on the start', fallback: 0.2, least: 0, most: 5, step: 0.1 },
  seed: { kind: 'number', label: 'Seed', fallback: 1, least: 0, most: 4294967295, step: 1 },
} as const;

/** Their values. */
export type Parameters = Values<typeof declaration>;
