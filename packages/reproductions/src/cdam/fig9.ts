// Fig. 9: auto-association of Fashion-MNIST, scored as the paper words it and as its code computes it.

import { judge, type Claim, type Judgement } from '../claim.js';
import { measureFashion, type FashionCell, type FashionRow } from '../compute/cdam/fashion.js';
import { deviation, mean } from '../compute/cdam/statistics.js';
import type { Experiment, FigureSpec, Scale } from '../experiment.js';
import { share } from '../vrn/compare.js';
import { settingName, type Setting } from './settings.js';
import { curves, grid } from './views.js';

type Metric = 'accuracy' | 'axis0';

const SIZES: Readonly<Record<Scale, readonly number[]>> = {
  quick: [10, 20, 30, 50, 100],
  paper: [10, 20, 30, 40, 50, 75, 100, 150, 200, 500],
};
const TRIALS: Readonly<Record<Scale, number>> = { quick: 3, paper: 5 };
/** Sizes of the authors' notebook, whose graph has no edges. */
const NOTEBOOK_SIZES = [10, 20, 30];

const AUTO: Setting = { a: 1, h: 0 };
const EQUAL: Setting = { a: 0.5, h: 0.5 };
const HETERO: Setting = { a: 0.1, h: 0.9 };
const SETTINGS: readonly Setting[] = [AUTO, { a: 0.9, h: 0.1 }, EQUAL, HETERO];

/** What the authors' notebook recorded at p = 10, 20, 30, one run each, by its own metric. */
const NOTEBOOK: readonly (readonly [name: string, setting: Setting, recorded: readonly number[]])[] = [
  ['auto', AUTO, [0.8, 0.8, 0.667]],
  ['mostly-auto', { a: 0.9, h: 0.1 }, [0.9, 0.75, 0.767]],
  ['equal', EQUAL, [0.5, 0.15, 0.1]],
  ['hetero', HETERO, [1, 1, 1]],
];

/** Auto-association of Fashion-MNIST. */
export const fig9: Experiment<FashionCell, FashionRow> = {
  id: 'cdam/fig9',
  paper: 'cdam',
  title: 'Fig. 9: auto-association of Fashion-MNIST',
  revision: 1,
  choices: [
    'Images are drawn from the first 500 training images, other ones in each trial; the authors took the first rows of a test file in an order of its own.',
    'The text joins each image to its nearest one (Euclidean distance); the authors’ notebook adds no edge at all, so that h has no effect. Both graphs are run, the second at the notebook’s p = 10, 20, 30.',
    'The text asks which image a final state is most like (“the paper’s metric”, by Pearson correlation). The notebook asks which final state is most like an image (“axis 0”), ties included, which can score transients of 1e−5 where all runs end in one state. Both are computed, in float64 from float32 states.',
    'Settings are the four of the notebook; the legend of the figure could not be read. n = 784, β = 1, η = .1, noise 1, 100 updates, c = 1.',
  ],
  scales: {
    quick: `p up to 100, ${TRIALS.quick} trials.`,
    paper: `p up to 500, ${TRIALS.paper} trials.`,
  },
  cells: (scale) =>
    SETTINGS.flatMap(({ a, h }) => [
      ...SIZES[scale].map((images) => cellOf(images, a, h, 'nearest', scale)),
      ...NOTEBOOK_SIZES.map((images) => cellOf(images, a, h, 'empty', scale)),
    ]),
  runCell: measureFashion,
  claims,
  plot,
};

function cellOf(
  images: number,
  a: number,
  h: number,
  graph: FashionCell['graph'],
  scale: Scale,
): { readonly parameters: FashionCell; readonly cost: number } {
  const trials = TRIALS[scale];
  return { parameters: { images, a, h, graph, trials }, cost: trials * (0.1 + (images / 200) ** 2) };
}

