// What the visitor sets.

import type { Values } from '../../lib/parameters.js';
import { GROUNDS, PLACES, SHAPES } from './shapes.js';
import { WORDS } from './words.js';

const [WHO, COLOUR, DOES, WHERE] = WORDS;

/** Parameters of the factoriser. */
export const declaration = {
  named: {
    kind: 'choice',
    label: 'Factors are picked as',
    fallback: 'words',
    choices: ['words', 'pictures'],
  },
  who: { kind: 'choice', label: 'Factor 1', fallback: 'fox', choices: WHO },
  shape: { kind: 'choice', label: 'Factor 1: shape', fallback: 'star 5', choices: SHAPES },
  colour: { kind: 'choice', label: 'Factor 2', fallback: 'red', choices: COLOUR },
  does: { kind: 'choice', label: 'Factor 3', fallback: 'finds', choices: DOES },
  place: { kind: 'choice', label: 'Factor 3: place', fallback: 'D2', choices: PLACES },
  where: { kind: 'choice', label: 'Factor 4', fallback: 'forest', choices: WHERE },
  ground: { kind: 'choice', label: 'Factor 4: ground', fallback: 'sky stripes', choices: GROUNDS },
  k: { kind: 'number', label: 'Factors K', fallback: 3, least: 2, most: 4, step: 1 },
  n: { kind: 'number', label: 'Vectors n in each codebook', fallback: 24, least: 24, most: 200, step: 1 },
  d: { kind: 'number', label: 'Components D', fallback: 1000, least: 64, most: 4096, step: 1 },
  noise: { kind: 'number', label: 'Share of signs flipped', fallback: 0, least: 0, most: 0.45, step: 0.01 },
  rho: {
    kind: 'number',
    label: 'Correlation within a codebook',
    fallback: 0,
    least: 0,
    most: 0.9,
    step: 0.05,
  },
  search: { kind: 'choice', label: 'Search of VRN', fallback: 'adam', choices: ['adam', 'coordinate'] },
  rule: { kind: 'choice', label: 'Resonator', fallback: 'standard', choices: ['standard', 'paper'] },
  seed: { kind: 'number', label: 'Seed', fallback: 1, least: 0, most: 4294967295, step: 1 },
} as const;

/** Their values. */
export type Parameters = Values<typeof declaration>;
