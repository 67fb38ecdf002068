// Fig. 1: correlation of attractors over their distance on C30, and the analysis of variance of it.

import { judge, type Claim, type Judgement } from '../claim.js';
import { measureRange, type RangeCell, type RangeRow } from '../compute/cdam/range.js';
import { NEURONS } from '../compute/cdam/simulate.js';
import { anova, mean, type Group } from '../compute/cdam/statistics.js';
import type { Experiment, FigureSpec, Scale } from '../experiment.js';
import { share } from '../vrn/compare.js';
import { COMMON_CHOICES } from './dynamics-figure.js';
import { AUTO, NARROW, ofSetting, RANGES, settingName, type Setting } from './settings.js';
import { curves, grid } from './views.js';

const DRAWS: Readonly<Record<Scale, number>> = { quick: 5, paper: 20 };
const MOST = 14;
const VERTICES = 30;

/** Curves by distance 0, 1, ... that the authors' saved notebook shows, by an independent run in NumPy. */
const NOTEBOOK: readonly (readonly [id: string, setting: Setting, curve: readonly number[]])[] = [
  ['auto', AUTO, [1, -0.03, -0.03, -0.03, -0.03, -0.03, -0.03, -0.03]],
  ['narrow', NARROW, [1, 0.64, 0.09, -0.09, -0.09, -0.09, -0.1, -0.1]],
];

/** The range of recall. */
export const fig1: Experiment<RangeCell, RangeRow> = {
  id: 'cdam/fig1',
  paper: 'cdam',
  title: 'Fig. 1: range of recall on the cycle C30',
  revision: 1,
  choices: [
    ...COMMON_CHOICES,
    'The axis of the paper names patterns; its code correlates final states with each other, as here: the value at distance 0 is exactly 1.',
    'The analysis of variance names no groups. Two readings are tried: 330 values (30 vertices, distances 0 to 10) a setting, and 12 means (distances 0 to 11) a setting.',
  ],
  scales: {
    quick: `Four settings, ${DRAWS.quick} draws.`,
    paper: `Four settings at the paper’s sizes, ${DRAWS.paper} draws, with c = 1 and c = 1/n.`,
  },
  cells: (scale) =>
    (['full', 'per-neuron'] as const).flatMap((load) =>
      RANGES.map(({ a, h }) => ({
        parameters: { a, h, load, most: MOST, steps: 100, draws: DRAWS[scale], neurons: NEURONS },
        cost: DRAWS[scale] * 0.1,
      })),
    ),
  runCell: measureRange,
  claims,
  plot,
};

function claims(rows: readonly RangeRow[]): readonly Claim[] {
  return [
    judge(
      {
        id: 'cdam-fig1-range',
        source: '§3.1, Fig. 1',
        statement: 'The range of recall can be set between 0 and about 6 edges.',
        paper: 6,
        tolerance: {
          value: 1,
          reason:
            'the widest curve crosses 0 between 6 and 7 edges and its mean over draws has a deviation of about .02 there',
        },
      },
      ranges(rows),
    ),
    judge(
      {
        id: 'cdam-fig1-anova',
        source: '§3.1',
        statement: 'The conditions differ significantly (one-way ANOVA).',
        paper: 0.001,
        tolerance: { value: 0.01, reason: 'largest p over the draws, 330 values a condition' },
      },
      variance(rows, 'full', 'values', (tests) => tests.every(({ p }) => p < 0.01)),
    ),
    ...(['full', 'per-neuron'] as const).flatMap((load) =>
      (['values', 'means'] as const).map((grouping) =>
        judge(
          {
            id: `cdam-fig1-f-${grouping}${load === 'full' ? '' : '-printed'}`,
            source: '§3.1',
            statement: `F of that test is 5.41, grouped by ${grouping === 'values' ? '330 values' : '12 means'} a condition, ${load === 'full' ? 'c = 1' : 'c = 1/n'}.`,
            paper: 5.41,
            tolerance: {
              value: 0.5,
              reason: 'mean over draws; p = .001 of the paper fits no other F by more',
            },
          },
          variance(rows, load, grouping, (tests) => Math.abs(mean(tests.map(({ f }) => f)) - 5.41) <= 0.5),
        ),
      ),
    ),
    ...NOTEBOOK.map(([id, setting, curve]) =>
      judge(
        {
          id: `cdam-fig1-notebook-${id}`,
          source: 'Fig. 1, the authors’ saved notebook',
          statement: `Attractors at distance 0 to 7 correlate by ${curve.map(share).join(', ')}, ${settingName(setting)}.`,
          paper: curve[1] ?? 0,
          tolerance: {
            value: 0.1,
            reason: 'largest deviation of a mean over draws; one draw differs from the next by .03',
          },
        },
        follows(rows, setting, curve),
      ),
    ),
  ];
}

