// Fig. 8: the variant with a Gaussian likelihood (App B), whose losses the paper calls unstable and without meaningful results.

import { factorize, gaussianFactorize, type EstimatorName } from '@vsa/vrn';
import { foldIn, key } from '@vsa/backend/random';
import { judge, type Claim, type Judgement } from '../claim.js';
import { drawProblems } from '../compute/problem.js';
import type { Experiment, FigureSpec, RunContext, Scale } from '../experiment.js';
import { frame } from './figure.js';

/** Parameters of a cell: a way to send gradients through samples, or the paper's own likelihood without any. */
export type GaussianCell = {
  /** Estimator, or `vrn` for the likelihood of Eq 7. */
  readonly method: EstimatorName | 'vrn';
  /** Composites. */
  readonly composites: number;
  /** Composites whose steps are kept. */
  readonly traced: number;
  /** Steps of Adam. */
  readonly steps: number;
};

/** One number: the error of a composite after a step, or the share of factors found. */
export type GaussianRow = {
  /** Which method. */
  readonly method: string;
  /** `error` of a sample, over D; `rises`, the share of steps that raise it; `found`, the share of factors found. */
  readonly quantity: 'error' | 'rises' | 'found';
  /** Which composite, from 0; null for a mean over all. */
  readonly composite: number | null;
  /** Steps done. */
  readonly step: number;
  /** The number. */
  readonly value: number;
};

const PROBLEM = { kind: 'bipolar', factors: 2, size: 30, dimension: 1000, correlation: 0 } as const;
const COMPOSITES: Readonly<Record<Scale, number>> = { quick: 10, paper: 100 };
const METHODS = ['straight-through', 'gumbel-softmax', 'vrn'] as const;
const STEPS = 100;

/** Losses of the Gaussian variant. */
export const fig8: Experiment<GaussianCell, GaussianRow> = {
  id: 'vrn/fig8',
  paper: 'vrn',
  title: 'Fig. 8: the Gaussian likelihood, whose losses are unstable',
  revision: 1,
  choices: [
    'The paper gives no sizes: here K = 2, n = 30, D = 1000, bipolar, where the likelihood of Eq 7 finds every factor.',
    'Adam at .02, 100 steps, γ = 1 as in Eq 31, one sample a step, temperature 1: App F names no others.',
    '"Unstable" is taken for: at least a quarter of the steps raise the error. "No meaningful results" for: fewer than half of the factors found.',
  ],
  scales: { quick: '10 composites a method.', paper: '100 composites a method.' },
  cells: (scale) =>
    METHODS.map((method) => ({
      parameters: { method, composites: COMPOSITES[scale], traced: 3, steps: STEPS },
      cost: COMPOSITES[scale] * 0.05,
    })),
  runCell,
  claims,
  plot,
};

async function runCell({ backend, seed }: RunContext, cell: GaussianCell): Promise<readonly GaussianRow[]> {
  const { method, composites, traced, steps } = cell;
  using problems = drawProblems(backend, seed, PROBLEM, 0, composites);
  const shareOf = (indices: readonly (readonly number[])[]): number => {
    const right = indices.map(
      (own, row) => own.filter((index, k) => index === problems.answers[row]?.[k]).length,
    );
    return right.reduce((sum, count) => sum + count, 0) / (composites * PROBLEM.factors);
  };
  const found = (value: number): GaussianRow => ({
    method,
    quantity: 'found',
    composite: null,
    step: steps,
    value,
  });
  if (method === 'vrn') {
    const { results } = await factorize(backend, problems.composites, problems.codebooks, { steps });
    return [found(shareOf(results.map(({ indices }) => indices)))];
  }
  const { results } = await gaussianFactorize(backend, problems.composites, problems.codebooks, {
    key: foldIn(foldIn(key(seed), 'fig8'), method),
    estimator: method,
    steps,
  });
  const errors = results.map(({ error }) => Array.from(error));
  return [
    ...errors
      .slice(0, traced)
      .flatMap((own, composite) =>
        own.map((value, step) => ({ method, quantity: 'error' as const, composite, step, value })),
      ),
    ...errors.map((own, composite) => ({
      method,
      quantity: 'rises' as const,
      composite,
      step: steps,
      value: own.filter((value, step) => value > (own[step - 1] ?? Infinity)).length / steps,
    })),
    found(shareOf(results.map(({ indices }) => indices))),
  ];
}

function claims(rows: readonly GaussianRow[]): readonly Claim[] {
  return [
    judge(
      {
        id: 'fig8-unstable',
        source: 'App. B, Fig. 8',
        statement: 'With a Gaussian likelihood and sampled gradients the losses are unstable.',
        paper: null,
        tolerance: { value: 0.25, reason: 'a quarter of the steps or more raise the error; the bar is ours' },
      },
      unstable(rows),
    ),
    judge(
      {
        id: 'fig8-meaningless',
        source: 'App. B',
        statement: 'It gives no meaningful results where the likelihood of Eq 7 does.',
        paper: null,
        tolerance: {
          value: 0.5,
          reason: 'fewer than half of the factors found, against .95 or more; the bars are ours',
        },
      },
      meaningless(rows),
    ),
  ];
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Means by method of one quantity. */
function means(rows: readonly GaussianRow[], quantity: GaussianRow['quantity']): ReadonlyMap<string, number> {
  const chosen = rows.filter((row) => row.quantity === quantity);
  const methods = [...new Set(chosen.map(({ method }) => method))];
  return new Map(
    methods.map((name) => [
      name,
      meanOf(chosen.filter(({ method }) => method === name).map(({ value }) => value)),
    ]),
  );
}

function unstable(rows: readonly GaussianRow[]): Judgement | undefined {
  const rises = means(rows, 'rises');
  if (rises.size === 0) return undefined;
  const list = [...rises].map(([method, value]) => `${method} ${value.toFixed(2)}`).join(', ');
  return {
    ours: `share of steps that raise the error: ${list}`,
    holds: [...rises.values()].every((value) => value >= 0.25),
    evidence:
      'Mean over composites of the share of steps after which the squared error of the sample is larger.',
  };
}

function meaningless(rows: readonly GaussianRow[]): Judgement | undefined {
  const found = means(rows, 'found');
  const { vrn, ...others } = Object.fromEntries(found);
  const values = Object.values(others);
  if (vrn === undefined || values.length === 0) return undefined;
  const list = Object.entries(others).map(([method, value]) => `${method} ${value.toFixed(2)}`);
  return {
    ours: `share of factors found: ${list.join(', ')}; Eq 7 ${vrn.toFixed(2)}`,
    holds: vrn >= 0.95 && values.every((value) => value < 0.5),
    evidence: 'The same composites and codebooks for all; chance is 1/30.',
  };
}

function plot(rows: readonly GaussianRow[]): FigureSpec {
  return {
    ...frame(
      'Fig. 8: squared error of samples, Gaussian likelihood, K = 2, n = 30, D = 1000',
      rows.filter(({ quantity }) => quantity === 'error'),
    ),
    facet: { column: { field: 'method', type: 'nominal', title: null } },
    spec: {
      width: 300,
      height: 180,
      mark: { type: 'line', strokeWidth: 1 },
      encoding: {
        x: { field: 'step', type: 'quantitative', title: 'steps' },
        y: { field: 'value', type: 'quantitative', title: 'squared error / D' },
        color: {
          field: 'composite',
          type: 'nominal',
          title: 'composite',
          scale: { range: ['#2b7fd4', '#e0701e', '#3a9d4a'] },
        },
      },
    },
  };
}
