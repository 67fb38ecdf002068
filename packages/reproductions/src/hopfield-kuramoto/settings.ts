// How the memories of the tables are made.

import type { MemorySetup } from '../compute/hopfield-kuramoto/memory.js';
import type { Scale } from '../experiment.js';

/** Threshold units that learn digits. */
export const MEMORY: Readonly<Record<Scale, MemorySetup>> = {
  quick: {
    source: 'small',
    augment: 40,
    updates: 200,
    batch: 50,
    learningRate: 1e-3,
    halfLife: 100,
    stage: 50,
  },
  paper: {
    source: 'mnist',
    augment: 300,
    updates: 9000,
    batch: 100,
    learningRate: 1e-4,
    halfLife: 1000,
    stage: 100,
  },
};
