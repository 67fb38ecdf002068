// The figures that show recall from every vertex of a graph: correlations at some times, attractors with each other, activity, summaries.

import { hopDistances, type MemoryGraph, type Recall } from '@vsa/cdam';
import type { RunContext } from '../../experiment.js';
import { adjustedRand, attractorTree } from './clusters.js';
import { communitiesOf, graphNamed, type GraphName } from './graphs.js';
import { randomMemory, type Simulation } from './simulate.js';
import { deviation, mean } from './statistics.js';

/** What a figure shows besides the summaries. */
export type DynamicsPart = 'correlations' | 'attractors' | 'activity';

/** Parameters of a cell: one pair of strengths. */
export type DynamicsCell = {
  /** Memory graph. */
  readonly graph: GraphName;
  /** Strength of auto-association. */
  readonly a: number;
  /** Strength of hetero-association. */
  readonly h: number;
  /** Coefficient of the mean load: `full` is the 1 of the authors' code, `per-neuron` the printed 1/n. */
  readonly load: 'full' | 'per-neuron';
  /** Draws of patterns and noise; the first one is drawn. */
  readonly draws: number;
  /** What to keep of the first draw. */
  readonly parts: readonly DynamicsPart[];
  /** Labels of the times at which correlations are kept; 101 is after the last of 100 updates, as in the authors' code. */
  readonly times: readonly number[];
  /** n. */
  readonly neurons: number;
};

/** Correlations of one trigger's state with all patterns (at t), or of its attractor with all attractors. */
export type MatrixRow = {
  readonly kind: 'correlations' | 'attractors';
  readonly a: number;
  readonly h: number;
  readonly load: string;
  readonly t: number;
  readonly trigger: number;
} & Readonly<Record<`r${number}`, number>>;

/** Activity after t updates, over all starts of the first draw. */
export type ActivityRow = {
  readonly kind: 'activity';
  readonly a: number;
  readonly h: number;
  readonly load: string;
  readonly t: number;
  /** Mean over neurons and starts. */
  readonly mean: number;
  /** Standard deviation over neurons, averaged over starts. */
  readonly deviation: number;
};

/** One draw in numbers, means over all triggers after 100 updates. */
export type SummaryRow = {
  readonly kind: 'summary';
  readonly a: number;
  readonly h: number;
  readonly load: string;
  readonly draw: number;
  /** Correlation with the trigger's own pattern. */
  readonly own: number;
  /** Mean correlation with patterns one edge away. */
  readonly near: number;
  /** Mean correlation with patterns two edges away. */
  readonly second: number;
  /** Largest correlation with another pattern than the trigger's own, of all triggers. */
  readonly other: number;
  /** Largest correlation of all. */
  readonly largest: number;
  /** Patterns with a correlation above .1, on average. */
  readonly active: number;
  /** Deviation of that number over triggers. */
  readonly activeDeviation: number;
  /** Mean activity over neurons, averaged over starts. */
  readonly meanActivity: number;
  /** Share of starts that stand still or cycle. */
  readonly settled: number;
  /** Groups of attractors that correlate by more than .5 on average. */
  readonly groups: number;
  /** Adjusted Rand index of the attractors, cut into as many clusters as there are communities; null without communities. */
  readonly rand: number | null;
};

/** What a dynamics cell gives. */
export type DynamicsRow = MatrixRow | ActivityRow | SummaryRow;

/** Longest cycle that is looked for at the end of a run, steps. */
const LONGEST_CYCLE = 50;
/** A run has settled when no correlation differs by more than this between two times: what a reader of a heat map may still see. */
const STILL = 0.01;
/** A pattern is active above this: three deviations of chance at n = 1000. */
const ACTIVE = 0.1;

/**
 * Runs recall from every vertex, once a draw.
 *
 * @param context - Backend and seed.
 * @param cell - See {@link DynamicsCell}.
 * @returns Matrices and activity of the first draw, a summary of each.
 */
