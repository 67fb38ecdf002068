// Fig. 18 to 21 and 23 to 26: the graph drawn once for every trigger, karate club and barbell.

import type { Judgement } from '../claim.js';
import {
  measureDynamics,
  type DynamicsCell,
  type DynamicsRow,
  type MatrixRow,
} from '../compute/cdam/dynamics.js';
import { communitiesOf, graphNamed } from '../compute/cdam/graphs.js';
import { NEURONS } from '../compute/cdam/simulate.js';
import { mean } from '../compute/cdam/statistics.js';
import type { Experiment, FigureSpec } from '../experiment.js';
import { share } from '../vrn/compare.js';
import { COMMON_CHOICES, matrixOf } from './dynamics-figure.js';
import { judgeAll, type FigureClaim } from './judgements.js';
import { layoutOf } from './layout.js';
import { AUTO, NARROW, settingName, WIDE, WIDEST, type Setting } from './settings.js';
import { graphDrawing, grid } from './views.js';

type Club = 'karate' | 'barbell';

/** Numbers of one matrix of correlations: a trigger a row. */
interface Measures {
  /** Mean r with the trigger's own pattern. */
  readonly own: number;
  /** Largest r with another pattern. */
  readonly other: number;
  /** Mean number of patterns with r > .1. */
  readonly active: number;
  /** Share of these, the trigger aside, in the trigger's community; triggers of no community do not count. */
  readonly inside: number;
  /** Mean r with others of the own community less mean r with those of the other one. */
  readonly contrast: number;
}

function measuresOf(name: Club, rows: readonly DynamicsRow[], t: number): Measures | undefined {
  const matrix = matrixOf(rows.filter((row): row is MatrixRow => row.kind === 'correlations' && row.t === t));
  if (matrix.length === 0) return undefined;
  const known = communitiesOf(name) ?? new Int32Array(matrix.length);
  const all = matrix.flatMap((values, trigger) => values.map((r, pattern) => ({ trigger, pattern, r })));
  const others = all.filter(({ trigger, pattern }) => trigger !== pattern);
  const ours = others.filter(({ trigger }) => (known[trigger] ?? -1) >= 0);
  const same = ({ trigger, pattern }: { trigger: number; pattern: number }): boolean =>
    known[trigger] === known[pattern];
  const lit = ours.filter(({ r, pattern }) => r > 0.1 && (known[pattern] ?? -1) >= 0);
  const foreign = ours.filter((pair) => !same(pair) && (known[pair.pattern] ?? -1) >= 0);
  return {
    own: mean(matrix.map((values, trigger) => values[trigger] ?? NaN)),
    other: Math.max(...others.map(({ r }) => r)),
    active: all.filter(({ r }) => r > 0.1).length / matrix.length,
    inside: lit.length === 0 ? 0 : lit.filter(same).length / lit.length,
    contrast: mean(ours.filter(same).map(({ r }) => r)) - mean(foreign.map(({ r }) => r)),
  };
}

/** A judge of the first draw's matrix at a time. */
function byMatrix(
  name: Club,
  t: number,
  holds: (measures: Measures) => boolean,
): (rows: readonly DynamicsRow[]) => Judgement | undefined {
  return (rows) => {
    const found = measuresOf(name, rows, t);
    if (found === undefined) return undefined;
    const { own, other, active, inside, contrast } = found;
    return {
      ours: `own r ${share(own)}, ${share(active)} active, ${share(inside)} of them inside`,
      holds: holds(found),
      evidence: `At t = ${t}, first draw: r with the own pattern ${share(own)}, with any other at most ${share(other)}; ${share(active)} patterns with r > .1 a trigger, ${share(inside)} of the others among them in the trigger’s community; r is higher by ${share(contrast)} inside it.`,
    };
  };
}

const alone = (id: string, name: Club, t: number, source: string): FigureClaim => ({
  text: {
    id,
    source,
    statement: 'a = 1, h = 0 selects individuals: every trigger lights its own vertex alone.',
    paper: null,
    tolerance: {
      value: 0.2,
      reason: 'largest r of another pattern; six deviations of chance at n = 1000 are .19',
    },
  },
  judge: byMatrix(name, t, ({ own, other }) => own > 0.5 && other < 0.2),
});

const small = (id: string, t: number, source: string): FigureClaim => ({
  text: {
    id,
    source,
    statement: 'Smaller groups than the halves light up together.',
    paper: null,
    tolerance: {
      value: 0.5,
      reason: 'between 1.5 and 16.5 patterns with r > .1 a trigger: more than one, fewer than a half of 17',
    },
  },
  judge: byMatrix('karate', t, ({ active }) => active >= 1.5 && active <= 16.5),
});

