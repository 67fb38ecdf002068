// Example 4: the same threshold units in two computations, and oscillators that choose.

import { judge, type Claim, type Judgement } from '../claim.js';
import {
  measureMultiplexing,
  type MultiplexCell,
  type MultiplexRow,
} from '../compute/hopfield-kuramoto/multiplexed.js';
import type { Experiment, FigureSpec, Scale } from '../experiment.js';
import { frame } from '../vrn/figure.js';

const DRAWS: Readonly<Record<Scale, number>> = { quick: 5, paper: 50 };
const UNITS = 8;
const TIME = 60;

/** Multiplexing. */
export const multiplexing: Experiment<MultiplexCell, MultiplexRow> = {
  id: 'hopfield-kuramoto/multiplexing',
  paper: 'hopfield-kuramoto',
  title: 'Example 4: two functions of the same threshold units',
  revision: 1,
  choices: [
    'The paper names no potential E_K: here oscillators attract one another within a group, and across the groups E = s² (1 − s)² has valleys where they are aligned and where they are at right angles.',
    'κ_K = 1000 and κ_H = 1; two groups of 8 units with g = tanh and normal weights of deviation .71, the correction with g_j, as Eq 13 has it (the example prints g_i).',
    'Which function was computed is told by the end of a Hopfield memory with weights W, or V, from the same input.',
  ],
  scales: {
    quick: `${DRAWS.quick} random pairs of functions.`,
    paper: `${DRAWS.paper} random pairs of functions.`,
  },
  cells: (scale) =>
    Array.from({ length: DRAWS[scale] }, (_, draw) => ({
      parameters: { draw, units: UNITS, time: TIME },
      cost: 0.3,
    })),
  runCell: measureMultiplexing,
  claims,
  plot,
};

function claims(rows: readonly MultiplexRow[]): readonly Claim[] {
  return [
    judge(
      {
        id: 'hk-multiplexing',
        source: 'Example 4',
        statement: 'Aligned oscillators change the weights from W to V; at right angles they leave them.',
        paper: 0,
        tolerance: {
          value: 0.05,
          reason:
            'root mean square distance of states of size about 1; oscillators off their valleys by some 1/κ_K, and memories that settle slowly',
        },
      },
      chosen(rows),
    ),
    judge(
      {
        id: 'hk-multiplexing-energy',
        source: 'Theorem 4.1',
        statement: 'The energy never rises meanwhile.',
        paper: 0,
        tolerance: { value: 1e-3, reason: 'relative to the largest energy: the solver’s relative tolerance' },
      },
      rows.length === 0
        ? undefined
        : {
            ours: Math.max(...rows.map(({ rise }) => rise)).toExponential(1),
            holds: rows.every(({ rise }) => rise <= 1e-3),
            evidence: `Largest rise over ${rows.length} runs, relative to the largest energy.`,
          },
    ),
  ];
}

function chosen(rows: readonly MultiplexRow[]): Judgement | undefined {
  if (rows.length === 0) return undefined;
  const near = rows.map((row) => (row.start === 'aligned' ? row.toV : row.toW));
  const far = rows.map((row) => (row.start === 'aligned' ? row.toW : row.toV));
  const right = near.filter((value, index) => value <= 0.05 && value < (far[index] ?? 0) / 2).length;
  return {
    ours: `${right} of ${rows.length} runs`,
    holds: right === rows.length,
    evidence: `Largest distance from the function asked for ${Math.max(...near).toFixed(3)}, smallest from the other ${Math.min(...far).toFixed(3)}.`,
  };
}

function plot(rows: readonly MultiplexRow[]): FigureSpec {
  const values = rows.map(({ draw, start, toW, toV }) => ({ draw, start, toW, toV }));
  const axis = (field: 'toW' | 'toV', title: string): object => ({ field, type: 'quantitative', title });
  return {
    ...frame('Example 4: where the threshold units end', values),
    width: 260,
    height: 260,
    mark: { type: 'point', filled: true, size: 50, opacity: 0.8 },
    encoding: {
      x: axis('toW', 'distance from the end with weights W'),
      y: axis('toV', 'distance from the end with weights V'),
      color: {
        field: 'start',
        type: 'nominal',
        title: 'oscillators start',
        scale: { domain: ['orthogonal', 'aligned'], range: ['#2b7fd4', '#e0701e'] },
      },
    },
  };
}
