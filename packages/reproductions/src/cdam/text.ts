// Sentences of the CDAM paper that no figure shows: balance of excitation and inhibition, pure retrieval, connected components.

import { judge, type Claim, type Judgement } from '../claim.js';
import type { GraphName } from '../compute/cdam/graphs.js';
import { measureCdamCheck, type CdamCheck, type CdamCheckRow } from '../compute/cdam/statements.js';
import { NEURONS } from '../compute/cdam/simulate.js';
import { mean } from '../compute/cdam/statistics.js';
import type { Experiment, FigureSpec, Scale } from '../experiment.js';
import { frame } from '../vrn/figure.js';
import { share } from '../vrn/compare.js';
import { AUTO, NARROW, QUIET, settingName, WIDE, WIDEST, type Setting } from './settings.js';

const DRAWS: Readonly<Record<Scale, number>> = { quick: 2, paper: 5 };

const REGULAR: readonly GraphName[] = ['cycle', 'tutte', 'regular'];
const IRREGULAR: readonly GraphName[] = ['karate', 'barbell'];
const BALANCED = [NARROW, WIDE, WIDEST];
const UNBALANCED: readonly Setting[] = [{ a: 0.5, h: 0.05 }, { a: 1, h: 1 }, QUIET];
/** h > a >= 0. */
const HEBBIAN: readonly Setting[] = [
  { a: 0, h: 1 },
  { a: 0.1, h: 0.9 },
  { a: 0.4, h: 0.6 },
];
const SIZES = [5, 15];
const BETAS = [1, 100];

/** Claims of the text. */
export const text: Experiment<CdamCheck, CdamCheckRow> = {
  id: 'cdam/text',
  paper: 'cdam',
  title: 'Claims of the text: balance, pure retrieval, components',
  revision: 1,
  choices: [
    'Balance is measured as the mean activity over neurons and starts after 100 updates, for random patterns of mean one half.',
    'Pure hetero-association is one step with η = 1 from each clean pattern of a directed cycle of 20.',
    'Connected components are two cycles without a way between them, of 5 and of 15 vertices; a pattern is recalled when r > .1 after 100 updates.',
  ],
  scales: { quick: `${DRAWS.quick} draws.`, paper: `${DRAWS.paper} draws.` },
  cells: (scale) => {
    const size = { draws: DRAWS[scale], neurons: NEURONS };
    const activity = (graph: GraphName, { a, h }: Setting, load: 'full' | 'per-neuron'): CdamCheck => ({
      check: 'activity',
      graph,
      a,
      h,
      load,
      ...size,
    });
    const checks: readonly CdamCheck[] = [
      ...[...REGULAR, ...IRREGULAR].flatMap((graph) =>
        BALANCED.map((setting) => activity(graph, setting, 'full')),
      ),
      ...REGULAR.flatMap((graph) => BALANCED.map((setting) => activity(graph, setting, 'per-neuron'))),
      ...UNBALANCED.map((setting) => activity('cycle', setting, 'full')),
      activity('cycle', AUTO, 'full'),
      ...BETAS.map((beta): CdamCheck => ({ check: 'successor', beta, ...size })),
      ...SIZES.flatMap((cycle) =>
        HEBBIAN.map(({ a, h }): CdamCheck => ({ check: 'components', a, h, size: cycle, ...size })),
      ),
    ];
    return checks.map((parameters) => ({ parameters, cost: DRAWS[scale] * 0.1 }));
  },
  runCell: measureCdamCheck,
  claims,
  plot,
};

function claims(rows: readonly CdamCheckRow[]): readonly Claim[] {
  const zero = {
    value: 0.01,
    reason: 'the mean of 1000 neurons, averaged over all starts, has a deviation of .002',
  };
  return [
    judge(
      {
        id: 'cdam-text-balance-regular',
        source: '§3.1, A.4, A.8',
        statement: 'a + h = 1 keeps the mean activity at 0 on regular graphs (c = 1, the authors’ code).',
        paper: 0,
        tolerance: zero,
      },
      activities(rows, REGULAR, BALANCED, 'full', ({ value }) => Math.abs(value) < 0.01),
    ),
    judge(
      {
        id: 'cdam-text-balance-printed',
        source: 'Eq 1, §3.1, A.4, A.8',
        statement: 'a + h = 1 keeps the mean activity at 0 with Eq 1 as printed (c = 1/n).',
        paper: 0,
        tolerance: zero,
      },
      activities(rows, REGULAR, BALANCED, 'per-neuron', ({ value }) => Math.abs(value) < 0.01),
    ),
    judge(
      {
        id: 'cdam-text-balance-irregular',
        source: '§3.1, A.9, A.10',
        statement:
          'a + h = 1 keeps the mean activity at 0 on irregular graphs too: karate club, barbell (c = 1).',
        paper: 0,
        tolerance: zero,
      },
      activities(rows, IRREGULAR, BALANCED, 'full', ({ value }) => Math.abs(value) < 0.01),
    ),
    judge(
      {
        id: 'cdam-text-balance-only',
        source: '§3.1, A.4',
        statement: 'Other sums do not: a + h = .55, 2 and −1.5 on the cycle (c = 1).',
        paper: null,
        tolerance: {
          value: 0.1,
          reason:
            'least size of the mean activity; random patterns of mean one half give (a + h − 1) / 2 or nearly so',
        },
      },
      activities(rows, ['cycle'], UNBALANCED, 'full', ({ value }) => Math.abs(value) >= 0.1),
    ),
    ...BETAS.map((beta) =>
      judge(
        {
          id: `cdam-text-successor-${beta}`,
          source: '§2.2, Pure pattern retrieval',
          statement: `With a = 0, h = 1, out-degree 1, η = 1 one step leads exactly to the successor’s pattern less the mean load, β = ${beta}.`,
          paper: 0,
          tolerance: { value: 1e-5, reason: 'largest deviation of any neuron; float32 sums of 20 terms' },
        },
        exact(rows, beta),
      ),
    ),
    ...SIZES.map((size) =>
      judge(
        {
          id: `cdam-text-components-${size}`,
          source: '§2.2, Retrieving connected components',
          statement: `For h > a >= 0 all patterns of a connected component are recalled from any of them: cycles of ${size}.`,
          paper: 1,
          tolerance: {
            value: 0,
            reason:
              'share of the component with r > .1 after 100 updates, mean over draws, at each of three settings',
          },
        },
        wholeComponent(rows, size),
      ),
    ),
    judge(
      {
        id: 'cdam-text-components-apart',
        source: '§2.2, Retrieving connected components',
        statement: 'No pattern of another component is recalled.',
        paper: 0,
        tolerance: {
          value: 0.01,
          reason: 'share of the other component with r > .1; chance (three deviations) is .001',
        },
      },
      apart(rows),
    ),
  ];
}