function claims(rows: readonly FashionRow[]): readonly Claim[] {
  return [
    ...(['accuracy', 'axis0'] as const).flatMap((metric) => [
      judge(
        {
          id: `cdam-fig9-graceful${suffix(metric)}`,
          source: 'A.3, Fig. 9, Contributions',
          statement: `a close to 0 and h close to 1 trade capacity for precision more gracefully than a = 1, h = 0 (${named(metric)}).`,
          paper: null,
          tolerance: {
            value: 0,
            reason: 'mean accuracy over p >= 50, (.1, .9) less (1, 0): the same images and noise',
          },
        },
        graceful(rows, metric),
      ),
      judge(
        {
          id: `cdam-fig9-equal${suffix(metric)}`,
          source: 'A.3, Fig. 9',
          statement: `a = h performs very poorly: worst of all settings (${named(metric)}).`,
          paper: null,
          tolerance: { value: 0, reason: 'mean accuracy over all p: the same images and noise' },
        },
        equalIsWorst(rows, metric),
      ),
      judge(
        {
          id: `cdam-fig9-drops${suffix(metric)}`,
          source: 'A.3, Fig. 9',
          statement: `a = 1, h = 0 forgets catastrophically: performance drops suddenly (${named(metric)}).`,
          paper: null,
          tolerance: {
            value: 0.5,
            reason:
              'largest share of the accuracy lost from one p to the next; an even fall from p = 10 to 100 over six steps loses a third each',
          },
        },
        drops(rows, metric),
      ),
    ]),
    ...NOTEBOOK.map(([name, setting, recorded]) =>
      judge(
        {
          id: `cdam-fig9-notebook-${name}`,
          source: 'The authors’ notebook',
          statement: `${settingName(setting)} scores ${recorded.map(share).join(', ')} at p = 10, 20, 30, by the code’s metric and without edges.`,
          paper: recorded[2] ?? 0,
          tolerance: {
            value: 0.3,
            reason:
              'two standard deviations of a single run on ten images, √(.2/10) = .14 each; other images',
          },
        },
        notebook(rows, setting, recorded),
      ),
    ),
    judge(
      {
        id: 'cdam-fig9-perfect',
        source: 'The authors’ notebook, A.3',
        statement: 'The notebook’s perfect score at a = .1, h = .9 is recall of the right image.',
        paper: 1,
        tolerance: { value: 0.1, reason: 'accuracy by the paper’s metric at p = 10, 20, 30, no edges' },
      },
      perfect(rows),
    ),
  ];
}

const named = (metric: Metric): string =>
  metric === 'accuracy' ? 'the paper’s metric' : 'the code’s metric';
const suffix = (metric: Metric): string => (metric === 'accuracy' ? '' : '-axis0');

/** Mean over trials; undefined when that cell has not been run. */
function scoreOf(
  rows: readonly FashionRow[],
  { a, h }: Setting,
  graph: string,
  images: number,
  metric: Metric,
): number | undefined {
  const own = rows.filter(
    (row) => row.a === a && row.h === h && row.graph === graph && row.images === images,
  );
  return own.length === 0 ? undefined : mean(own.map((row) => row[metric]));
}

function sizesOf(rows: readonly FashionRow[]): readonly number[] {
  return [...new Set(rows.filter(({ graph }) => graph === 'nearest').map(({ images }) => images))].sort(
    (x, y) => x - y,
  );
}

/** Scores over sizes; undefined unless all are there. */
function line(
  rows: readonly FashionRow[],
  setting: Setting,
  metric: Metric,
  sizes: readonly number[],
): readonly number[] | undefined {
  const values = sizes.flatMap((images) => scoreOf(rows, setting, 'nearest', images, metric) ?? []);
  return values.length === sizes.length && sizes.length > 0 ? values : undefined;
}

function graceful(rows: readonly FashionRow[], metric: Metric): Judgement | undefined {
  const sizes = sizesOf(rows).filter((images) => images >= 50);
  const [auto, hetero] = [line(rows, AUTO, metric, sizes), line(rows, HETERO, metric, sizes)];
  if (auto === undefined || hetero === undefined) return undefined;
  return {
    ours: `${share(mean(hetero))} against ${share(mean(auto))}`,
    holds: mean(hetero) > mean(auto),
    evidence: `At p = ${sizes.join(', ')}: ${hetero.map(share).join(', ')} against ${auto.map(share).join(', ')}.`,
  };
}