/** Mean curve over draws. */
function curveOf(
  rows: readonly RangeRow[],
  setting: Setting,
  field: 'mean' | 'deviation',
): readonly number[] {
  const own = ofSetting(rows, setting);
  return Array.from({ length: MOST + 1 }, (_, distance) =>
    mean(own.filter((row) => row.distance === distance).map((row) => row[field])),
  );
}

function ranges(rows: readonly RangeRow[]): Judgement | undefined {
  const found = RANGES.map((setting) => {
    const curve = curveOf(rows, setting, 'mean');
    return Number.isNaN(curve[0]) ? undefined : curve.findIndex((value) => value < 0) - 1;
  });
  const known = found.flatMap((value) => value ?? []);
  if (known.length < RANGES.length) return undefined;
  const widest = known.at(-1) ?? 0;
  const grows = known.slice(1).every((value, index) => value > (known[index] ?? Infinity));
  return {
    ours: `${known.join(', ')} edges`,
    holds: known[0] === 0 && grows && Math.abs(widest - 6) <= 1,
    evidence: `Last distance before the mean curve falls below 0, at ${RANGES.map(settingName).join('; ')}.`,
  };
}

function variance(
  rows: readonly RangeRow[],
  load: 'full' | 'per-neuron',
  grouping: 'values' | 'means',
  holds: (tests: readonly { readonly f: number; readonly p: number }[]) => boolean,
): Judgement | undefined {
  const draws = [...new Set(rows.map(({ draw }) => draw))];
  const tests = draws.flatMap((draw) => {
    const groups = RANGES.map((setting) =>
      groupOf(
        ofSetting(rows, { ...setting, load }).filter((row) => row.draw === draw),
        grouping,
      ),
    );
    return groups.some(({ count }) => count === 0) ? [] : [anova(groups)];
  });
  if (tests.length === 0) return undefined;
  const f = tests.map((test) => test.f);
  const p = tests.map((test) => test.p);
  return {
    ours: `F = ${mean(f).toFixed(2)}, p up to ${Math.max(...p).toExponential(0)}`,
    holds: holds(tests),
    evidence: `F from ${Math.min(...f).toFixed(2)} to ${Math.max(...f).toFixed(2)} over ${tests.length} draws, p from ${Math.min(...p).toExponential(0)} to ${Math.max(...p).toExponential(0)}.`,
  };
}

/** The pooled moments of the values of a setting follow from those of each distance. */
function groupOf(rows: readonly RangeRow[], grouping: 'values' | 'means'): Group {
  const used = rows.filter(({ distance }) => distance <= (grouping === 'values' ? 10 : 11));
  const centre = mean(used.map((row) => row.mean));
  const between = mean(used.map((row) => (row.mean - centre) ** 2));
  const within = grouping === 'values' ? mean(used.map((row) => row.deviation ** 2)) : 0;
  return {
    count: used.length * (grouping === 'values' ? VERTICES : 1),
    mean: centre,
    variance: between + within,
  };
}

function follows(
  rows: readonly RangeRow[],
  setting: Setting,
  wanted: readonly number[],
): Judgement | undefined {
  const curve = curveOf(rows, setting, 'mean').slice(0, wanted.length);
  if (curve.some(Number.isNaN)) return undefined;
  const worst = Math.max(...curve.map((value, index) => Math.abs(value - (wanted[index] ?? 0))));
  return {
    ours: curve.map(share).join(', '),
    holds: worst <= 0.1,
    evidence: `The largest deviation is ${share(worst)}.`,
  };
}

function plot(rows: readonly RangeRow[]): FigureSpec {
  const points = RANGES.flatMap((setting) => {
    const spread = curveOf(rows, setting, 'deviation');
    return curveOf(rows, setting, 'mean').flatMap((y, x) =>
      Number.isNaN(y) ? [] : [{ x, y, spread: spread[x] ?? 0, line: settingName(setting) }],
    );
  });
  return grid('Fig. 1: correlation of attractors over distance on C30, mean ± deviation over vertices', 1, [
    curves({ points, width: 420, height: 260, x: 'distance, edges', y: 'r', domain: [-0.4, 1] }),
  ]);
}
