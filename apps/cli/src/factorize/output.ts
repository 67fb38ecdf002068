// The two forms of a factorisation's result: one JSON document, or a table.

import type { Io } from '../io.js';
import { table } from '../table.js';
import type { MethodName, Solution } from './solve.js';

/** What both forms say besides the solutions. */
export interface Heading {
  /** The method. */
  readonly method: MethodName;
  /** Name of the backend. */
  readonly backend: string;
  /** Components of each vector. */
  readonly dimension: number;
}

/**
 * Writes the JSON document: `{"method", "backend", "D", "results": [...]}`, a result a line. Numbers have nine digits, enough for float32.
 *
 * @param io - Where to.
 * @param heading - What was run.
 * @param solutions - One a composite.
 */
export function writeDocument(io: Io, heading: Heading, solutions: readonly Solution[]): void {
  const { method, backend, dimension } = heading;
  // Result by result: the whole document may be longer than the longest string.
  io.stdout(
    `{"method":${JSON.stringify(method)},"backend":${JSON.stringify(backend)},"D":${dimension},"results":[`,
  );
  solutions.forEach((solution, index) => {
    io.stdout(`${index === 0 ? '\n' : ',\n'}${JSON.stringify(resultOf(solution))}`);
  });
  io.stdout('\n]}\n');
}

/**
 * Writes a table.
 *
 * @param io - Where to.
 * @param heading - What was run.
 * @param solutions - One a composite.
 */
export function writeTable(io: Io, heading: Heading, solutions: readonly Solution[]): void {
  const { method, backend, dimension } = heading;
  const count = `${solutions.length} composite${solutions.length === 1 ? '' : 's'}`;
  io.stdout(`${method} on ${backend}: ${count}, D = ${dimension}\n\n`);
  const rows = solutions.map((solution, index) => [
    String(index),
    solution.indices.join(' '),
    confidence(solution),
    ...(solution.freeEnergy === null ? [] : [solution.freeEnergy.toFixed(4)]),
    solution.cycleLength === undefined ? solution.status : `${solution.status} of ${solution.cycleLength}`,
    String(solution.steps),
  ]);
  const header =
    method === 'vrn'
      ? ['#', 'indices', 'probabilities', 'free energy', 'status', 'steps']
      : ['#', 'indices', 'similarities', 'status', 'steps'];
  io.stdout(table(header, rows));
}

function confidence({ indices, posteriors, similarities }: Solution): string {
  const values =
    posteriors === null
      ? Array.from(similarities ?? [])
      : posteriors.map((posterior, k) => posterior[indices[k] ?? 0] ?? 0);
  return values.map((value) => value.toFixed(3)).join(' ');
}

function resultOf(solution: Solution): Readonly<Record<string, unknown>> {
  const { indices, posteriors, similarities, freeEnergy, status, cycleLength, steps } = solution;
  return {
    indices,
    posteriors: posteriors?.map((posterior) => Array.from(posterior, digits)) ?? null,
    ...(similarities === null ? {} : { similarities: Array.from(similarities, digits) }),
    freeEnergy: freeEnergy === null ? null : digits(freeEnergy),
    status,
    ...(cycleLength === undefined ? {} : { cycleLength }),
    steps,
  };
}

function digits(value: number): number {
  return Number(value.toPrecision(9));
}
