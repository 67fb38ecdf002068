// What the visitor sets.

import type { Values } from '../../lib/parameters.js';

/** Most vertices of any graph here. */
export const MOST_VERTICES = 60;

/** Parameters of the memory on a graph. */
export const declaration = {
  graph: {
    kind: 'choice',
    label: 'Graph',
    fallback: 'karate club',
    choices: ['karate club', 'Tutte', 'barbell', 'ring', 'directed ring', 'small world', 'drawn'],
  },
  edges: {
    kind: 'text',
    label: 'The drawn graph: edges 0-1, arrows 1>2, lone vertices 3',
    fallback: '0-1 1-2 2-3 3-0 3-4 4-5 5-6 6-4',
    pattern: '\\d{1,2}([->]\\d{1,2})?( \\d{1,2}([->]\\d{1,2})?)*',
    most: 2000,
  },
  start: {
    kind: 'number',
    label: 'Vertex to start at',
    fallback: 0,
    least: 0,
    most: MOST_VERTICES - 1,
    step: 1,
  },
  a: {
    kind: 'number',
    label: 'Auto-association a',
    fallback: 0.5,
    least: -4,
    most: 4,
    step: 0.05,
    form: 'slider',
  },
  h: {
    kind: 'number',
    label: 'Hetero-association h',
    fallback: 0.5,
    least: -4,
    most: 4,
    step: 0.05,
    form: 'slider',
  },
  beta: { kind: 'number', label: 'Inverse temperature β', fallback: 1, least: 0.01, most: 50, step: 0.01 },
  n: { kind: 'number', label: 'Neurons n', fallback: 1000, least: 50, most: 4000, step: 1 },
  noise: { kind: 'number', label: 'Noise on the start', fallback: 1, least: 0, most: 5, step: 0.1 },
  seed: { kind: 'number', label: 'Seed', fallback: 1, least: 0, most: 4294967295, step: 1 },
} as const;

/** Their values. */
export type Parameters = Values<typeof declaration>;