const inHalf = (id: string, t: number, source: string): FigureClaim => ({
  text: {
    id,
    source,
    statement: 'What a trigger lights lies in its half of the club.',
    paper: null,
    tolerance: { value: 0.1, reason: 'at least .9 of the patterns with r > .1; chance gives .5' },
  },
  judge: byMatrix('karate', t, ({ active, inside }) => active > 1.5 && inside >= 0.9),
});

const clique = (id: string, t: number, source: string): FigureClaim => ({
  text: {
    id,
    source,
    statement: 'A trigger in a complete graph lights that graph and not the other one.',
    paper: null,
    tolerance: {
      value: 0.1,
      reason: 'by how much r must be higher inside; three deviations of chance for a single pattern',
    },
  },
  judge: byMatrix('barbell', t, ({ contrast }) => contrast >= 0.1),
});

function figure(
  number: number,
  graph: Club,
  setting: Setting,
  t: number,
  claims: readonly FigureClaim[],
): Experiment<DynamicsCell, DynamicsRow> {
  const place = graph === 'karate' ? 'Zachary’s karate club' : 'the barbell B(10, 10)';
  const title = `Fig. ${number}: every trigger on ${place}, ${settingName(setting)}, t = ${t}`;
  const { a, h } = setting;
  const times = t === 101 ? [101] : [t, 101];
  return {
    id: `cdam/fig${number}`,
    paper: 'cdam',
    title,
    revision: 1,
    choices: [
      ...COMMON_CHOICES,
      'The captions name t = 1, 11, 26 and 101, the text the last time for all: the caption’s is drawn and judged, the rows have both.',
      'One draw, as in the paper; how much draws differ is seen in Fig. 2, 17 and 22.',
    ],
    scales: { quick: 'One draw, all triggers.', paper: 'One draw, all triggers.' },
    cells: () => [
      {
        parameters: { graph, a, h, load: 'full', draws: 1, parts: ['correlations'], times, neurons: NEURONS },
        cost: 0.5,
      },
    ],
    runCell: measureDynamics,
    claims: (rows) => judgeAll(claims, rows),
    plot: (rows) => plot(title, graph, rows, t),
  };
}

function plot(title: string, name: Club, rows: readonly DynamicsRow[], t: number): FigureSpec {
  const graph = graphNamed(name);
  const layout = layoutOf(graph);
  const matrix = matrixOf(rows.filter((row): row is MatrixRow => row.kind === 'correlations' && row.t === t));
  return grid(
    title,
    6,
    matrix.map((values, trigger) => graphDrawing({ graph, layout, values, trigger, size: 110 })),
  );
}

/** The karate club, a = 1, h = 0. */
export const fig18 = figure(18, 'karate', AUTO, 1, [alone('cdam-fig18-alone', 'karate', 1, 'A.9, Fig. 18')]);
/** The karate club, a = .5, h = .05. */
export const fig19 = figure(19, 'karate', { a: 0.5, h: 0.05 }, 11, [
  small('cdam-fig19-groups', 11, 'A.9, Fig. 19'),
]);
/** The karate club, a = -.5, h = 1.5. */
export const fig20 = figure(20, 'karate', WIDE, 26, [
  small('cdam-fig20-groups', 26, 'A.9, Fig. 20'),
  inHalf('cdam-fig20-half', 26, 'A.9, Fig. 20'),
]);
/** The karate club, a = -2, h = 3. */
export const fig21 = figure(21, 'karate', WIDEST, 101, [inHalf('cdam-fig21-half', 101, 'A.9, Fig. 21')]);
/** The barbell, a = 1, h = 0. */
export const fig23 = figure(23, 'barbell', AUTO, 1, [
  alone('cdam-fig23-alone', 'barbell', 1, 'A.10, Fig. 23'),
]);
/** The barbell, a = h = .5. */
export const fig24 = figure(24, 'barbell', NARROW, 11, [clique('cdam-fig24-clique', 11, 'A.10, Fig. 24')]);
/** The barbell, a = -.5, h = 1.5. */
export const fig25 = figure(25, 'barbell', WIDE, 26, [clique('cdam-fig25-clique', 26, 'A.10, Fig. 25')]);
/** The barbell, a = -2, h = 3. */
export const fig26 = figure(26, 'barbell', WIDEST, 101, [clique('cdam-fig26-clique', 101, 'A.10, Fig. 26')]);
