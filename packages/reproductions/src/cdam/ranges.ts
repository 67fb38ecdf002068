// Fig. 15, 16 and 22: the range of recall on a cycle, on Tutte's graph and on a barbell; Fig. 3: the attractors on Tutte's graph.

import type { DynamicsRow, MatrixRow } from '../compute/cdam/dynamics.js';
import { mean } from '../compute/cdam/statistics.js';
import type { Judgement } from '../claim.js';
import { share } from '../vrn/compare.js';
import { dynamicsFigure, matrixOf } from './dynamics-figure.js';
import { balanced, everySetting, recallsOwn, tellsCommunities, widens } from './judgements.js';
import { NARROW, ofSetting, RANGES, settingName, WIDE, WIDEST } from './settings.js';

const TIMES = [1, 11, 26, 101];
const PARTS = ['correlations', 'activity'] as const;

/** Ranges on C30. */
export const fig15 = dynamicsFigure({
  id: 'cdam/fig15',
  title: 'Fig. 15: the range of recall on the cycle C30',
  graph: 'cycle',
  settings: RANGES,
  parts: PARTS,
  times: TIMES,
  trigger: 0,
  choices: [],
  claims: [
    recallsOwn('cdam-fig15', 'A.8, Fig. 15'),
    widens('cdam-fig15', 'A.8, Fig. 15', RANGES),
    balanced('cdam-fig15', 'A.8, Fig. 15', RANGES),
  ],
});

/** Ranges on Tutte's graph. */
export const fig16 = dynamicsFigure({
  id: 'cdam/fig16',
  title: 'Fig. 16: the range of recall on Tutte’s graph',
  graph: 'tutte',
  settings: RANGES,
  parts: PARTS,
  times: TIMES,
  trigger: 10,
  choices: [],
  claims: [
    recallsOwn('cdam-fig16', 'A.8, Fig. 16'),
    widens('cdam-fig16', 'A.8, Fig. 16', RANGES),
    balanced('cdam-fig16', 'A.8, Fig. 16', RANGES),
  ],
});

/** Attractors of Fig. 16 with each other. */
export const fig3 = dynamicsFigure({
  id: 'cdam/fig3',
  title: 'Fig. 3: attractors on Tutte’s graph with each other',
  graph: 'tutte',
  settings: RANGES,
  parts: ['attractors'],
  times: [101],
  trigger: 10,
  choices: [
    'Communities are scored, not only drawn: attractors are joined by average linkage of 1 − r and cut into three clusters.',
  ],
  claims: [
    tellsCommunities(
      {
        id: 'cdam-fig3-clusters',
        source: '§3.2, A.4, Fig. 3',
        statement: 'Correlations between attractors show the three clusters of Tutte’s graph, for a < 0.',
        paper: null,
        tolerance: {
          value: 0.1,
          reason: 'adjusted Rand index of at least .9: one vertex of 45 astray is .93',
        },
      },
      [WIDE, WIDEST],
      0.9,
    ),
    {
      text: {
        id: 'cdam-fig3-scale',
        source: '§3.2, Fig. 3',
        statement: 'At a = −2, h = 3 the attractors are the three communities themselves.',
        paper: 3,
        tolerance: {
          value: 1,
          reason: 'groups of attractors with r > .5 on average; vertex 0 belongs to no community',
        },
      },
      judge: everySetting([WIDEST], 'groups', (value) => Math.abs(value - 3) <= 1, 'Groups of attractors'),
    },
  ],
});

/** The path of B(10, 10), away from its ends. */
const PATH = [13, 14, 15, 16];

/** Recall on the barbell. */
export const fig22 = dynamicsFigure({
  id: 'cdam/fig22',
  title: 'Fig. 22: recall on the barbell B(10, 10)',
  graph: 'barbell',
  settings: RANGES,
  parts: ['correlations'],
  times: [101],
  trigger: 0,
  choices: ['Vertices 0 to 9 and 20 to 29 are the complete graphs, 10 to 19 the path between them.'],
  claims: [
    recallsOwn('cdam-fig22', 'A.10, Fig. 22'),
    tellsCommunities(
      {
        id: 'cdam-fig22-cliques',
        source: 'A.10, Fig. 22',
        statement: 'As a decreases, the two complete graphs show correlated group activity.',
        paper: null,
        tolerance: {
          value: 0.25,
          reason:
            'adjusted Rand index of at least .75 over the vertices of the complete graphs: the two that touch the path may go with it',
        },
      },
      [NARROW, WIDE, WIDEST],
      0.75,
    ),
    {
      text: {
        id: 'cdam-fig22-path',
        source: 'A.10, Fig. 22',
        statement: 'Along the path, activity spreads further as a decreases.',
        paper: null,
        tolerance: { value: 0.5, reason: 'vertices of the path with r > .1 that each setting must add' },
      },
      judge: pathSpreads,
    },
  ],
});

function pathSpreads(rows: readonly DynamicsRow[]): Judgement | undefined {
  const matrices = rows.filter((row): row is MatrixRow => row.kind === 'correlations' && row.t === 101);
  const reached = RANGES.map((setting) => {
    const own = matrixOf(ofSetting(matrices, setting));
    if (own.length === 0) return undefined;
    return mean(PATH.map((trigger) => (own[trigger] ?? []).slice(10, 20).filter((r) => r > 0.1).length));
  });
  const known = reached.flatMap((value) => value ?? []);
  if (known.length < RANGES.length) return undefined;
  return {
    ours: known.map(share).join(', '),
    holds: known.slice(1).every((value, index) => value - (known[index] ?? NaN) >= 0.5),
    evidence: `Vertices of the path with r > .1 for triggers 13 to 16, first draw, at ${RANGES.map(settingName).join('; ')}.`,
  };
}
