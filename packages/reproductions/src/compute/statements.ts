// Measurements behind sentences of the VRN paper that no figure shows.

import type { Tensor } from '@vsa/backend';
import { factorize as resonate, paperRule, standardRule } from '@vsa/resonator';
import { factorize as infer } from '@vsa/vrn';
import type { RunContext } from '../experiment.js';
import type { CodebookKind } from './codebook.js';
import { LEARNING_RATE, STEPS } from './methods.js';
import { drawProblems, type Problems } from './problem.js';

/** Parameters of a check. */
export type Check =
  | {
      readonly check: 'similarity';
      readonly kind: CodebookKind;
      readonly factors: number;
      readonly dimension: number;
    }
  | { readonly check: 'correlation'; readonly correlation: number; readonly dimension: number }
  | { readonly check: 'normaliser'; readonly correlation: number; readonly dimension: number }
  | {
      readonly check: 'descent';
      readonly optimizer: 'adam' | 'sgd' | 'coordinate';
      readonly gamma: number;
      readonly problems: number;
    }
  | {
      readonly check: 'resonator-end';
      readonly rule: 'paper' | 'standard';
      readonly factors: number;
      readonly size: number;
      readonly dimension: number;
      readonly trials: number;
    };

/** One number. */
export type CheckRow = {
  /** Which check. */
  readonly check: string;
  /** Its parameters, in words. */
  readonly setting: string;
  /** What was measured. */
  readonly quantity: string;
  /** The number. */
  readonly value: number;
  /** D, where the check has one. */
  readonly dimension: number | null;
};

/**
 * Runs a check.
 *
 * @param context - Backend and seed.
 * @param check - What to measure.
 * @returns Its numbers.
 */
export async function measureCheck(context: RunContext, check: Check): Promise<readonly CheckRow[]> {
  switch (check.check) {
    case 'similarity':
      return similarity(context, check);
    case 'correlation':
      return correlation(context, check);
    case 'normaliser':
      return normaliser(context, check);
    case 'descent':
      return descent(context, check);
    case 'resonator-end':
      return resonatorEnd(context, check);
    default:
      return check satisfies never;
  }
}

type Of<C extends Check['check']> = Extract<Check, { readonly check: C }>;

const COMPOSITES = 200;

/** Propositions 1 and 4: similarity of composites with themselves and with others. */
async function similarity({ backend, seed }: RunContext, cell: Of<'similarity'>): Promise<CheckRow[]> {
  const { kind, factors, dimension } = cell;
  const family = { kind, factors, size: 20, dimension, correlation: 0 };
  using problems = drawProblems(backend, seed, family, 0, COMPOSITES);
  const deltas = await gram(problems.composites, dimension);
  const own = summary();
  const other = summary();
  for (let a = 0; a < COMPOSITES; a += 1) {
    own.add((deltas[a * COMPOSITES + a] ?? 0) - 1);
    for (let b = 0; b < a; b += 1) {
      // Composites of equal choices are equal; the proposition speaks of different ones.
      if (!sameAnswer(problems, a, b)) other.add(deltas[a * COMPOSITES + b] ?? 0);
    }
  }
  const row = { check: cell.check, setting: `${kind}, K = ${factors}, D = ${dimension}`, dimension };
  return [
    { ...row, quantity: '|δ − 1| of equal composites, largest', value: own.largest() },
    { ...row, quantity: 'δ − 1 of equal composites, root mean square', value: own.spread() },
    {
      ...row,
      quantity: '|δ| sqrt(D) of different composites, largest',
      value: other.largest() * Math.sqrt(dimension),
    },
    {
      ...row,
      quantity: 'δ sqrt(D) of different composites, root mean square',
      value: other.spread() * Math.sqrt(dimension),
    },
  ];

  async function gram(x: Tensor, scale: number): Promise<Float64Array> {
    using products = backend.matMul(x, x, { transposeB: true });
    return Float64Array.from(await backend.read(products), (value) => value / scale);
  }
}