export async function measureDynamics(
  context: RunContext,
  cell: DynamicsCell,
): Promise<readonly DynamicsRow[]> {
  const { a, h, load, draws, parts, times } = cell;
  const setting = { a, h, load };
  const graph = graphNamed(cell.graph);
  const rows: DynamicsRow[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    if (context.signal?.aborted === true) break;
    using memory = await randomMemory(context, graph, draw, cell.neurons);
    const simulation = await memory.simulate({ a, h, meanLoad: load, history: 'correlations' });
    const { results } = simulation.result;
    const p = graph.vertices;
    if (draw === 0 && parts.includes('correlations')) {
      for (const t of times) {
        for (const [trigger, { history }] of results.entries()) {
          const values = history[updatesOf(t)]?.correlations ?? [];
          rows.push({ kind: 'correlations', ...setting, t, trigger, ...columns(values) });
        }
      }
    }
    if (draw === 0 && parts.includes('attractors')) {
      for (let trigger = 0; trigger < p; trigger += 1) {
        const values = simulation.attractors.subarray(trigger * p, (trigger + 1) * p);
        rows.push({ kind: 'attractors', ...setting, t: 101, trigger, ...columns(values) });
      }
    }
    if (draw === 0 && parts.includes('activity')) rows.push(...activityOf(results, setting));
    rows.push({ kind: 'summary', ...setting, draw, ...summarise(cell.graph, graph, simulation) });
  }
  return rows;
}

/**
 * Names and rounds a row of a matrix; four digits are more than any figure shows.
 *
 * @param values - Correlations.
 * @returns Fields r0, r1, ...
 */
export function columns(values: ArrayLike<number>): Readonly<Record<`r${number}`, number>> {
  return Object.fromEntries(Array.from(values, (value, index) => [`r${index}`, round4(value)]));
}

/** The paper's labels 1, 11, 26 count updates; its 101 is the state after the hundredth. */
function updatesOf(t: number): number {
  return Math.min(t, 100);
}

function round4(value: number): number {
  // Adding 0 turns -0 into 0.
  return Math.round(value * 1e4) / 1e4 + 0;
}

function activityOf(
  results: readonly Recall[],
  setting: Pick<ActivityRow, 'a' | 'h' | 'load'>,
): ActivityRow[] {
  const length = results[0]?.history.length ?? 0;
  return Array.from({ length }, (_, t) => ({
    kind: 'activity',
    ...setting,
    t,
    mean: round4(mean(results.map(({ history }) => history[t]?.meanActivity ?? NaN))),
    deviation: round4(mean(results.map(({ history }) => history[t]?.deviation ?? NaN))),
  }));
}

function summarise(
  name: GraphName,
  graph: MemoryGraph,
  { result, attractors }: Simulation,
): Omit<SummaryRow, 'kind' | 'a' | 'h' | 'load' | 'draw'> {
  const p = graph.vertices;
  const hops = hopDistances(graph);
  const at = (distance: number): number =>
    mean([...result.correlations].filter((_, place) => hops[place] === distance));
  const active = result.results.map(({ correlations }) => correlations.filter((r) => r > ACTIVE).length);
  const tree = attractorTree(attractors, p);
  const known = communitiesOf(name);
  return {
    own: at(0),
    near: at(1),
    second: at(2),
    other: [...result.correlations].reduce(
      (most, r, place) => (hops[place] === 0 ? most : Math.max(most, r)),
      -1,
    ),
    largest: Math.max(...result.correlations),
    active: mean(active),
    activeDeviation: deviation(active),
    meanActivity: mean(result.results.map(({ meanActivity }) => meanActivity)),
    settled: mean(result.results.map((recall) => (hasSettled(recall) ? 1 : 0))),
    groups: tree.groups,
    rand: known === undefined ? null : adjustedRand(tree.clusters(Math.max(...known) + 1), known),
  };
}

/** Whether the last correlations equal those of one of the {@link LONGEST_CYCLE} steps before. */
function hasSettled({ history }: Recall): boolean {
  const last = history.at(-1)?.correlations;
  if (last === undefined) return false;
  return history
    .slice(-LONGEST_CYCLE - 1, -1)
    .some(({ correlations }) => correlations.every((r, index) => Math.abs(r - (last[index] ?? NaN)) < STILL));
}
