// The study at a tiny size: it runs, gives the same rows again, is judged and drawn, and frees what it makes.

import { createBackend } from '@vsa/backend';
import { describe, expect, it } from 'vitest';
import { toSvg } from '../report/svg.js';
import { studyClaims } from './claims.js';
import type { ModelName, RowKind, StudyCell, StudyRow } from './data.js';
import { meanOf } from './dynamics.js';
import { study } from './study.js';

const context = { backend: await createBackend('wasm'), seed: 3 };

const TINY: StudyCell = { model: 'oscillators', symbols: 95, repeat: 0, updates: 2, trials: 8, transfer: 3 };

describe('study', () => {
  it('gives every kind of row, the same ones again, and leaves no tensor behind', async () => {
    const before = context.backend.memory().tensors;
    const rows = await study.runCell(context, TINY);
    expect(await study.runCell(context, TINY)).toEqual(rows);
    expect(context.backend.memory().tensors).toBe(before);
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
    const count = (kind: RowKind): number => rows.filter((row) => row.kind === kind).length;
    expect(count('energy')).toBe(52);
    expect(count('coherence')).toBe(2);
    // Two pairs, before and after, two objects of 64 oscillators.
    expect(count('phase')).toBe(512);
    for (const kind of ['train', 'test', 'rmts-train', 'rmts-test'] as const) {
      const [row] = rows.filter((each) => each.kind === kind);
      expect(row?.value).toBeGreaterThanOrEqual(0);
      expect(row?.value).toBeLessThanOrEqual(1);
    }
    expect(rows.find(({ kind }) => kind === 'frozen')?.value).toBe(1);
    expect(rows.find(({ kind }) => kind === 'falling')?.value).toBe(1);
    const svg = await toSvg(study.plot(rows));
    expect(svg).toMatch(/^<svg [^>]*viewBox="/);
    const judged = study.claims(rows);
    expect(judged.find(({ id }) => id === 'ob-frozen')?.verdict).toBe('reproduced');
    expect(judged.find(({ id }) => id === 'ob-energy-falls')?.verdict).toBe('reproduced');
    expect(judged.find(({ id }) => id === 'ob-test-50')?.verdict).toBe('not run');
    expect(judged.every(({ evidence }) => !/NaN|undefined/.test(evidence))).toBe(true);
  });

  it.each(['concatenated', 'dot-product'] as const)('trains the baseline %s', async (model) => {
    const before = context.backend.memory().tensors;
    const rows = await study.runCell(context, { ...TINY, model, symbols: 15, repeat: 1 });
    expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['training', 'train', 'test']));
    expect(context.backend.memory().tensors).toBe(before);
  });

  it('has five repetitions of three splits, and three of two baselines, at paper scale', () => {
    const cells = study.cells('paper').map(({ parameters }) => parameters);
    const of = (model: ModelName): StudyCell[] => cells.filter((cell) => cell.model === model);
    expect([of('oscillators').length, of('concatenated').length, of('dot-product').length]).toEqual([
      15, 9, 9,
    ]);
    expect(new Set(cells.map((cell) => JSON.stringify(cell))).size).toBe(33);
    expect(study.cells('quick').length).toBe(1);
  });
});

describe('studyClaims', () => {
  const row = (kind: RowKind, value: number, more: Partial<StudyRow> = {}): StudyRow => ({
    kind,
    model: 'oscillators',
    symbols: 95,
    repeat: 0,
    group: '',
    x: 0,
    value,
    error: 0.01,
    ...more,
  });
  const verdict = (rows: readonly StudyRow[], id: string): string | undefined =>
    studyClaims(rows).find((claim) => claim.id === id)?.verdict;

  it('judges means over the repetitions', () => {
    const rows = (second: number, updates = 5000): StudyRow[] => [
      row('test', 1),
      row('test', second, { repeat: 1 }),
      row('training', 1, { x: updates }),
      row('training', 1, { x: updates, repeat: 1 }),
    ];
    // A preview is not held against the bar.
    expect(verdict(rows(0.5, 600), 'ob-test-95')).toBe('not run');
    expect(verdict(rows(0.9), 'ob-test-95')).toBe('reproduced');
    expect(verdict(rows(0.89), 'ob-test-95')).toBe('contradicted');
    expect(verdict(rows(0.9), 'ob-train-95')).toBe('not run');
    expect(verdict([row('frozen', 1), row('frozen', 0)], 'ob-frozen')).toBe('contradicted');
    expect(verdict([row('falling', 1), row('falling', 0.999)], 'ob-energy-falls')).toBe('contradicted');
  });

  it('compares same with different pairs of the same model at the last step', () => {
    const energies = (gap: number): StudyRow[] =>
      [0, 1].map((repeat) => row('energy-gap', gap - 0.01 * repeat, { repeat }));
    expect(verdict(energies(-1), 'ob-energy-lower')).toBe('reproduced');
    expect(verdict(energies(1), 'ob-energy-lower')).toBe('contradicted');
    // A single model is held against the spread of its pairs, of .01.
    expect(verdict([row('energy-gap', -0.03)], 'ob-energy-lower')).toBe('reproduced');
    expect(verdict([row('energy-gap', -0.01)], 'ob-energy-lower')).toBe('contradicted');
    const rho = (same: number): StudyRow[] => [
      row('coherence', same, { group: 'same' }),
      row('coherence', 1, { group: 'different' }),
    ];
    expect(verdict(rho(1.2), 'ob-coherence')).toBe('reproduced');
    expect(verdict(rho(1.05), 'ob-coherence')).toBe('contradicted');
  });

  it('asks of the bottleneck more than two standard errors', () => {
    const tests = (ours: number): StudyRow[] =>
      [0, 1, 2].flatMap((repeat) => [
        row('test', ours + 0.01 * repeat, { symbols: 50, repeat }),
        row('test', 0.85 + 0.01 * repeat, { symbols: 50, repeat, model: 'concatenated' }),
        row('training', 1, { symbols: 50, repeat, x: 5000 }),
        row('training', 1, { symbols: 50, repeat, x: 5000, model: 'concatenated' }),
      ]);
    expect(verdict(tests(0.92), 'ob-bottleneck')).toBe('reproduced');
    expect(verdict(tests(0.86), 'ob-bottleneck')).toBe('contradicted');
  });
});

describe('meanOf', () => {
  it('gives mean and standard error', () => {
    // Deviation of 1, 2, 3, 4 is sqrt(5/3); its error sqrt(5/12).
    expect(meanOf([1, 2, 3, 4])).toEqual({ value: 2.5, error: Math.sqrt(5 / 12) });
    expect(meanOf([7])).toEqual({ value: 7, error: 0 });
  });
});