/** Largest size and root mean square of some numbers. */
function summary(): { add(value: number): void; largest(): number; spread(): number } {
  let count = 0;
  let top = 0;
  let squares = 0;
  return {
    add(value) {
      count += 1;
      top = Math.max(top, Math.abs(value));
      squares += value * value;
    },
    largest: () => top,
    spread: () => Math.sqrt(squares / Math.max(1, count)),
  };
}

function sameAnswer({ answers }: Problems, a: number, b: number): boolean {
  const other = answers[b] ?? [];
  return (answers[a] ?? []).every((value, k) => value === other[k]);
}

/** §4.2: vectors of a codebook with flip probability (1 − ρ)/2 correlate by ρ². */
async function correlation({ backend, seed }: RunContext, cell: Of<'correlation'>): Promise<CheckRow[]> {
  const { correlation: rho, dimension } = cell;
  const size = 50;
  const family = { kind: 'bipolar', factors: 2, size, dimension, correlation: rho } as const;
  using problems = drawProblems(backend, seed, family, 0, 1);
  const deltas = await bookGram(backend, problems, 0, dimension);
  let sum = 0;
  for (let a = 0; a < size; a += 1) {
    for (let b = 0; b < a; b += 1) sum += deltas[a * size + b] ?? 0;
  }
  const setting = `ρ = ${rho}, D = ${dimension}`;
  const value = sum / ((size * (size - 1)) / 2);
  return [
    {
      check: cell.check,
      setting,
      quantity: 'mean δ of two vectors minus ρ²',
      value: value - rho * rho,
      dimension,
    },
  ];
}

/** Corollary 2: how much the dropped log-normaliser of Eq 7 varies over the choices, for K = 2. */
async function normaliser({ backend, seed }: RunContext, cell: Of<'normaliser'>): Promise<CheckRow[]> {
  const { correlation: rho, dimension } = cell;
  const size = 30;
  const family = { kind: 'bipolar', factors: 2, size, dimension, correlation: rho } as const;
  using problems = drawProblems(backend, seed, family, 0, 1);
  const [first, second] = [
    await bookGram(backend, problems, 0, dimension),
    await bookGram(backend, problems, 1, dimension),
  ];
  // Bipolar composites differ from each other only in the two products of columns, so δ is taken from the composites themselves.
  const logs: number[] = [];
  const books = await Promise.all(problems.codebooks.map((book) => backend.read(book)));
  const products = composeAll(books, size, dimension);
  using all = backend.tensor(products, [size * size, dimension]);
  using dots = backend.matMul(all, all, { transposeB: true });
  const deltas = await backend.read(dots);
  for (let z = 0; z < size * size; z += 1) {
    let sum = 0;
    for (let other = 0; other < size * size; other += 1)
      sum += Math.exp((deltas[z * size * size + other] ?? 0) / dimension);
    logs.push(Math.log(sum));
  }
  const mean = logs.reduce((total, value) => total + value, 0) / logs.length;
  const spread = Math.max(...logs) - Math.min(...logs);
  const ideal = Math.log(Math.E + size * size - 1);
  const row = { check: cell.check, setting: `ρ = ${rho}, D = ${dimension}, K = 2, n = ${size}`, dimension };
  return [
    { ...row, quantity: 'log-normaliser, largest minus smallest', value: spread },
    { ...row, quantity: 'log-normaliser, mean minus log(e + n^K − 1)', value: mean - ideal },
    {
      ...row,
      quantity: 'largest |δ| of two vectors',
      value: Math.max(offDiagonal(first, size), offDiagonal(second, size)),
    },
  ];
}

function composeAll(books: readonly ArrayLike<number>[], size: number, dimension: number): Float32Array {
  const [first = [], second = []] = books;
  const out = new Float32Array(size * size * dimension);
  for (let a = 0; a < size; a += 1) {
    for (let b = 0; b < size; b += 1) {
      for (let d = 0; d < dimension; d += 1) {
        out[(a * size + b) * dimension + d] =
          (first[a * dimension + d] ?? 0) * (second[b * dimension + d] ?? 0);
      }
    }
  }
  return out;
}

