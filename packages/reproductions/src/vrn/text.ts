// Sentences of the paper that no figure shows: its propositions, convergence, limit cycles.

import { judge, type Claim, type Judgement } from '../claim.js';
import { measureCheck, type Check, type CheckRow } from '../compute/statements.js';
import type { Cell, Experiment, FigureSpec, Scale } from '../experiment.js';
import { share } from './compare.js';
import { frame } from './figure.js';

const PROBLEMS: Readonly<Record<Scale, number>> = { quick: 40, paper: 200 };

/** Solvers and weights whose descent is checked: the paper's for real and for bipolar codebooks, plain descent, and our own. */
const SOLVERS = [
  ['adam', 0],
  ['adam', 1],
  ['sgd', 0],
  ['sgd', 1],
  ['coordinate', 1 / 1000],
] as const;

/** Sizes near the resonator's capacity at D = 500. */
const CYCLE_SIZES = [
  [2, 200],
  [3, 60],
] as const;

/** Propositions, convergence and limit cycles. */
export const text: Experiment<Check, CheckRow> = {
  id: 'vrn/text',
  paper: 'vrn',
  title: 'Claims of the text: propositions, convergence, limit cycles',
  revision: 1,
  choices: [
    'Propositions 1 and 4 are limits; they are checked at D = 500, 1000, 2000 with 200 composites each.',
    'The dropped log-normaliser (Eq 7, Corollary 2) is computed exactly for K = 2, n = 30 over all 900 choices.',
    'Convergence is checked on K = 2 to 5 at the sizes of Fig. 4 with 100 steps: Adam and SGD at .02 with γ = 0 and 1 (App F), coordinate ascent at γ = 1/D. Limit cycles are looked for near capacity, D = 500.',
  ],
  scales: {
    quick: 'The same checks on 40 problems a solver.',
    paper: 'The checks on 200 problems a solver.',
  },
  cells,
  runCell: measureCheck,
  claims,
  plot,
};

function cells(scale: Scale): readonly Cell<Check>[] {
  const dimensions = [500, 1000, 2000];
  const problems = PROBLEMS[scale];
  return [
    ...(['bipolar', 'real'] as const).flatMap((kind) =>
      dimensions.map((dimension) => ({
        parameters: { check: 'similarity' as const, kind, factors: 3, dimension },
        cost: 0.2,
      })),
    ),
    ...[0.2, 0.4, 0.6, 0.8].map((correlation) => ({
      parameters: { check: 'correlation' as const, correlation, dimension: 1000 },
      cost: 0.1,
    })),
    ...[0, 0.8].flatMap((correlation) =>
      dimensions.map((dimension) => ({
        parameters: { check: 'normaliser' as const, correlation, dimension },
        cost: 1.5,
      })),
    ),
    ...SOLVERS.map(([optimizer, gamma]) => ({
      parameters: { check: 'descent' as const, optimizer, gamma, problems },
      cost: problems * 0.02,
    })),
    ...(['paper', 'standard'] as const).flatMap((rule) =>
      CYCLE_SIZES.map(([factors, size]) => ({
        parameters: {
          check: 'resonator-end' as const,
          rule,
          factors,
          size,
          dimension: 500,
          trials: problems,
        },
        cost: problems * 0.1,
      })),
    ),
  ];
}

/** Claims of monotone descent: id, setting, statement. */
const DESCENTS = [
  [
    'text-converge-adam',
    'adam, γ = 0',
    'Inference is guaranteed to converge: Adam at γ = 0, as for real codebooks, never raises the free energy.',
  ],
  [
    'text-converge-adam-gamma1',
    'adam, γ = 1',
    'Inference is guaranteed to converge: Adam at γ = 1, as for bipolar codebooks, never raises the free energy.',
  ],
  [
    'text-converge-sgd',
    'sgd',
    'Inference is guaranteed to converge: gradient descent with a small step never raises the free energy.',
  ],
  [
    'text-converge-coordinate',
    'coordinate',
    'Our own solver, coordinate ascent, never raises the free energy.',
  ],
] as const;

