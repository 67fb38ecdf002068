// The poster's sentences. It prints no accuracies, only curves, so the bars below are ours.

import { judge, type Claim, type Judgement } from '../claim.js';
import type { ModelName, RowKind, StudyRow } from './data.js';
import { meanOf } from './dynamics.js';

const BAR = {
  value: 0,
  reason: 'the poster draws curves and prints no numbers; the bar in the sentence is ours',
};

/**
 * Judges the poster's sentences.
 *
 * @param rows - Rows of the study.
 * @returns One claim each.
 */
export function studyClaims(rows: readonly StudyRow[]): readonly Claim[] {
  const accuracy = (
    id: string,
    source: string,
    statement: string,
    kind: RowKind,
    symbols: number,
    bar: number,
  ): Claim =>
    judge({ id, source, statement, paper: null, tolerance: BAR }, atLeast(rows, kind, symbols, bar));
  return [
    accuracy(
      'ob-train-95',
      'Same/Different Performance (a)',
      'Trained on 95 symbols, the model tells same from different in training (.99 or more).',
      'train',
      95,
      0.99,
    ),
    accuracy(
      'ob-test-95',
      'Same/Different Performance (b)',
      'It carries over to the 5 symbols never seen (.95 or more).',
      'test',
      95,
      0.95,
    ),
    accuracy(
      'ob-test-50',
      'Same/Different Performance (b)',
      'Trained on 50 symbols it carries over to the 50 others (.90 or more).',
      'test',
      50,
      0.9,
    ),
    accuracy(
      'ob-test-15',
      'Same/Different Performance (b)',
      'Trained on 15 symbols it is above chance on the 85 others (.60 or more).',
      'test',
      15,
      0.6,
    ),
    accuracy(
      'ob-rmts-95',
      'RMTS Performance (b)',
      'With encoder and oscillators frozen, a new classifier learns to match relations of unseen symbols, m = 95 (.90 or more).',
      'rmts-test',
      95,
      0.9,
    ),
    judge(
      {
        id: 'ob-frozen',
        source: 'Transfer Learning Approach',
        statement: 'The second stage leaves encoder and oscillators as they were, to the bit.',
        paper: null,
        tolerance: { value: 0, reason: 'bits are equal or not' },
      },
      frozen(rows),
    ),
    judge(
      {
        id: 'ob-energy-falls',
        source: 'Energy Minimization',
        statement: 'With symmetric couplings and no rotation the energy falls in every step.',
        paper: null,
        tolerance: { value: 1e-5, reason: 'a rise of 1e-5 of the energy is float32 rounding of its sums' },
      },
      falling(rows),
    ),
    judge(
      {
        id: 'ob-energy-lower',
        source: 'Energy Minimization, Fig. 6',
        statement: 'Same pairs end at a lower energy than different pairs, on average.',
        paper: null,
        tolerance: {
          value: 0,
          reason: 'the mean difference over repetitions must exceed two standard errors',
        },
      },
      lowerEnergy(rows),
    ),
    judge(
      {
        id: 'ob-coherence',
        source: 'Oscillator State Dynamics, Fig. 7',
        statement:
          'After training, oscillators of same pairs lock in phase; those of different pairs do so less.',
        paper: null,
        tolerance: {
          value: 0.1,
          reason: 'coherence goes from 0 to 2; a tenth is visible in a figure of phases',
        },
      },
      lockIn(rows),
    ),
    judge(
      {
        id: 'ob-bottleneck',
        source: 'Introduction',
        statement:
          'The relational bottleneck generalises better than a classifier that sees both embeddings (m = 50).',
        paper: null,
        tolerance: {
          value: 0,
          reason: 'the mean difference over repetitions must exceed two standard errors',
        },
      },
      better(rows),
    ),
  ];
}

/** Values of a kind over the repetitions. */
function values(
  rows: readonly StudyRow[],
  kind: RowKind,
  symbols: number,
  model: ModelName = 'oscillators',
): readonly StudyRow[] {
  return rows.filter((row) => row.kind === kind && row.symbols === symbols && row.model === model);
}

function summary(found: readonly StudyRow[]): string {
  const all = found.map(({ value }) => value);
  const { value, error } = meanOf(all);
  const spread = error * Math.sqrt(all.length);
  return `${value.toFixed(3)} (mean of ${all.length}, deviation ${spread.toFixed(3)})`;
}

/** Updates below which a model is a preview, whose accuracy says nothing about a bar. */
const TRAINED = 800;

