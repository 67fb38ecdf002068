// Verdicts follow the rows: made-up summaries and matrices, with known answers.

import { describe, expect, it } from 'vitest';
import type { CommunityRow } from '../compute/cdam/communities.js';
import type { DynamicsRow, SummaryRow } from '../compute/cdam/dynamics.js';
import type { Row } from '../experiment.js';
import { findExperiment } from '../registry.js';
import { number, RANGES, settingName, type Setting } from './settings.js';

const GOOD: Omit<SummaryRow, 'kind' | 'a' | 'h' | 'load' | 'draw'> = {
  own: 0.98,
  near: 0.3,
  second: 0.1,
  other: 0.1,
  largest: 0.1,
  active: 1,
  activeDeviation: 0.5,
  meanActivity: 0.001,
  settled: 1,
  groups: 20,
  rand: 1,
};

function summary(setting: Setting, draw: number, changed: Partial<SummaryRow> = {}): SummaryRow {
  const { a, h, load = 'full' } = setting;
  return { kind: 'summary', a, h, load, draw, ...GOOD, ...changed };
}

const verdicts = (id: string, rows: readonly Row[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    findExperiment(id)
      .claims(rows)
      .map((claim) => [claim.id, claim.verdict]),
  );

describe('settingName', () => {
  it('writes strengths as the paper does', () => {
    expect(settingName({ a: -0.5, h: 1.5 })).toBe('a = −.5, h = 1.5');
    expect(settingName({ a: 0.4, h: 0.05, load: 'per-neuron' })).toBe('a = .4, h = .05, c = 1/n');
    expect([number(0), number(10), number(-2)]).toEqual(['0', '10', '−2']);
  });
});

describe('cdam/fig16', () => {
  const rows = (active: readonly number[], meanActivity: number): readonly DynamicsRow[] =>
    RANGES.flatMap((setting, index) =>
      [0, 1].map((draw) => summary(setting, draw, { active: active[index] ?? 0, meanActivity })),
    );

  it('judges the mean over draws', () => {
    expect(verdicts('cdam/fig16', rows([1, 3, 6, 7], 0.001))).toEqual({
      'cdam-fig16-auto': 'reproduced',
      'cdam-fig16-widens': 'reproduced',
      'cdam-fig16-balance': 'reproduced',
    });
  });

  it('contradicts a range that does not grow, and activity that is not 0', () => {
    expect(verdicts('cdam/fig16', rows([1, 3, 3.2, 7], -0.2))).toEqual({
      'cdam-fig16-auto': 'reproduced',
      'cdam-fig16-widens': 'contradicted',
      'cdam-fig16-balance': 'contradicted',
    });
  });

  it('does not judge before all settings have run', () => {
    expect(verdicts('cdam/fig16', rows([1, 3, 6, 7], 0).slice(0, 6))).toEqual({
      'cdam-fig16-auto': 'reproduced',
      'cdam-fig16-widens': 'not run',
      'cdam-fig16-balance': 'not run',
    });
  });
});

describe('cdam/fig3', () => {
  it('asks for the communities at every setting, and for their number', () => {
    const rows = (rand: number, groups: number): readonly DynamicsRow[] =>
      RANGES.map((setting) => summary(setting, 0, { rand, groups }));
    expect(verdicts('cdam/fig3', rows(0.95, 4))).toEqual({
      'cdam-fig3-clusters': 'reproduced',
      'cdam-fig3-scale': 'reproduced',
    });
    expect(verdicts('cdam/fig3', rows(0.7, 8))).toEqual({
      'cdam-fig3-clusters': 'contradicted',
      'cdam-fig3-scale': 'contradicted',
    });
  });
});

describe('cdam/fig25', () => {
  // Vertices 0 to 9 and 20 to 29 are the complete graphs.
  const part = (vertex: number): number => (vertex < 10 ? 0 : vertex < 20 ? 1 : 2);
  const rows = (inside: number, outside: number): readonly Row[] =>
    Array.from({ length: 30 }, (_, trigger) => ({
      kind: 'correlations',
      a: -0.5,
      h: 1.5,
      load: 'full',
      t: 26,
      trigger,
      ...Object.fromEntries(
        Array.from({ length: 30 }, (__, vertex) => [
          `r${vertex}`,
          vertex === trigger ? 0.9 : part(vertex) === part(trigger) ? inside : outside,
        ]),
      ),
    }));

  it('holds the trigger’s complete graph against the other one', () => {
    expect(verdicts('cdam/fig25', rows(0.4, -0.1))).toEqual({ 'cdam-fig25-clique': 'reproduced' });
    expect(verdicts('cdam/fig25', rows(0.4, 0.35))).toEqual({ 'cdam-fig25-clique': 'contradicted' });
  });
});

describe('cdam/communities', () => {
  const row = (a: number, rand: number, groups: number): CommunityRow => ({
    graph: 'tutte',
    a,
    h: 2,
    draws: 1,
    rand,
    randDeviation: 0,
    groups,
  });

  it('asks for a good score, for one that only a < 0 reaches, and for many scales', () => {
    const scores = [row(-1, 0.9, 4), row(-0.5, 0.8, 7), row(0, 0.7, 12), row(0.5, 0.6, 20), row(1, 0.5, 30)];
    expect(verdicts('cdam/communities', scores)).toMatchObject({
      'cdam-communities-tutte': 'reproduced',
      'cdam-communities-tutte-needed': 'reproduced',
      'cdam-communities-tutte-scales': 'reproduced',
      'cdam-communities-karate': 'not run',
    });
    const poor = [row(-1, 0.5, 46), row(0, 0.5, 3)];
    expect(verdicts('cdam/communities', poor)).toMatchObject({
      'cdam-communities-tutte': 'contradicted',
      'cdam-communities-tutte-needed': 'contradicted',
      'cdam-communities-tutte-scales': 'contradicted',
    });
  });
});