function claims(rows: readonly CheckRow[]): readonly Claim[] {
  return [
    judge(
      {
        id: 'text-prop1-equal',
        source: 'Proposition 1, Eq 13',
        statement: 'δ of a bipolar composite with itself is 1.',
        paper: 1,
        tolerance: { value: 0, reason: 'whole numbers, exact in float32' },
      },
      largest(rows, 'similarity', 'bipolar', '|δ − 1|', 0, ''),
    ),
    judge(
      {
        id: 'text-prop1-different',
        source: 'Proposition 1, Eq 14',
        statement: 'δ of two different bipolar composites goes to 0 as D grows.',
        paper: 0,
        tolerance: {
          value: 5,
          reason: 'δ sqrt(D) is normal with deviation 1: 20,000 pairs stay below 5 but once in 80 runs',
        },
      },
      largest(rows, 'similarity', 'bipolar', '|δ| sqrt(D)', 5, ' / sqrt(D)'),
    ),
    judge(
      {
        id: 'text-prop4-equal',
        source: 'Proposition 4, Eq 24',
        statement: 'δ of a real composite with itself goes to 1 as D grows.',
        paper: 1,
        tolerance: {
          value: 0.3,
          reason: 'root mean square of δ − 1 within 30 % of sqrt((3^K − 1) / D): 200 composites, heavy tails',
        },
      },
      realLimit(rows),
    ),
    judge(
      {
        id: 'text-prop4-different',
        source: 'Proposition 4, Eq 24',
        statement: 'δ of two different real composites goes to 0 as D grows.',
        paper: 0,
        tolerance: {
          value: 1.3,
          reason:
            'root mean square of δ sqrt(D), 1 in the limit; composites with vectors in common are a little closer',
        },
      },
      largest(rows, 'similarity', 'real', 'δ sqrt(D) of different composites, root', 1.3, ' / sqrt(D)'),
    ),
    judge(
      {
        id: 'text-correlation',
        source: '§4.2',
        statement:
          'Flipping entries of a base vector with probability (1 − ρ)/2 gives vectors that correlate by ρ².',
        paper: null,
        tolerance: { value: 0.095, reason: '3 / sqrt(D), at D = 1000' },
      },
      largest(rows, 'correlation', '', 'minus ρ²', 0.095, ''),
    ),
    judge(
      {
        id: 'text-normaliser',
        source: 'Corollary 2',
        statement: 'The dropped log-normaliser hardly depends on the choice, for quasi-orthogonal codebooks.',
        paper: null,
        tolerance: { value: 0.05, reason: 'small against the gain of 1 in δ that tells right from wrong' },
      },
      largest(rows, 'normaliser', 'ρ = 0,', 'largest minus smallest', 0.05, ''),
    ),
    judge(
      {
        id: 'text-normaliser-correlated',
        source: 'Corollary 2 with §4.2',
        statement: 'It may be dropped for correlated codebooks as well (the paper does so without saying).',
        paper: null,
        tolerance: { value: 0.05, reason: 'as for quasi-orthogonal codebooks' },
      },
      largest(rows, 'normaliser', 'ρ = 0.8,', 'largest minus smallest', 0.05, ''),
    ),
    ...DESCENTS.map(([id, setting, statement]) =>
      judge(
        {
          id,
          source: 'Abstract, §1',
          statement,
          paper: null,
          tolerance: {
            value: 0,
            reason: 'share of steps that raise it by more than float32 rounding, 1e-6 of its largest term',
          },
        },
        largest(rows, 'descent', setting, 'share of steps that raise', 0, ' of the steps raise it'),
      ),
    ),
    judge(
      {
        id: 'text-converge-budget',
        source: 'Abstract, §1, App F',
        statement: 'Inference converges within the paper’s 100 steps of Adam (γ = 0).',
        paper: null,
        tolerance: {
          value: 0,
          reason: 'a run has not converged while a step still brings .1 % of the whole fall',
        },
      },
      largest(rows, 'descent', 'adam, γ = 0', 'share of runs whose last step', 0, ' of the runs still move'),
    ),
    judge(
      {
        id: 'text-limit-cycles',
        source: '§2.1',
        statement: 'Resonator networks occasionally enter limit cycles and do not converge.',
        paper: null,
        tolerance: { value: 0, reason: 'at least one run does not reach a fixed point' },
      },
      limitCycles(rows),
    ),
  ];
}

/** Judges the largest value of a quantity against a bound. */
function largest(
  rows: readonly CheckRow[],
  check: string,
  setting: string,
  quantity: string,
  bound: number,
  unit: string,
): Judgement | undefined {
  const found = rows
    .filter(
      (row) => row.check === check && row.setting.startsWith(setting) && row.quantity.includes(quantity),
    )
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const [top] = found;
  if (top === undefined) return undefined;
  const size = Math.abs(top.value);
  return {
    ours: `${size === 0 || size >= 0.01 ? share(size) : size.toExponential(1)}${unit}`,
    holds: size <= bound,
    evidence: `${top.quantity}: the largest of ${found.length} settings is ${top.setting}.`,
  };
}

/** Proposition 4 for equal composites, against the deviation that follows from the eighth moments of normal numbers. */
function realLimit(rows: readonly CheckRow[]): Judgement | undefined {
  const ratios = rows
    .filter(
      ({ setting, quantity }) =>
        setting.startsWith('real') && quantity.includes('δ − 1 of equal composites, root'),
    )
    .map(({ value, dimension }) => ({
      value,
      dimension,
      ratio: value / Math.sqrt((3 ** 3 - 1) / (dimension ?? 1)),
    }));
  if (ratios.length === 0) return undefined;
  const widest = Math.max(...ratios.map(({ ratio }) => Math.abs(ratio - 1)));
  return {
    ours: ratios.map(({ value, dimension }) => `${share(value)} at D = ${dimension ?? 0}`).join(', '),
    holds: widest <= 0.3,
    evidence: `Root mean square of δ − 1, K = 3, falls like sqrt(26 / D), which is still ${share(Math.sqrt(26 / 1000))} at D = 1000; bipolar composites have none.`,
  };
}

function limitCycles(rows: readonly CheckRow[]): Judgement | undefined {
  const own = rows.filter(({ check }) => check === 'resonator-end');
  const cycles = own.filter(({ quantity }) => quantity.includes('limit cycle'));
  if (cycles.length === 0) return undefined;
  const most = Math.max(...cycles.map(({ value }) => value));
  return {
    ours: `up to ${share(most)} of the runs in limit cycles`,
    holds: most > 0,
    evidence: `Cycles of up to 32 steps, runs of up to 300: ${cycles.map(({ setting, value }) => `${setting}: ${share(value)}`).join('; ')}.`,
  };
}

function plot(rows: readonly CheckRow[]): FigureSpec {
  const values = rows
    .filter(({ quantity }) => quantity.includes('largest minus smallest'))
    .map((row) => ({ ...row, codebooks: row.setting.split(',')[0] }));
  return {
    ...frame('Spread of the dropped log-normaliser, K = 2, n = 30', values),
    width: 300,
    height: 180,
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'dimension', type: 'quantitative', title: 'D', axis: { values: [500, 1000, 2000] } },
      y: { field: 'value', type: 'quantitative', title: 'largest minus smallest' },
      color: { field: 'codebooks', type: 'nominal', scale: { range: ['#2b7fd4', '#e0701e'] } },
    },
  };
}