/** True when the model of a row has been trained at length. */
function isTrained(rows: readonly StudyRow[], { model, symbols, repeat }: StudyRow): boolean {
  return rows.some(
    (row) =>
      row.kind === 'training' &&
      row.model === model &&
      row.symbols === symbols &&
      row.repeat === repeat &&
      row.x >= TRAINED,
  );
}

function atLeast(
  rows: readonly StudyRow[],
  kind: RowKind,
  symbols: number,
  bar: number,
): Judgement | undefined {
  const found = values(rows, kind, symbols).filter((row) => isTrained(rows, row));
  if (found.length === 0) return undefined;
  return {
    ours: summary(found),
    holds: meanOf(found.map(({ value }) => value)).value >= bar,
    evidence: `Repetitions: ${found.map(({ value }) => value.toFixed(3)).join(', ')}.`,
  };
}

function frozen(rows: readonly StudyRow[]): Judgement | undefined {
  const found = rows.filter(({ kind }) => kind === 'frozen');
  if (found.length === 0) return undefined;
  const kept = found.filter(({ value }) => value === 1).length;
  return {
    ours: `${kept} of ${found.length}`,
    holds: kept === found.length,
    evidence: 'Files of both are compared byte by byte.',
  };
}

function falling(rows: readonly StudyRow[]): Judgement | undefined {
  const found = rows.filter(({ kind }) => kind === 'falling');
  if (found.length === 0) return undefined;
  const least = Math.min(...found.map(({ value }) => value));
  return {
    ours: `${(100 * least).toFixed(2)} % of steps`,
    holds: least === 1,
    evidence: `Least share of falling steps over ${found.length} trained models, 200 pairs and 25 steps each.`,
  };
}

/** Mean coherence of same less that of different pairs, one a model. */
function coherenceLeads(rows: readonly StudyRow[]): readonly number[] {
  const at = rows.filter((row) => row.kind === 'coherence' && row.model === 'oscillators');
  return at.flatMap((same) => {
    const other = at.find(
      (row) => row.group === 'different' && row.symbols === same.symbols && row.repeat === same.repeat,
    );
    return same.group === 'same' && other !== undefined ? [same.value - other.value] : [];
  });
}

function lowerEnergy(rows: readonly StudyRow[]): Judgement | undefined {
  const list = rows.filter(({ kind }) => kind === 'energy-gap');
  if (list.length === 0) return undefined;
  const { value, error } = meanOf(list.map((each) => each.value));
  // One model alone has only the spread of its pairs.
  const width = 2 * (list.length > 1 ? error : (list[0]?.error ?? NaN));
  const parts = [...new Set(list.map(({ symbols }) => symbols))].map((m) => {
    const own = list.filter(({ symbols }) => symbols === m).map((each) => each.value);
    const mean = meanOf(own);
    return `m = ${m}: ${mean.value.toFixed(1)} ± ${(2 * mean.error).toFixed(1)} over ${own.length}`;
  });
  return {
    ours: `${value.toFixed(2)} ± ${width.toFixed(2)}`,
    holds: value + width < 0,
    evidence: `Energy of same minus different pairs of the same test images after 25 steps, ${list.length} trained models, two standard errors; ${parts.join(', ')}; lower in ${list.filter((each) => each.value < 0).length} models.`,
  };
}

function lockIn(rows: readonly StudyRow[]): Judgement | undefined {
  const list = coherenceLeads(rows);
  if (list.length === 0) return undefined;
  const least = Math.min(...list);
  return {
    ours: `${meanOf(list).value.toFixed(3)} more coherence`,
    holds: least > 0.1,
    evidence: `Mean coherence of same minus different test pairs over ${list.length} trained models; least ${least.toFixed(3)}.`,
  };
}

function better(rows: readonly StudyRow[]): Judgement | undefined {
  const [ours, theirs, dot] = (['oscillators', 'concatenated', 'dot-product'] as const).map((model) =>
    values(rows, 'test', 50, model).filter((row) => isTrained(rows, row)),
  );
  if (!ours || !theirs || !dot || ours.length === 0 || theirs.length === 0) return undefined;
  const [a, b] = [ours, theirs].map((list) => meanOf(list.map(({ value }) => value)));
  const difference = (a?.value ?? NaN) - (b?.value ?? NaN);
  const width = 2 * Math.hypot(a?.error ?? NaN, b?.error ?? NaN);
  const product = dot.length > 0 ? `; a dot product instead of oscillators ${summary(dot)}` : '';
  return {
    ours: `${difference.toFixed(3)} ± ${width.toFixed(3)} in test accuracy`,
    holds: difference > width,
    evidence: `Oscillators ${summary(ours)}, both embeddings ${summary(theirs)}${product}.`,
  };
}
