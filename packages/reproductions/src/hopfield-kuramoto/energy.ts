// Theorems 3.1, 3.2 and 4.1 and App E: the energy of every architecture along its trajectories.

import { architectures } from '@vsa/hk-memory/architectures';
import { judge, type Claim, type Judgement } from '../claim.js';
import {
  measureEnergies,
  PRINTED,
  type EnergyCell,
  type EnergyRow,
} from '../compute/hopfield-kuramoto/energies.js';
import type { Experiment, FigureSpec, Scale } from '../experiment.js';
import { frame } from '../vrn/figure.js';

const SYSTEMS: Readonly<Record<Scale, number>> = { quick: 100, paper: 1000 };

/** Which architectures a claim is about. */
const GROUPS = [
  ['theorem-31', 'Theorem 3.1', /^(Eq 6|Example 1|layers)/, 'Hopfield memories (Eq 6)'],
  ['theorem-32', 'Theorem 3.2', /^(Eq 9|Example [23])/, 'Kuramoto memories (Eq 9)'],
  ['theorem-41', 'Theorem 4.1', /^Eq 1[1-8]/, 'Hopfield-Kuramoto memories (Eq 11)'],
  ['appendix-e', 'App E', /^App E/, 'hierarchical models (App E), with the coupling of Eq 12'],
] as const;

/** Monotone energies. */
export const energy: Experiment<EnergyCell, EnergyRow> = {
  id: 'hopfield-kuramoto/energy',
  paper: 'hopfield-kuramoto',
  title: 'Theorems 3.1, 3.2, 4.1, App E: energies along trajectories',
  revision: 1,
  choices: [
    'Systems of 6 units and vectors of length 3 (layers of 6, 4 and 3; images of 3 x 3 and 4 x 4) with normal weights, followed for a time of 1 by Tsit5 (rtol 1e-4) and looked at nine times.',
    'Convolutions share their filters over batches of 200 systems.',
    'The energies of App E are those that belong to its flows, −1/2 Σ S_ij g_i g_j μ_i·μ_j for the coupling; the printed one, plus one half of a squared norm, is followed as well.',
  ],
  scales: {
    quick: `${SYSTEMS.quick} random systems of each architecture.`,
    paper: `${SYSTEMS.paper} random systems of each architecture.`,
  },
  cells: (scale) =>
    [...architectures, PRINTED].map((architecture) => ({
      parameters: { architecture, systems: SYSTEMS[scale] },
      cost: SYSTEMS[scale] / 500,
    })),
  runCell: measureEnergies,
  claims,
  plot,
};

const TOLERANCE = {
  value: 1e-4,
  reason: 'largest rise relative to the largest energy: the solver’s relative tolerance',
};

function claims(rows: readonly EnergyRow[]): readonly Claim[] {
  return [
    ...GROUPS.map(([id, source, names, what]) =>
      judge(
        {
          id: `hk-energy-${id}`,
          source,
          statement: `The energy of ${what} never rises along a trajectory.`,
          paper: 0,
          tolerance: TOLERANCE,
        },
        never(rows, names),
      ),
    ),
    judge(
      {
        id: 'hk-energy-printed',
        source: 'App E, Eq 46',
        statement: 'The energy as printed, with + 1/2 ||g gᵀ ⊙ S ⊙ G||², never rises along Eq 45.',
        paper: 0,
        tolerance: TOLERANCE,
      },
      never(rows, /as printed$/),
    ),
  ];
}

function never(rows: readonly EnergyRow[], names: RegExp): Judgement | undefined {
  const wanted = [...architectures, PRINTED].filter((name) => names.test(name));
  const own = rows.filter(({ architecture }) => wanted.includes(architecture));
  if (own.length < wanted.length) return undefined;
  const relative = own.map((row) => ({ row, rise: row.largestRise / row.scale }));
  const worst = relative.reduce((most, each) => (each.rise > most.rise ? each : most));
  const systems = own.reduce((sum, row) => sum + row.systems, 0);
  const rising = own.reduce((sum, row) => sum + row.rising, 0);
  return {
    ours: worst.rise === 0 ? '0' : worst.rise.toExponential(1),
    holds: worst.rise <= TOLERANCE.value,
    evidence: `${rising} of ${systems} systems of ${own.length} architectures rise by more than the tolerance; the largest rise is ${worst.row.largestRise.toPrecision(2)}, of ${worst.row.architecture}.`,
  };
}

function plot(rows: readonly EnergyRow[]): FigureSpec {
  const values = rows.map(({ architecture, systems, rising, fall }) => ({
    architecture,
    share: rising / systems,
    fall: Math.round(fall * 1e3) / 1e3,
  }));
  return {
    ...frame('Share of systems whose energy rises', values),
    width: 360,
    height: { step: 14 },
    mark: { type: 'circle', color: '#2b7fd4', opacity: 1, size: 40 },
    encoding: {
      y: {
        field: 'architecture',
        type: 'nominal',
        title: null,
        sort: [...architectures, PRINTED],
        axis: { labelLimit: 320 },
      },
      x: { field: 'share', type: 'quantitative', title: 'share that rises', scale: { domain: [0, 1] } },
    },
  };
}
