// Fig. 2c: the estimated factors approach the true ones as the free energy is lowered.

import { factorize, type OptimizerName } from '@vsa/vrn';
import { judge, type Claim, type Judgement } from '../claim.js';
import { drawProblems } from '../compute/problem.js';
import type { Experiment, FigureSpec, RunContext } from '../experiment.js';
import { share } from './compare.js';
import { frame } from './figure.js';

/** Parameters of a cell: how the free energy is lowered. */
export type TraceCell = {
  /** Optimiser. */
  readonly optimizer: OptimizerName;
  /** Entropy weight. */
  readonly gamma: number;
  /** Largest number of steps. */
  readonly steps: number;
  /** Steps between two points. */
  readonly every: number;
};

/** One factor at one step. */
export type TraceRow = {
  /** Name of the line: optimiser and weight. */
  readonly run: string;
  /** Steps done. */
  readonly step: number;
  /** Free energy after them. */
  readonly freeEnergy: number;
  /** Which factor, from 1. */
  readonly factor: number;
  /** Probability of the true vector. */
  readonly probability: number;
  /** Cosine of the estimate X p with the true vector. */
  readonly similarity: number;
};

const PROBLEM = { kind: 'bipolar', factors: 3, size: 10, dimension: 1000, correlation: 0 } as const;

/** Estimates and free energy over the steps of one factorisation. */
export const fig2c: Experiment<TraceCell, TraceRow> = {
  id: 'vrn/fig2c',
  paper: 'vrn',
  title: 'Fig. 2c: estimates approach the true factors as the free energy falls',
  revision: 1,
  choices: [
    'The paper shows a drawing without sizes: here K = 3, n = 10, D = 1000, bipolar, one composite.',
    'Adam at .02 and γ = 0 as in the paper, 100 steps: each logit moves by at most about 2, so that posteriors stay soft. Coordinate ascent at γ = 1/D is shown besides.',
  ],
  scales: { quick: 'One composite, both solvers.', paper: 'One composite, both solvers.' },
  cells: () => [
    { parameters: { optimizer: 'adam', gamma: 0, steps: 100, every: 5 }, cost: 0.3 },
    { parameters: { optimizer: 'coordinate', gamma: 1 / 1000, steps: 20, every: 1 }, cost: 0.1 },
  ],
  runCell,
  claims,
  plot,
};

async function runCell({ backend, seed }: RunContext, cell: TraceCell): Promise<readonly TraceRow[]> {
  const { optimizer, gamma, steps, every } = cell;
  using problems = drawProblems(backend, seed, PROBLEM, 0, 1);
  const books = await Promise.all(problems.codebooks.map((book) => backend.read(book)));
  const run = `${optimizer}, γ = ${gamma}`;
  const rows: TraceRow[] = [];
  // A search of fewer steps is the beginning of a longer one.
  for (let step = 0; step <= steps; step += every) {
    const options = { optimizer, gamma, steps: step, tolerance: 0 };
    const { results } = await factorize(backend, problems.composites, problems.codebooks, options);
    const [found] = results;
    if (found === undefined) continue;
    found.posteriors.forEach((posterior, k) => {
      const book = books[k] ?? new Float32Array();
      const truth = problems.answers[0]?.[k] ?? 0;
      rows.push({
        run,
        step,
        freeEnergy: found.freeEnergy,
        factor: k + 1,
        probability: posterior[truth] ?? 0,
        similarity: similarityOf(book, posterior, truth),
      });
    });
  }
  return rows;
}

/** Cosine of `X p` with one of the vectors. */
function similarityOf(book: ArrayLike<number>, posterior: Float32Array, truth: number): number {
  const dimension = book.length / posterior.length;
  let dot = 0;
  let estimated = 0;
  let own = 0;
  for (let d = 0; d < dimension; d += 1) {
    let value = 0;
    for (let i = 0; i < posterior.length; i += 1)
      value += (posterior[i] ?? 0) * (book[i * dimension + d] ?? 0);
    const target = book[truth * dimension + d] ?? 0;
    dot += value * target;
    estimated += value * value;
    own += target * target;
  }
  return dot / Math.sqrt(estimated * own);
}

function claims(rows: readonly TraceRow[]): readonly Claim[] {
  return [
    judge(
      {
        id: 'fig2c-converges',
        source: '§3, Fig. 2c',
        statement: 'The estimated factors approach the true factors as the free energy is optimised.',
        paper: null,
        tolerance: {
          value: 0.1,
          reason: 'cosines of at least .9 in the end: 100 Adam steps of .02 leave posteriors soft',
        },
      },
      converges(rows),
    ),
    judge(
      {
        id: 'fig2c-descends',
        source: '§3, Fig. 2c',
        statement: 'The free energy falls on the way.',
        paper: null,
        tolerance: { value: 1e-6, reason: 'float32 rounding of a sum of 1000 terms, in units of δ' },
      },
      descends(rows),
    ),
  ];
}

function lastRows(rows: readonly TraceRow[]): readonly TraceRow[] {
  return rows.filter(
    ({ run, step }) => step === Math.max(...rows.filter((r) => r.run === run).map((r) => r.step)),
  );
}

function converges(rows: readonly TraceRow[]): Judgement | undefined {
  const last = lastRows(rows);
  if (last.length === 0) return undefined;
  const least = Math.min(...last.map(({ similarity }) => similarity));
  const first = Math.max(...rows.filter(({ step }) => step === 0).map(({ similarity }) => similarity));
  return {
    ours: `cosine ${share(least)} in the end`,
    holds: least >= 0.9,
    evidence: `The least of ${last.length} cosines after the last step; they start at ${share(first)} or below.`,
  };
}

function descends(rows: readonly TraceRow[]): Judgement | undefined {
  const points = rows.filter(({ factor }) => factor === 1);
  const rises = points.flatMap((point, index) => {
    const before = points[index - 1];
    return before?.run === point.run ? [point.freeEnergy - before.freeEnergy] : [];
  });
  if (rises.length === 0) return undefined;
  const largest = Math.max(...rises);
  return {
    ours: `${largest.toExponential(1)} at most between two points`,
    holds: largest <= 1e-6,
    evidence: `Largest change of the free energy between ${rises.length} pairs of neighbouring points.`,
  };
}

function plot(rows: readonly TraceRow[]): FigureSpec {
  const step = { field: 'step', type: 'quantitative', title: 'steps' };
  const lines = { width: 260, height: 150, mark: { type: 'line', point: { size: 22 } } };
  const colour = { field: 'factor', type: 'nominal', scale: { range: ['#2b7fd4', '#e0701e', '#3a9d4a'] } };
  const panel = (run: string) => ({
    hconcat: [
      {
        ...lines,
        title: `${run}: estimates`,
        transform: [{ filter: { field: 'run', equal: run } }],
        encoding: {
          x: step,
          y: { field: 'similarity', type: 'quantitative', title: 'cosine with true factor' },
          color: colour,
        },
      },
      {
        ...lines,
        title: 'free energy',
        transform: [{ filter: { field: 'run', equal: run } }, { filter: { field: 'factor', equal: 1 } }],
        encoding: {
          x: step,
          y: { field: 'freeEnergy', type: 'quantitative', title: 'free energy', scale: { zero: false } },
          color: { value: '#8a8f98' },
        },
      },
    ],
  });
  return {
    ...frame('Fig. 2c: one factorisation, K = 3, n = 10, D = 1000', rows),
    vconcat: [...new Set(rows.map(({ run }) => run))].map(panel),
  };
}
