// How the memories and oscillators of the tables and of Fig. 2 are made.

import type { CouplingName, EditingSetup } from '../compute/hopfield-kuramoto/editing.js';
import type { MemorySetup } from '../compute/hopfield-kuramoto/memory.js';
import type { Cell, Scale } from '../experiment.js';
import type { EditName } from '@vsa/hk-memory';

/** Threshold units that learn digits. */
export const MEMORY: Readonly<Record<Scale, MemorySetup>> = {
  quick: {
    source: 'small',
    augment: 10,
    updates: 100,
    batch: 20,
    learningRate: 2e-3,
    halfLife: 50,
    stage: 25,
    solver: 'heun',
  },
  paper: {
    source: 'mnist',
    augment: 300,
    updates: 9000,
    batch: 100,
    learningRate: 1e-4,
    halfLife: 1000,
    stage: 100,
    solver: 'paper',
  },
};

/** What is chosen anew for each training of oscillators. */
export interface EditingChoice {
  readonly edit: EditName;
  readonly coupling: CouplingName;
  readonly neighbours: number;
  readonly length: number;
  readonly draw: number;
}

/** How oscillators learn at a scale. */
type Recipe = Pick<EditingSetup, 'updates' | 'batch' | 'learningRate' | 'halfLife' | 'stage'>;

const PAPER: Recipe = { updates: 9000, batch: 100, learningRate: 1e-4, halfLife: 1000, stage: 50 };

/** Small trainings: smaller steps where κ acts between all units, larger ones for associative edits. */
const QUICK: Readonly<Record<'alone' | 'everywhere' | 'associative', Recipe>> = {
  alone: { updates: 60, batch: 20, learningRate: 0.03, halfLife: 40, stage: 20 },
  everywhere: { updates: 60, batch: 20, learningRate: 0.003, halfLife: 40, stage: 20 },
  associative: { updates: 100, batch: 20, learningRate: 0.1, halfLife: 50, stage: 25 },
};

/**
 * A training of oscillators as a cell.
 *
 * @param scale - Scale of the run.
 * @param choice - See {@link EditingChoice}.
 * @returns The cell.
 */
export function editingCell(scale: Scale, choice: EditingChoice): Cell<EditingSetup> {
  const cued = choice.edit === 'associative-swap' || choice.edit === 'associative-conflation';
  const apart = choice.coupling === 'all' ? 'everywhere' : 'alone';
  const recipe = scale === 'paper' ? PAPER : QUICK[cued ? 'associative' : apart];
  const work = choice.neighbours * choice.length * recipe.updates;
  return {
    parameters: { memory: MEMORY[scale], ...choice, ...recipe },
    cost: scale === 'paper' ? 30_000 : 0.5 + (choice.coupling === 'all' ? 4 : 1) * 1e-4 * work,
  };
}

/** Choices of all experiments with oscillators, for reports. */
export const EDITING_CHOICES: readonly string[] = [
  'The coupling acts on a second small world with the same k, as in the authors’ programs; one cell has the sum over all units that Eq 18 prints (`all`).',
  'The tables’ D is one less than the length of the vectors: D = 4 is a length of 5.',
  'Learnt starts begin a hundredth off e₁: were all oscillators alike, the gradient of everything but κ would be zero.',
  'At scale `quick`: digits 0 to 3 of 14 × 14 pixels, 300 to learn from and 105 to test, 210 units, four steps of Heun’s method, few and large updates.',
];

/** What the scale `paper` asks for. */
export const PAPER_SCALE =
  '1,094 units, all of MNIST, 9,000 updates a cell: about eight hours of one thread each, made for a GPU (`--backend webgpu`).';
