// The two forms of an automaton's answer: one JSON document, or a table.

import type { AutomatonAnswer } from '@vsa/cdam';
import type { Io } from '../io.js';
import { table } from '../table.js';

/**
 * Writes the JSON document `{"path", "confidence", "steps", "undefined"}`.
 *
 * @param io - Where to.
 * @param answer - What the automaton said.
 */
export function writeAnswer(io: Io, answer: AutomatonAnswer): void {
  const { path, confidence, steps } = answer;
  const document = {
    path,
    confidence: digits(confidence),
    steps: steps.map(({ label, from, state, expected, transition, confidence: own, margin }) => ({
      label,
      from,
      to: state,
      expected,
      transition,
      confidence: digits(own),
      margin: digits(margin),
    })),
    undefined: undefinedOf(answer),
  };
  io.stdout(`${JSON.stringify(document)}\n`);
}

/**
 * Writes a table, and below it what was undefined or went wrong.
 *
 * @param io - Where to.
 * @param answer - What the automaton said.
 */
export function writeAnswerTable(io: Io, answer: AutomatonAnswer): void {
  const { path, confidence, steps } = answer;
  const rows = steps.map(({ label, from, state, transition, confidence: own, margin }, index) => [
    String(index + 1),
    label,
    from,
    state,
    own.toFixed(3),
    margin.toFixed(3),
    transition === 'defined' ? '' : 'undefined',
  ]);
  if (rows.length > 0) io.stdout(table(['#', 'input', 'from', 'to', 'confidence', 'margin', ''], rows));
  io.stdout(
    `${rows.length > 0 ? '\n' : ''}path        ${path.join(' ')}\nconfidence  ${confidence.toFixed(3)}\n`,
  );
  for (const { index, label, state, stayed } of undefinedOf(answer)) {
    const then = stayed ? 'the state stayed' : 'the state changed';
    io.stdout(`undefined   input ${index + 1}, '${label}' in state ${state}: ${then}\n`);
  }
  for (const [index, { label, from, state, expected, transition }] of steps.entries()) {
    if (transition === 'undefined' || state === expected) continue;
    io.stdout(
      `wrong       input ${index + 1}, '${label}' in state ${from}: expected ${expected}, got ${state}\n`,
    );
  }
}

interface Undefined {
  readonly index: number;
  readonly label: string;
  readonly state: string;
  readonly stayed: boolean;
}

function undefinedOf({ steps, undefinedAt }: AutomatonAnswer): readonly Undefined[] {
  return undefinedAt.flatMap((index) => {
    const step = steps[index];
    if (step === undefined) return [];
    return [{ index, label: step.label, state: step.from, stayed: step.state === step.from }];
  });
}

function digits(value: number): number {
  return Number(value.toPrecision(9));
}
