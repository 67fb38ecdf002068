// What the visitor sets.

import type { Values } from '../../lib/parameters.js';

/** Parameters of the digits. */
export const declaration = {
  mode: { kind: 'choice', label: 'What to do', fallback: 'recall', choices: ['recall', 'sample', 'train'] },
  digit: {
    kind: 'number',
    label: 'Image to start from, of 1,000',
    fallback: 7,
    least: 0,
    most: 999,
    step: 1,
  },
  drawn: {
    kind: 'text',
    label: 'Image of your own: draw in the first picture',
    fallback: '',
    // 784 bits as hexadecimal digits, from the top left, line by line.
    pattern: '(?:[0-9a-f]{196})?',
    most: 196,
  },
  flip: { kind: 'number', label: 'Share of pixels flipped', fallback: 0.1, least: 0, most: 0.5, step: 0.01 },
  k: { kind: 'number', label: 'Patterns k of each digit', fallback: 1, least: 1, most: 5, step: 1 },
  beta: { kind: 'number', label: 'Inverse temperature β', fallback: 2, least: 0.1, most: 50, step: 0.1 },
  rate: { kind: 'number', label: 'Learning rate × 1,000', fallback: 1, least: 0.01, most: 10, step: 0.01 },
  seed: { kind: 'number', label: 'Seed', fallback: 1, least: 0, most: 4294967295, step: 1 },
} as const;

/** Their values. */
export type Parameters = Values<typeof declaration>;
