// What the visitor sets.

import type { Values } from '../../lib/parameters.js';

/** The people, in the order of their patterns. */
export const PEOPLE = ['Hugo', 'Marta', 'Lena', 'Ben'] as const;

/** What can be asked of them. */
export const LABELS = [
  'wife',
  'husband',
  'son',
  'daughter',
  'mother',
  'father',
  'brother',
  'sister',
] as const;

const LABEL = `(?:${LABELS.join('|')})`;

/** Parameters of the family. */
export const declaration = {
  start: { kind: 'choice', label: 'Who to start from', fallback: 'Hugo', choices: PEOPLE },
  asked: {
    kind: 'text',
    label: 'Questions, one after another',
    fallback: 'wife',
    pattern: `(?:${LABEL}(?: ${LABEL})*)?`,
    most: 200,
  },
  patterns: { kind: 'choice', label: 'Patterns', fallback: 'portraits', choices: ['portraits', 'random'] },
  undefinedLabels: {
    kind: 'choice',
    label: 'Where nobody is the answer',
    fallback: 'hold',
    choices: ['hold', 'write'],
  },
  pace: {
    kind: 'number',
    label: 'Steps a second while playing',
    fallback: 40,
    least: 1,
    most: 200,
    step: 1,
    form: 'slider',
  },
  updates: { kind: 'number', label: 'Steps for each question', fallback: 50, least: 10, most: 200, step: 1 },
  beta: { kind: 'number', label: 'Inverse temperature β', fallback: 0.5, least: 0.01, most: 50, step: 0.01 },
  eta: { kind: 'number', label: 'Size of an update η', fallback: 0.1, least: 0.01, most: 1, step: 0.01 },
  n: { kind: 'number', label: 'Neurons n', fallback: 4096, least: 100, most: 4096, step: 1 },
  seed: { kind: 'number', label: 'Seed', fallback: 1, least: 0, most: 4294967295, step: 1 },
} as const;

/** Their values. */
export type Parameters = Values<typeof declaration>;
