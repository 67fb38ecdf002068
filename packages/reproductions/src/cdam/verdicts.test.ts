// Verdicts of the figures that are no recall from every vertex, on rows that are made up.

import { describe, expect, it } from 'vitest';
import type { AutomatonEndRow } from '../compute/cdam/automaton.js';
import type { FashionRow } from '../compute/cdam/fashion.js';
import type { RangeRow } from '../compute/cdam/range.js';
import type { VideoScoreRow } from '../compute/cdam/video.js';
import type { Row } from '../experiment.js';
import { findExperiment } from '../registry.js';
import { nullScore } from './fig14.js';
import { RANGES } from './settings.js';

const verdicts = (id: string, rows: readonly Row[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    findExperiment(id)
      .claims(rows)
      .map((claim) => [claim.id, claim.verdict]),
  );

describe('cdam/fig1', () => {
  /** Curves that fall below 0 after so many edges. */
  const rows = (reach: readonly number[], deviation: number): readonly RangeRow[] =>
    RANGES.flatMap(({ a, h }, index) =>
      Array.from({ length: 15 }, (_, distance) => {
        const value = distance === 0 ? 1 : distance <= (reach[index] ?? 0) ? 0.5 : -0.05;
        return { a, h, load: 'full', steps: 100, draw: 0, distance, mean: value, deviation, pattern: 0 };
      }),
    );

  it('reads the range off the curves and tests their means', () => {
    expect(verdicts('cdam/fig1', rows([0, 2, 4, 6], 0.1))).toMatchObject({
      'cdam-fig1-range': 'reproduced',
      'cdam-fig1-anova': 'reproduced',
      'cdam-fig1-f-values-printed': 'not run',
    });
    expect(verdicts('cdam/fig1', rows([0, 2, 2, 6], 0.1))['cdam-fig1-range']).toBe('contradicted');
    expect(verdicts('cdam/fig1', rows([0, 0, 0, 0], 0.1))['cdam-fig1-anova']).toBe('contradicted');
  });
});

describe('cdam/fig14', () => {
  const rows = (curve: readonly number[]): readonly RangeRow[] =>
    curve.map((mean, distance) => ({
      ...{ a: -2.45, h: 3.45, load: 'full', steps: 100, draw: 0 },
      ...{ distance, mean, deviation: 0.1, pattern: 0 },
    }));

  it('scores the data themselves, and a curve that knows nothing', () => {
    expect(verdicts('cdam/fig14', rows([1, 0.3381, 0.197, 0.1194, 0.08806, 0.07015, 0.06493]))).toMatchObject(
      {
        'cdam-fig14-r2': 'reproduced',
        'cdam-fig14-some-seed': 'reproduced',
        'cdam-fig14-null': 'reproduced',
        'cdam-fig14-nearby': 'not run',
      },
    );
    expect(verdicts('cdam/fig14', rows([1, 0, 0, 0, 0, 0, 0]))).toMatchObject({
      'cdam-fig14-some-seed': 'contradicted',
      'cdam-fig14-null': 'contradicted',
    });
    expect(nullScore()).toBeCloseTo(0.918, 3);
  });
});

describe('cdam/fig4', () => {
  const score = (a: number, h: number, longest: number): VideoScoreRow => ({
    ...{ kind: 'score', clip: 'cup', a, h, beta: 1, eta: 0.1, draw: 0 },
    ...{ order: 1, skips: 0, returns: 0, lags: 0, coverage: 1, visits: 50, dwell: 2, longest },
  });
  const shown = [
    [-1, 3],
    [-1.5, 3],
    [-2, 3],
    [-2, 3.5],
  ] as const;

  it('asks one setting to play and the others to get stuck', () => {
    const rows = shown.map(([a, h]) => score(a, h, a === -2 && h === 3 ? 4 : 60));
    expect(verdicts('cdam/fig4', rows)).toMatchObject({
      'cdam-fig4-order': 'reproduced',
      'cdam-fig4-only': 'reproduced',
      'cdam-fig4-anti': 'not run',
      'cdam-fig4-order-code': 'not run',
    });
    const all = shown.map(([a, h]) => score(a, h, 4));
    expect(verdicts('cdam/fig4', all)['cdam-fig4-only']).toBe('contradicted');
    const none = shown.map(([a, h]) => score(a, h, 60));
    expect(verdicts('cdam/fig4', none)['cdam-fig4-order']).toBe('contradicted');
  });
});

describe('cdam/fig7', () => {
  const end = (seed: number, reached: string): AutomatonEndRow => ({
    ...{ kind: 'end', patterns: 'random', stateShare: 0.75, beta: 0.5, undefinedLabels: 'write', seed },
    ...{ run: 'Marta, husband, brother', expected: 'Marta Hugo Hugo', reached, confidence: 0.9, others: 0 },
  });

  it('counts the seeds that an undefined label moves', () => {
    const stays = Array.from({ length: 60 }, (_, seed) => end(seed, 'Marta Hugo Hugo'));
    expect(verdicts('cdam/fig7', stays)).toMatchObject({
      'cdam-fig7-undefined-random': 'reproduced',
      'cdam-fig7-undefined-random-beta1': 'not run',
      'cdam-fig7-answers-random': 'not run',
    });
    const some = stays.map((row, index) => (index < 11 ? end(index, 'Marta Hugo Ben') : row));
    const [, judged] = findExperiment('cdam/fig7').claims(some);
    expect(judged).toMatchObject({ verdict: 'contradicted', ours: '49 of 60' });
    expect(judged?.evidence).toContain('led to Marta Hugo Ben (11 times)');
  });
});

describe('cdam/fig9', () => {
  const row = (
    a: number,
    images: number,
    accuracy: number,
    axis0: number,
    graph = 'nearest',
  ): FashionRow => ({
    ...{ images, a, h: Math.round((1 - a) * 10) / 10, graph, trial: 0, accuracy, axis0, ends: 1 },
  });
  const all = (of: (a: number, images: number) => number): readonly FashionRow[] =>
    [1, 0.9, 0.5, 0.1].flatMap((a) =>
      [10, 50, 100].map((images) => row(a, images, of(a, images), of(a, images))),
    );

  it('finds grace, the worst setting and sudden drops', () => {
    const asPrinted = all((a, images) => (a === 0.1 ? 0.9 : a === 0.5 ? 0.1 : images > 50 ? 0.2 : 0.8));
    expect(verdicts('cdam/fig9', asPrinted)).toMatchObject({
      'cdam-fig9-graceful': 'reproduced',
      'cdam-fig9-equal': 'reproduced',
      'cdam-fig9-drops': 'reproduced',
      'cdam-fig9-graceful-axis0': 'reproduced',
      'cdam-fig9-perfect': 'not run',
    });
    const asMeasured = all((a, images) => (a === 0.1 ? 1 : a === 0.5 ? 2 : 3) / images);
    expect(verdicts('cdam/fig9', asMeasured)).toMatchObject({
      'cdam-fig9-graceful': 'contradicted',
      'cdam-fig9-equal': 'contradicted',
    });
  });

  it('holds the notebook’s numbers against its own metric, and its perfect score against the paper’s', () => {
    const rows = [10, 20, 30].map((images) => row(0.1, images, 1 / images, 0.95, 'empty'));
    expect(verdicts('cdam/fig9', rows)).toMatchObject({
      'cdam-fig9-notebook-hetero': 'reproduced',
      'cdam-fig9-perfect': 'contradicted',
    });
  });
});

describe('cdam/text', () => {
  const row = (check: string, setting: string, value: number, quantity = ''): Row => ({
    check,
    setting,
    quantity,
    draw: 0,
    value,
  });

  it('judges exactness and components', () => {
    const share = 'share of the own component';
    const rows = [
      row('successor', 'beta 1', 1e-7),
      row('successor', 'beta 100', 1e-3),
      ...['0 1', '0.1 0.9', '0.4 0.6'].map((setting) => row('components', `${setting} 5`, 1, share)),
      ...['0 1', '0.1 0.9', '0.4 0.6'].map((setting) => row('components', `${setting} 15`, 0.3, share)),
    ];
    expect(verdicts('cdam/text', rows)).toMatchObject({
      'cdam-text-successor-1': 'reproduced',
      'cdam-text-successor-100': 'contradicted',
      'cdam-text-components-5': 'reproduced',
      'cdam-text-components-15': 'contradicted',
      'cdam-text-balance-regular': 'not run',
    });
  });
});
