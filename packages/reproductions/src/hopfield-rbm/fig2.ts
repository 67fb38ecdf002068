// Fig. 2: mean log-likelihood of Hopfield machines over temperature and number of sub-patterns.

import { judge, type Claim, type Judgement } from '../claim.js';
import {
  overTemperature,
  type LikelihoodRow,
  type TemperatureCell,
} from '../compute/hopfield-rbm/generative.js';
import type { Experiment, Scale } from '../experiment.js';
import { averaged, CHOICES, curves } from './curves.js';

/** The paper's grid: 20 values from 0.5 to 10. */
const BETAS = Array.from({ length: 20 }, (_, index) => (index + 1) / 2);

/** Of the paper's three. */
const RUNS = 1;

/** Ten colours from light to dark blue, one for each k. */
const BLUES = [
  '#9ecae1',
  '#84bcdb',
  '#6aaed6',
  '#549fcd',
  '#4090c5',
  '#2e7ebc',
  '#1d6cb1',
  '#0f5aa3',
  '#084a91',
  '#08306b',
];

/** Likelihood over temperature. */
export const fig2: Experiment<TemperatureCell, LikelihoodRow> = {
  id: 'hopfield-rbm/fig2',
  paper: 'hopfield-rbm',
  title: 'Fig. 2: likelihood of Hopfield machines over temperature, for k sub-patterns a digit',
  revision: 1,
  choices: CHOICES,
  scales: {
    quick:
      '700 of the carried digits, k = 1, 2 and 5, eight temperatures, 50 chains for 200 steps: a preview.',
    paper:
      'All 60,000 digits, k = 1 to 10, 20 temperatures, 500 chains for 1,000 steps, one of the paper’s three runs.',
  },
  cells,
  runCell: overTemperature,
  claims,
  plot: (rows) =>
    curves(
      averaged(
        rows.map(({ perClass, beta, logLikelihood }) => ({
          line: `k = ${perClass}`,
          panel: 'mean ln p of the training images',
          x: beta,
          value: logLikelihood,
        })),
      ),
      {
        title: 'Fig. 2: Hopfield machines over temperature',
        x: 'β',
        y: 'mean ln p, nats',
        colour: (line) => BLUES[Number(line.slice(4)) - 1] ?? '#8a8f98',
      },
    ),
};

function cells(scale: Scale): readonly { readonly parameters: TemperatureCell; readonly cost: number }[] {
  const paper = scale === 'paper';
  const list = paper ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] : [1, 2, 5];
  return list.flatMap((perClass) =>
    Array.from({ length: paper ? RUNS : 1 }, (_, run) => ({
      parameters: {
        source: paper ? ('mnist' as const) : ('carried' as const),
        perClass,
        chains: paper ? 500 : 50,
        anneal: paper ? 1000 : 200,
        run,
        betas: paper ? BETAS : [0.5, 1, 1.5, 2, 3, 4, 6, 10],
      },
      cost: (paper ? 40 : 0.3) * (0.5 + perClass / 4),
    })),
  );
}

/** Mean over runs at each temperature; undefined when k has not been run. */
function curveOf(rows: readonly LikelihoodRow[], perClass: number): ReadonlyMap<number, number> | undefined {
  const own = rows.filter((row) => row.perClass === perClass);
  if (own.length === 0) return undefined;
  const points = averaged(
    own.map(({ beta, logLikelihood }) => ({ line: '', panel: '', x: beta, value: logLikelihood })),
  );
  return new Map(points.map(({ x, mean }) => [x, mean]));
}

/** Numbers of the full data only: the carried digits have other ones. */
const full = (rows: readonly LikelihoodRow[]): readonly LikelihoodRow[] =>
  rows.some(({ perClass, beta }) => perClass === 10 && beta === 9.5) ? rows : [];

function claims(rows: readonly LikelihoodRow[]): readonly Claim[] {
  return [
    judge(
      {
        id: 'rbm-fig2-monotone',
        source: 'Sec. 3.1.1, Fig. 2',
        statement: 'The likelihood at its best temperature rises with every further sub-pattern.',
        paper: null,
        tolerance: {
          value: 1,
          reason: 'nats; the standard error of ln Z by 500 chains is below one',
        },
      },
      monotone(rows),
    ),
    judge(
      {
        id: 'rbm-fig2-peak',
        source: 'Sec. 3.1.1, Fig. 2',
        statement: 'The likelihood is largest near β = 2, close to the melting temperature 1.5 of theory.',
        paper: 2,
        tolerance: {
          value: 1,
          reason: 'near: the paper’s own curves peak between 2 and 3, on a grid of 0.5',
        },
      },
      peak(rows),
    ),
    judge(
      {
        id: 'rbm-fig2-sustained',
        source: 'Sec. 3.1.1, Fig. 2',
        statement: 'With more sub-patterns the likelihood holds up better at low temperature.',
        paper: null,
        tolerance: {
          value: 0,
          reason: 'the fall from the best temperature to β = 10 is compared, k = 1 against the largest',
        },
      },
      sustained(rows),
    ),
    ...values(full(rows)),
  ];
}