function equalIsWorst(rows: readonly FashionRow[], metric: Metric): Judgement | undefined {
  const sizes = sizesOf(rows);
  const found = SETTINGS.flatMap((setting) => {
    const values = line(rows, setting, metric, sizes);
    return values === undefined ? [] : [{ setting, score: mean(values) }];
  });
  if (found.length < SETTINGS.length) return undefined;
  const [worst] = [...found].sort((x, y) => x.score - y.score);
  return {
    ours: `worst is ${worst === undefined ? '-' : settingName(worst.setting)}`,
    holds: worst?.setting === EQUAL,
    evidence: `Mean over all p: ${found.map(({ setting, score }) => `${share(score)} at ${settingName(setting)}`).join('; ')}.`,
  };
}

function drops(rows: readonly FashionRow[], metric: Metric): Judgement | undefined {
  const sizes = sizesOf(rows);
  const values = line(rows, AUTO, metric, sizes);
  if (values === undefined || values.length < 2) return undefined;
  const lost = values.slice(1).map((value, index) => 1 - value / (values[index] ?? NaN));
  return {
    ours: `at most ${share(Math.max(...lost))} of it from one p to the next`,
    holds: Math.max(...lost) >= 0.5,
    evidence: `At p = ${sizes.join(', ')}: ${values.map(share).join(', ')}.`,
  };
}

function notebook(
  rows: readonly FashionRow[],
  setting: Setting,
  recorded: readonly number[],
): Judgement | undefined {
  const values = NOTEBOOK_SIZES.flatMap((images) => scoreOf(rows, setting, 'empty', images, 'axis0') ?? []);
  if (values.length < NOTEBOOK_SIZES.length) return undefined;
  const worst = Math.max(...values.map((value, index) => Math.abs(value - (recorded[index] ?? NaN))));
  return {
    ours: values.map(share).join(', '),
    holds: worst <= 0.3,
    evidence: `Means over trials; the largest deviation is ${share(worst)}.`,
  };
}

function perfect(rows: readonly FashionRow[]): Judgement | undefined {
  const values = NOTEBOOK_SIZES.flatMap((images) => scoreOf(rows, HETERO, 'empty', images, 'accuracy') ?? []);
  if (values.length < NOTEBOOK_SIZES.length) return undefined;
  const ends = mean(
    rows.filter(({ a, graph }) => a === HETERO.a && graph === 'empty').map((row) => row.ends),
  );
  return {
    ours: values.map(share).join(', '),
    holds: values.every((value) => value >= 0.9),
    evidence: `Chance is ${NOTEBOOK_SIZES.map((images) => share(1 / images)).join(', ')}: final states are most like ${share(ends)} different images on average.`,
  };
}

function plot(rows: readonly FashionRow[]): FigureSpec {
  const views = (['nearest', 'empty'] as const).flatMap((graph) =>
    (['accuracy', 'axis0'] as const).map((metric) => {
      const points = SETTINGS.flatMap((setting) => {
        const own = rows.filter((row) => row.graph === graph && row.a === setting.a && row.h === setting.h);
        return [...new Set(own.map(({ images }) => images))].map((images) => {
          const values = own.filter((row) => row.images === images).map((row) => row[metric]);
          return { x: images, y: mean(values), spread: deviation(values), line: settingName(setting) };
        });
      });
      return curves({
        points,
        width: 260,
        height: 180,
        x: 'images p',
        y: 'share recalled',
        domain: [0, 1],
        scale: 'log',
        title: `${graph === 'nearest' ? 'nearest images joined' : 'no edges'}, ${named(metric)}`,
      });
    }),
  );
  return grid('Fig. 9: recall of Fashion-MNIST, mean ± deviation over trials', 2, views);
}
