// The two forms of a recall's result: one JSON document, or tables.

import type { HistoryEntry, Recall } from '@vsa/cdam';
import type { Io } from '../io.js';
import { table } from '../table.js';
import type { RecallInput } from './inputs.js';

/** What the tables say besides the result. */
export interface Heading {
  /** Name of the backend. */
  readonly backend: string;
  /** The graph as the person named it. */
  readonly graph: string;
  /** a. */
  readonly a: number;
  /** h. */
  readonly h: number;
  /** A pattern is active above this correlation. */
  readonly threshold: number;
}

/** Most patterns that get a column. */
const COLUMNS = 6;
/** Most active patterns that are listed. */
const LISTED = 20;
/** Steps that get a line; the last one always does. */
const SHOWN = [0, 1, 2, 5, 10, 20, 50];

/**
 * Writes the JSON document `{"state", "correlations", "meanActivity", "status", "steps"}`, with `"cycleLength"` after a limit cycle and
 * `"history"`, correlations `[steps + 1][p]`, where it was asked for. Numbers have nine digits, enough for float32.
 *
 * @param io - Where to.
 * @param result - The recall.
 * @param history - Whether every step is written.
 */
export function writeDocument(io: Io, result: Recall, history: 'none' | 'correlations'): void {
  const { state, correlations, meanActivity, status, steps, cycleLength } = result;
  const head = {
    state: Array.from(state, digits),
    correlations: Array.from(correlations, digits),
    meanActivity: digits(meanActivity),
    status,
    steps,
    ...(cycleLength === undefined ? {} : { cycleLength }),
  };
  const text = JSON.stringify(head);
  if (history === 'none') {
    io.stdout(`${text}\n`);
    return;
  }
  // Step by step: the whole document may be longer than the longest string.
  io.stdout(`${text.slice(0, -1)},"history":[`);
  result.history.forEach((entry, index) => {
    io.stdout(`${index === 0 ? '\n' : ',\n'}${JSON.stringify(Array.from(entry.correlations, digits))}`);
  });
  io.stdout('\n]}\n');
}

/**
 * Writes tables: correlations over time, then how it ended.
 *
 * @param io - Where to.
 * @param heading - What was run.
 * @param input - On what.
 * @param result - The recall, with its history.
 * @param lines - Whether every step gets a line, or some do.
 */
export function writeTables(
  io: Io,
  heading: Heading,
  { graph, n, p, trigger }: RecallInput,
  result: Recall,
  lines: 'some' | 'every',
): void {
  const { history, steps, status, cycleLength, active, correlations, state } = result;
  const edges = `${graph.vertices} vertices, ${graph.sources.length} ${graph.type} edges`;
  io.stdout(
    `recall on ${heading.backend}: ${p} patterns of ${n} neurons, graph ${heading.graph} (${edges}), a = ${heading.a}, h = ${heading.h}, ` +
      `from ${typeof trigger === 'number' ? `pattern ${trigger}` : 'a state'}\n\n`,
  );
  const columns = leaders(history, p);
  const rows = [...history.entries()]
    .filter(([step]) => lines === 'every' || shown(step, history.length - 1))
    .map(([step, entry]) => [
      String(step),
      entry.meanActivity.toFixed(3),
      ...columns.map((pattern) => (entry.correlations[pattern] ?? 0).toFixed(3)),
    ]);
  io.stdout('Correlations with the patterns that come highest:\n');
  io.stdout(table(['step', 'mean', ...columns.map((pattern) => `#${pattern}`)], rows));
  const deviation = history.at(-1)?.deviation ?? 0;
  const range = state.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)] as const, [
    Infinity,
    -Infinity,
  ] as readonly [number, number]);
  const end = cycleLength === undefined ? status : `${status} of ${cycleLength}`;
  const list = active
    .slice(0, LISTED)
    .map((pattern) => `#${pattern} ${(correlations[pattern] ?? 0).toFixed(3)}`);
  const more = active.length > LISTED ? `, and ${active.length - LISTED} more` : '';
  io.stdout(
    [
      '',
      `status  ${end} after ${steps} steps`,
      `active  ${active.length === 0 ? 'none' : `${list.join(', ')}${more}`} (correlation > ${heading.threshold})`,
      `state   mean ${result.meanActivity.toFixed(4)}, deviation ${deviation.toFixed(4)}, from ${range[0].toFixed(4)} to ${range[1].toFixed(4)}; --json has its ${n} numbers`,
      '',
    ].join('\n'),
  );
}

/** The patterns with the highest correlations over all steps, by index. */
function leaders(history: readonly HistoryEntry[], p: number): readonly number[] {
  const peaks = new Float32Array(p).fill(-Infinity);
  for (const { correlations } of history) {
    for (const [pattern, value] of correlations.entries())
      peaks[pattern] = Math.max(peaks[pattern] ?? 0, value);
  }
  return Array.from(peaks.keys())
    .sort((i, j) => (peaks[j] ?? 0) - (peaks[i] ?? 0) || i - j)
    .slice(0, COLUMNS)
    .sort((i, j) => i - j);
}

function shown(step: number, last: number): boolean {
  return step === last || SHOWN.includes(step) || step % 100 === 0;
}

function digits(value: number): number {
  return Number(value.toPrecision(9));
}