interface Activity {
  readonly setting: Setting;
  readonly graph: GraphName;
  readonly value: number;
}

function activities(
  rows: readonly CdamCheckRow[],
  graphs: readonly GraphName[],
  settings: readonly Setting[],
  load: string,
  holds: (found: Activity) => boolean,
): Judgement | undefined {
  const found = graphs.flatMap((graph) =>
    settings.flatMap((setting): Activity[] => {
      const own = valuesOf(rows, 'activity', `${graph} ${setting.a} ${setting.h} ${load}`);
      return own.length === 0 ? [] : [{ graph, setting, value: mean(own) }];
    }),
  );
  if (found.length < graphs.length * settings.length) return undefined;
  const values = found.map(({ value }) => value);
  return {
    ours: `${three(Math.min(...values))} to ${three(Math.max(...values))}`,
    holds: found.every(holds),
    evidence: `${found.map(({ graph, setting, value }) => `${graph}, ${settingName(setting)}: ${three(value)}`).join('; ')}.`,
  };
}

function exact(rows: readonly CdamCheckRow[], beta: number): Judgement | undefined {
  const values = valuesOf(rows, 'successor', `beta ${beta}`);
  if (values.length === 0) return undefined;
  const worst = Math.max(...values);
  return {
    ours: worst.toExponential(1),
    holds: worst <= 1e-5,
    evidence: `Largest deviation over ${values.length} draws of 20 patterns.`,
  };
}

function wholeComponent(rows: readonly CdamCheckRow[], size: number): Judgement | undefined {
  const found = HEBBIAN.map((setting) => ({
    setting,
    values: valuesOf(rows, 'components', `${setting.a} ${setting.h} ${size}`, 'share of the own component'),
  }));
  if (found.some(({ values }) => values.length === 0)) return undefined;
  return {
    ours: found.map(({ values }) => share(mean(values))).join(', '),
    holds: found.every(({ values }) => mean(values) === 1),
    evidence: `Share recalled: ${found.map(({ setting, values }) => `${share(mean(values))} at ${settingName(setting)}`).join('; ')}.`,
  };
}

function apart(rows: readonly CdamCheckRow[]): Judgement | undefined {
  const values = rows
    .filter(({ quantity }) => quantity === 'share of the other component')
    .map(({ value }) => value);
  if (values.length === 0) return undefined;
  return {
    ours: share(mean(values)),
    holds: mean(values) <= 0.01,
    evidence: `Mean over ${values.length} runs; the largest is ${share(Math.max(...values))}.`,
  };
}

function valuesOf(
  rows: readonly CdamCheckRow[],
  check: string,
  setting: string,
  quantity?: string,
): readonly number[] {
  return rows
    .filter((row) => row.check === check && row.setting === setting)
    .filter((row) => quantity === undefined || row.quantity === quantity)
    .map(({ value }) => value);
}

function three(value: number): string {
  return value.toFixed(3).replace('-', '−');
}

function plot(rows: readonly CdamCheckRow[]): FigureSpec {
  const values = rows
    .filter(({ check }) => check === 'activity')
    .map(({ setting, value }) => {
      const [graph = '', a = '', h = '', load = ''] = setting.split(' ');
      return {
        graph,
        value,
        setting: settingName({ a: Number(a), h: Number(h) }),
        load: load === 'full' ? 'c = 1' : 'c = 1/n',
      };
    });
  return {
    ...frame('Mean activity after 100 updates: 0 only for a + h = 1, c = 1 and regular graphs', values),
    width: 420,
    height: { step: 18 },
    mark: { type: 'tick', thickness: 2 },
    encoding: {
      x: { field: 'value', type: 'quantitative', title: 'mean activity' },
      y: { field: 'setting', type: 'nominal', title: null },
      color: { field: 'load', type: 'nominal', title: null, scale: { range: ['#2b7fd4', '#e0701e'] } },
      row: { field: 'graph', type: 'nominal', title: null, header: { labelAngle: 0, labelAlign: 'left' } },
    },
    resolve: { scale: { y: 'independent' } },
  };
}
