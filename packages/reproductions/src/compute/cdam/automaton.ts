// The family tree as a finite automaton (CDAM paper, section 3.4 and A.12): all starts, the queries of Fig. 7, an undefined label.

import { foldIn, key } from '@vsa/backend/random';
import {
  createAutomaton,
  type Automaton,
  type AutomatonPatternOptions,
  type UndefinedLabelName,
} from '@vsa/cdam';
import { familyPatterns, familyTree } from '@vsa/datasets/family-tree';
import type { RunContext } from '../../experiment.js';
import { columns } from './dynamics.js';

/** Parameters of a cell. */
export type AutomatonCell = {
  /** Uniform random patterns, or portraits with word vectors. */
  readonly patterns: 'random' | 'real';
  /** From every vertex; the queries of Fig. 7; or Homer's (here Hugo's) missing brother. */
  readonly what: 'starts' | 'queries' | 'undefined';
  /** Share of the neurons that stand for people alone. */
  readonly stateShare: number;
  /** Inverse temperature. */
  readonly beta: number;
  /** What a label without a transition does, see @vsa/cdam. */
  readonly undefinedLabels: UndefinedLabelName;
  /** Draws of patterns; the first one is drawn. */
  readonly seeds: number;
  /** n. */
  readonly neurons: number;
};

type Setting = Pick<AutomatonCell, 'patterns' | 'stateShare' | 'beta' | 'undefinedLabels'>;

/** Correlations with all patterns during one run of the first draw; `run` is a vertex or a query. */
export type AutomatonTimeRow = Setting & {
  readonly kind: 'time';
  readonly run: string;
  readonly t: number;
} & Readonly<Record<`r${number}`, number>>;

/** How one run of one draw ended. */
export type AutomatonEndRow = Setting & {
  readonly kind: 'end';
  readonly seed: number;
  /** Vertex, or query. */
  readonly run: string;
  /** States that it should visit. */
  readonly expected: string;
  /** States that it visited. */
  readonly reached: string;
  /** Least correlation with a state that it came to. */
  readonly confidence: number;
  /** Largest final correlation with a pattern of another person. */
  readonly others: number;
};

/** What an automaton cell gives. */
export type AutomatonRow = AutomatonTimeRow | AutomatonEndRow;

/** The query strings of Fig. 7 with the states that they visit; there is no brother of Hugo. */
export const QUERIES = [
  { start: 'Marta', labels: ['husband', 'brother', 'daughter'], path: ['Marta', 'Hugo', 'Hugo', 'Lena'] },
  { start: 'Ben', labels: ['father', 'wife', 'daughter'], path: ['Ben', 'Hugo', 'Marta', 'Lena'] },
  { start: 'Hugo', labels: ['son', 'father', 'wife'], path: ['Hugo', 'Ben', 'Hugo', 'Marta'] },
] as const;

/**
 * Names of the sixteen patterns, people first.
 *
 * @returns Such as `Hugo` and `Hugo+wife`.
 */
export function vertexNames(): readonly string[] {
  const { states, transitions } = familyTree();
  return [...states, ...transitions.map(({ from, label }) => `${from}+${label}`)];
}

/**
 * Runs the automaton.
 *
 * @param context - Backend and seed.
 * @param cell - See {@link AutomatonCell}.
 * @returns Correlations over time of the first draw, and the ends of all.
 */
export async function measureAutomaton(
  context: RunContext,
  cell: AutomatonCell,
): Promise<readonly AutomatonRow[]> {
  const rows: AutomatonRow[] = [];
  for (let seed = 0; seed < cell.seeds; seed += 1) {
    if (context.signal?.aborted === true) break;
    using automaton = await draw(context, cell, seed);
    if (cell.what === 'starts') rows.push(...(await fromAll(automaton, cell, seed)));
    else rows.push(...(await fromQueries(automaton, cell, seed)));
  }
  return rows;
}

async function draw(
  { backend, seed: runSeed }: RunContext,
  { patterns, stateShare, neurons }: AutomatonCell,
  seed: number,
): Promise<Automaton> {
  const own = foldIn(foldIn(key(runSeed), 'cdam automaton'), seed);
  const { states, transitions } = familyTree();
  const options: AutomatonPatternOptions =
    patterns === 'real' ? familyPatterns(own, { neurons, stateShare }) : { neurons, stateShare, key: own };
  return createAutomaton(backend, { states, transitions }, options);
}

function settingOf({ patterns, stateShare, beta, undefinedLabels }: AutomatonCell): Setting {
  return { patterns, stateShare, beta, undefinedLabels };
}

async function fromAll(automaton: Automaton, cell: AutomatonCell, seed: number): Promise<AutomatonRow[]> {
  const setting = settingOf(cell);
  const { states, transitions } = familyTree();
  const names = vertexNames();
  const targets = [...states, ...transitions.map(({ to }) => to)];
  // As `Automaton.verify` runs it, but with the history.
  const { results } = await automaton.memory.recall({ a: 0, h: 1, beta: cell.beta, history: 'correlations' });
  return results.flatMap(({ history, best, correlations }, vertex): AutomatonRow[] => {
    const run = names[vertex] ?? '';
    const expected = targets[vertex] ?? '';
    const end: AutomatonEndRow = {
      kind: 'end',
      ...setting,
      seed,
      run,
      expected,
      reached: names[best] ?? '',
      confidence: correlations[best] ?? 0,
      others: Array.from(correlations).reduce(
        (most, r, index) => (names[index]?.split('+')[0] === expected ? most : Math.max(most, r)),
        -1,
      ),
    };
    const time = history.map(({ correlations: at }, t): AutomatonTimeRow => ({
      kind: 'time',
      ...setting,
      run,
      t,
      ...columns(at),
    }));
    // Every second step is more than the figure shows.
    return [...(seed === 0 ? time.filter(({ t }) => t % 2 === 0) : []), end];
  });
}

async function fromQueries(automaton: Automaton, cell: AutomatonCell, seed: number): Promise<AutomatonRow[]> {
  const setting = settingOf(cell);
  const { beta, undefinedLabels, what } = cell;
  const queries =
    what === 'undefined'
      ? [{ start: 'Marta', labels: ['husband', 'brother'], path: ['Marta', 'Hugo', 'Hugo'] }]
      : QUERIES;
  const rows: AutomatonRow[] = [];
  for (const { start, labels, path } of queries) {
    const history = seed === 0 && what === 'queries' ? 'correlations' : 'none';
    const answer = await automaton.ask(start, labels, { beta, undefinedLabels, history });
    const run = [start, ...labels].join(', ');
    const steps = [...answer.settling, ...answer.steps.flatMap((step) => step.history)];
    for (const [t, { correlations }] of steps.entries()) {
      if (t % 2 === 0) rows.push({ kind: 'time', ...setting, run, t, ...columns(correlations) });
    }
    rows.push({
      kind: 'end',
      ...setting,
      seed,
      run,
      expected: path.join(' '),
      reached: answer.path.join(' '),
      confidence: answer.confidence,
      others: 0,
    });
  }
  return rows;
}
