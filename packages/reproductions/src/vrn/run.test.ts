// The experiments that are no grids of accuracies, run at quick scale.

import { createBackend } from '@vsa/backend';
import { describe, expect, it } from 'vitest';
import type { Row } from '../experiment.js';
import { toSvg } from '../report/svg.js';
import { fig2c } from './fig2c.js';
import { text } from './text.js';

const context = { backend: await createBackend('wasm'), seed: 0 };

describe('vrn/fig2c', async () => {
  const rows = (
    await Promise.all(fig2c.cells('quick').map(({ parameters }) => fig2c.runCell(context, parameters)))
  ).flat();

  it('starts from uniform posteriors and ends at the true factors', () => {
    const starts = rows.filter(({ step }) => step === 0);
    expect(starts).toHaveLength(6);
    for (const { probability } of starts) expect(probability).toBeCloseTo(0.1, 6);
    for (const { verdict, id } of fig2c.claims(rows)) expect([id, verdict]).toEqual([id, 'reproduced']);
  });

  it('contradicts a search that goes astray', () => {
    const astray = rows.map((row) => ({ ...row, similarity: 0.2, freeEnergy: row.step }));
    expect(fig2c.claims(astray).map(({ verdict }) => verdict)).toEqual(['contradicted', 'contradicted']);
  });

  it('draws both solvers', async () => {
    const svg = await toSvg(fig2c.plot(rows));
    for (const title of ['adam, γ = 0: estimates', 'coordinate, γ = 0.001: estimates', 'free energy'])
      expect(svg).toContain(title);
  });
});

describe('vrn/text', async () => {
  const rows: (Row & {
    check: string;
    setting: string;
    quantity: string;
    value: number;
    dimension: number | null;
  })[] = [];
  for (const { parameters } of text.cells('quick')) rows.push(...(await text.runCell(context, parameters)));
  const verdicts = (of: typeof rows): Readonly<Record<string, string>> =>
    Object.fromEntries(text.claims(of).map(({ id, verdict }) => [id, verdict]));

  it('finds the propositions true, and what is said of convergence only in part', () => {
    expect(verdicts(rows)).toEqual({
      'text-prop1-equal': 'reproduced',
      'text-prop1-different': 'reproduced',
      'text-prop4-equal': 'reproduced',
      'text-prop4-different': 'reproduced',
      'text-correlation': 'reproduced',
      'text-normaliser': 'reproduced',
      'text-normaliser-correlated': 'contradicted',
      'text-converge-adam': 'reproduced',
      'text-converge-adam-gamma1': 'contradicted',
      'text-converge-sgd': 'reproduced',
      'text-converge-coordinate': 'reproduced',
      'text-converge-budget': 'contradicted',
      'text-limit-cycles': 'reproduced',
    });
  });

  it('follows the numbers', () => {
    const worse = rows.map((row) => ({ ...row, value: row.value + 10 }));
    const changed = verdicts(worse);
    for (const id of [
      'text-prop1-equal',
      'text-prop1-different',
      'text-prop4-equal',
      'text-correlation',
      'text-converge-sgd',
    ])
      expect([id, changed[id]]).toEqual([id, 'contradicted']);
    const still = rows.map((row) => ({ ...row, value: 0 }));
    expect(verdicts(still)['text-limit-cycles']).toBe('contradicted');
  });

  it('finds a real composite near itself by sqrt(26 / D), as the eighth moments say', () => {
    const found = rows.find(
      ({ setting, quantity }) =>
        setting === 'real, K = 3, D = 2000' && quantity.includes('δ − 1 of equal composites, root'),
    );
    // 200 composites of heavy tails: 30 %.
    expect((found?.value ?? 0) / Math.sqrt(26 / 2000)).toBeGreaterThan(0.7);
    expect((found?.value ?? 9) / Math.sqrt(26 / 2000)).toBeLessThan(1.3);
  });

  it('draws the spread of the normaliser', async () => {
    expect(await toSvg(text.plot(rows))).toContain('largest minus smallest');
  });
});