function offDiagonal(deltas: Float64Array, size: number): number {
  let largest = 0;
  deltas.forEach((value, index) => {
    if (index % (size + 1) !== 0) largest = Math.max(largest, Math.abs(value));
  });
  return largest;
}

async function bookGram(
  backend: RunContext['backend'],
  { codebooks }: Problems,
  k: number,
  dimension: number,
): Promise<Float64Array> {
  const book = codebooks[k];
  if (book === undefined) throw new RangeError(`reproductions: internal: there is no codebook ${k}.`);
  using products = backend.matMul(book, book, { transposeB: true });
  return Float64Array.from(await backend.read(products), (value) => value / dimension);
}

/** "Guaranteed to converge": how often a step raises the free energy, and how many runs stand still in the end. */
async function descent({ backend, seed }: RunContext, cell: Of<'descent'>): Promise<CheckRow[]> {
  const { optimizer, gamma, problems: count } = cell;
  let steps = 0;
  let rises = 0;
  let largest = 0;
  let moving = 0;
  const families = [2, 3, 4, 5].map((factors, index) => ({
    kind: 'bipolar' as const,
    factors,
    size: [100, 30, 12, 6][index] ?? 6,
    dimension: 1000,
    correlation: 0,
  }));
  for (const family of families) {
    using drawn = drawProblems(backend, seed, family, 0, count / families.length);
    const options = {
      optimizer,
      gamma,
      learningRate: LEARNING_RATE,
      steps: STEPS,
      trace: 'free-energy',
    } as const;
    const { results } = await infer(backend, drawn.composites, drawn.codebooks, options);
    // The terms of L: δ up to 1, entropies up to log n a factor.
    const rounding = ROUNDING * Math.max(1, Math.abs(gamma) * family.factors * Math.log(family.size));
    for (const { trace = new Float32Array() } of results) {
      for (let step = 1; step < trace.length; step += 1) {
        const change = (trace[step] ?? 0) - (trace[step - 1] ?? 0);
        steps += 1;
        if (change > rounding) rises += 1;
        largest = Math.max(largest, change);
      }
      const total = (trace[0] ?? 0) - (trace.at(-1) ?? 0);
      const last = (trace.at(-2) ?? 0) - (trace.at(-1) ?? 0);
      moving += Math.abs(last) > 1e-3 * Math.abs(total) ? 1 : 0;
    }
  }
  const row = { check: cell.check, setting: `${optimizer}, γ = ${gamma}`, dimension: 1000 };
  return [
    { ...row, quantity: 'share of steps that raise the free energy', value: rises / steps },
    { ...row, quantity: 'largest rise of the free energy in a step', value: largest },
    {
      ...row,
      quantity: 'share of runs whose last step still moves it by .1 % of its whole fall',
      value: moving / count,
    },
  ];
}

/** Rises up to here, relative to the terms of the free energy, are float32 rounding: sums of 1000 terms. */
const ROUNDING = 1e-6;

/** §2.1: resonator networks occasionally enter limit cycles and do not converge. */
async function resonatorEnd({ backend, seed }: RunContext, cell: Of<'resonator-end'>): Promise<CheckRow[]> {
  const { rule, factors, size, dimension, trials } = cell;
  const family = { kind: 'bipolar', factors, size, dimension, correlation: 0 } as const;
  using problems = drawProblems(backend, seed, family, 0, trials);
  const preset = rule === 'paper' ? paperRule : standardRule;
  const options = { ...preset, maxSteps: 300, limitCycles: { longest: 32 } };
  const { results } = await resonate(backend, problems.composites, problems.codebooks, options);
  const row = {
    check: cell.check,
    setting: `${rule}, K = ${factors}, n = ${size}, D = ${dimension}`,
    dimension,
  };
  const shareOf = (status: string): number => results.filter((one) => one.status === status).length / trials;
  return [
    { ...row, quantity: 'share that reaches a fixed point', value: shareOf('converged') },
    { ...row, quantity: 'share that enters a limit cycle', value: shareOf('limit-cycle') },
    { ...row, quantity: 'share that does neither in 300 steps', value: shareOf('max-steps') },
  ];
}
