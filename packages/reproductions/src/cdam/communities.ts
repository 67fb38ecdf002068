// How well attractors tell the communities of the karate club, the barbell and Tutte's graph, as a function of a and h.

import { judge, type Claim, type Judgement } from '../claim.js';
import { measureCommunities, type CommunityCell, type CommunityRow } from '../compute/cdam/communities.js';
import { communitiesOf, graphNamed, type GraphName } from '../compute/cdam/graphs.js';
import { NEURONS } from '../compute/cdam/simulate.js';
import type { Experiment, FigureSpec, Scale } from '../experiment.js';
import { share } from '../vrn/compare.js';
import { settingName } from './settings.js';
import { grid, heatMap } from './views.js';

type Known = Extract<GraphName, 'karate' | 'barbell' | 'tutte'>;

const GRAPHS: readonly (readonly [graph: Known, name: string])[] = [
  ['karate', 'karate club'],
  ['barbell', 'barbell'],
  ['tutte', 'Tutte'],
];

const DRAWS: Readonly<Record<Scale, number>> = { quick: 1, paper: 2 };
/** Step of both strengths, in tenths so that they stay round. */
const STEP: Readonly<Record<Scale, number>> = { quick: 5, paper: 2 };

function strengths(from: number, to: number, step: number): readonly number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => (from + index * step) / 10);
}

const gridOf = (scale: Scale): { readonly a: readonly number[]; readonly h: readonly number[] } =>
  scale === 'quick'
    ? { a: strengths(-30, 10, STEP.quick), h: strengths(5, 40, STEP.quick) }
    : { a: strengths(-28, 10, STEP.paper), h: strengths(2, 40, STEP.paper) };

/** The scores over a grid of strengths. */
export const communities: Experiment<CommunityCell, CommunityRow> = {
  id: 'cdam/communities',
  paper: 'cdam',
  title: 'Communities scored: attractors against known communities over a and h',
  revision: 1,
  choices: [
    'The paper draws communities and does not score them. Here attractors are joined by average linkage of 1 − r, cut into as many clusters as there are communities, and held against the halves of the karate club’s split, the two complete graphs of the barbell, and the three parts of Tutte’s graph by the adjusted Rand index; the barbell’s path and Tutte’s vertex 0 belong to no community and are not scored.',
    'Where all attractors are one state the clusters are chance and the index is near 0.',
    'The coefficient of the mean load is 1; n = 1000, β = 1, η = .1, 100 updates.',
  ],
  scales: {
    quick: '72 pairs (a, h), one draw.',
    paper: '400 pairs (a, h), two draws.',
  },
  cells: (scale) =>
    GRAPHS.flatMap(([graph]) =>
      gridOf(scale).h.map((h) => ({
        parameters: { graph, a: [...gridOf(scale).a], h, draws: DRAWS[scale], neurons: NEURONS },
        cost: gridOf(scale).a.length * DRAWS[scale] * 0.1,
      })),
    ),
  runCell: measureCommunities,
  claims: (rows) => GRAPHS.flatMap(([graph, name]) => claimsOf(rows, graph, name)),
  plot,
};

function claimsOf(rows: readonly CommunityRow[], graph: Known, name: string): readonly Claim[] {
  const own = rows.filter((row) => row.graph === graph);
  const known = communitiesOf(graph) ?? [];
  const count = Math.max(...known) + 1;
  return [
    judge(
      {
        id: `cdam-communities-${graph}`,
        source: '§3.2, Contributions',
        statement: `Anti-Hebbian auto-association (a < 0) extracts the communities: ${name}.`,
        paper: null,
        tolerance: {
          value: 0.2,
          reason: 'best adjusted Rand index of at least .8 over the grid: one or two vertices astray',
        },
      },
      extracts(own),
    ),
    judge(
      {
        id: `cdam-communities-${graph}-needed`,
        source: '§3, Contributions',
        statement: `Communities are told better with a < 0 than with any a >= 0: ${name}.`,
        paper: null,
        tolerance: { value: 0, reason: 'best adjusted Rand indices of the grid; a tie is no advantage' },
      },
      needs(own),
    ),
    judge(
      {
        id: `cdam-communities-${graph}-scales`,
        source: '§3.2',
        statement: `Representations are multi-scale: between single patterns and the ${count} communities there are groups of several sizes: ${name}.`,
        paper: null,
        tolerance: {
          value: 5,
          reason: 'different numbers of groups (attractors with r > .5 on average) over the grid, at least',
        },
      },
      hasScales(own, count, graphNamed(graph).vertices),
    ),
  ];
}

function best(rows: readonly CommunityRow[]): CommunityRow | undefined {
  return [...rows].sort((x, y) => y.rand - x.rand)[0];
}

function where(row: CommunityRow): string {
  return `${share(row.rand)} at ${settingName(row)}`;
}

function extracts(rows: readonly CommunityRow[]): Judgement | undefined {
  const found = best(rows.filter(({ a }) => a < 0));
  if (found === undefined) return undefined;
  const good = rows.filter(({ a, rand }) => a < 0 && rand >= 0.8).length;
  return {
    ours: `${share(found.rand)} at best`,
    holds: found.rand >= 0.8,
    evidence: `Best index with a < 0: ${where(found)}, mean of ${found.draws} draws; ${good} of ${rows.filter(({ a }) => a < 0).length} pairs reach .8.`,
  };
}

function needs(rows: readonly CommunityRow[]): Judgement | undefined {
  const [below, above] = [best(rows.filter(({ a }) => a < 0)), best(rows.filter(({ a }) => a >= 0))];
  if (below === undefined || above === undefined) return undefined;
  return {
    ours: `${share(below.rand)} against ${share(above.rand)}`,
    holds: below.rand > above.rand,
    evidence: `Best with a < 0: ${where(below)}; best with a >= 0: ${where(above)}.`,
  };
}

function hasScales(rows: readonly CommunityRow[], count: number, vertices: number): Judgement | undefined {
  if (rows.length === 0) return undefined;
  const numbers = [...new Set(rows.map(({ groups }) => Math.round(groups)))].sort((x, y) => x - y);
  const between = numbers.filter((groups) => groups > count && groups < vertices);
  return {
    ours: `${between.length} numbers of groups`,
    holds: between.length >= 5,
    evidence: `Numbers of groups over the grid: ${numbers.join(', ')}.`,
  };
}

function plot(rows: readonly CommunityRow[]): FigureSpec {
  const views = GRAPHS.flatMap(([graph, name], index) => {
    const own = rows.filter((row) => row.graph === graph);
    const h = [...new Set(own.map((row) => row.h))].sort((x, y) => y - x);
    const a = [...new Set(own.map((row) => row.a))].sort((x, y) => x - y);
    if (own.length === 0) return [];
    const values = h.map((height) =>
      a.map((place) => own.find((row) => row.a === place && row.h === height)?.rand ?? 0),
    );
    // Cells are centred on their strengths.
    const halfA = ((a[1] ?? 1) - (a[0] ?? 0)) / 2;
    const halfH = ((h[0] ?? 1) - (h[1] ?? 0)) / 2;
    return [
      heatMap({
        values,
        width: 220,
        height: 220,
        title: name,
        legend: 'index',
        x: 'a',
        ...(index === 0 ? { y: 'h' } : {}),
        across: [(a[0] ?? 0) - halfA, (a.at(-1) ?? 1) + halfA],
        down: [(h[0] ?? 1) + halfH, (h.at(-1) ?? 0) - halfH],
      }),
    ];
  });
  return grid('Adjusted Rand index of attractors against known communities', 3, views);
}