function kValues(rows: readonly LikelihoodRow[]): readonly number[] {
  return [...new Set(rows.map(({ perClass }) => perClass))].sort((a, b) => a - b);
}

function best(
  rows: readonly LikelihoodRow[],
  perClass: number,
): { readonly beta: number; readonly value: number } | undefined {
  const curve = curveOf(rows, perClass);
  if (curve === undefined) return undefined;
  return [...curve].map(([beta, value]) => ({ beta, value })).reduce((a, b) => (b.value > a.value ? b : a));
}

function monotone(rows: readonly LikelihoodRow[]): Judgement | undefined {
  const tops = kValues(rows).map((k) => ({ k, value: best(rows, k)?.value ?? NaN }));
  if (tops.length < 2) return undefined;
  const rises = tops
    .slice(1)
    .map(({ k, value }, index) => ({ k, rise: value - (tops[index]?.value ?? NaN) }));
  const worst = rises.reduce((a, b) => (b.rise < a.rise ? b : a));
  return {
    ours: `${worst.rise.toFixed(1)} nats at the smallest rise`,
    holds: worst.rise >= -1,
    evidence: `Best values: ${tops.map(({ k, value }) => `k = ${k}: ${value.toFixed(1)}`).join(', ')}; the smallest rise is that to k = ${worst.k}.`,
  };
}

function peak(rows: readonly LikelihoodRow[]): Judgement | undefined {
  const tops = kValues(rows).flatMap((k) => best(rows, k) ?? []);
  if (tops.length === 0) return undefined;
  const betas = tops.map(({ beta }) => beta);
  return {
    ours: `β = ${Math.min(...betas)} to ${Math.max(...betas)}`,
    holds: betas.every((beta) => Math.abs(beta - 2) <= 1),
    evidence: `Best temperature of each curve: ${betas.join(', ')}.`,
  };
}

function sustained(rows: readonly LikelihoodRow[]): Judgement | undefined {
  const list = kValues(rows);
  const fall = (k: number | undefined): number | undefined => {
    if (k === undefined) return undefined;
    const top = best(rows, k);
    const cold = curveOf(rows, k)?.get(10);
    return top === undefined || cold === undefined ? undefined : top.value - cold;
  };
  const [few, many] = [fall(list[0]), fall(list.at(-1))];
  if (list.length < 2 || few === undefined || many === undefined) return undefined;
  return {
    ours: `a fall of ${few.toFixed(0)} against ${many.toFixed(0)} nats`,
    holds: many < few,
    evidence: `From the best temperature to β = 10, k = ${list[0] ?? 0} falls by ${few.toFixed(1)}, k = ${list.at(-1) ?? 0} by ${many.toFixed(1)}.`,
  };
}

/** Values read off the paper's figure. */
function values(rows: readonly LikelihoodRow[]): readonly Claim[] {
  const read = [
    { k: 10, beta: 0.5, paper: -400, tolerance: 15 },
    { k: 10, beta: undefined, paper: -145, tolerance: 5 },
    { k: 1, beta: 10, paper: -1180, tolerance: 40 },
    { k: 10, beta: 10, paper: -420, tolerance: 20 },
  ] as const;
  return read.map(({ k, beta, paper, tolerance }) => {
    const value = beta === undefined ? best(rows, k)?.value : curveOf(rows, k)?.get(beta);
    const where = beta === undefined ? 'its best temperature' : `β = ${beta}`;
    return judge(
      {
        id: `rbm-fig2-k${k}-${beta === undefined ? 'best' : `beta${beta}`}`,
        source: 'Fig. 2',
        statement: `The mean ln p of k = ${k} at ${where}.`,
        paper,
        tolerance: { value: tolerance, reason: 'read off the figure, to about one pixel in a hundred' },
      },
      value === undefined
        ? undefined
        : {
            ours: `${value.toFixed(1)} nats`,
            holds: Math.abs(value - paper) <= tolerance,
            evidence: `Mean over the runs: ${value.toFixed(2)}.`,
          },
    );
  });
}
