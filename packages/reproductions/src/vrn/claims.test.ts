// Every experiment's cells, claims and figure, on rows that are made up: a claim's verdict must follow the rows.

import { describe, expect, it } from 'vitest';
import type { Claim } from '../claim.js';
import type { AccuracyRow } from '../compute/accuracy.js';
import type { Row, Scale } from '../experiment.js';
import { experiments, experimentsOf, findExperiment, findExperiments, papers } from '../registry.js';
import { toSvg } from '../report/svg.js';
import { cellKey } from '../run/identity.js';

type Accuracy = (row: Pick<AccuracyRow, 'method' | 'correlation' | 'kind' | 'space' | 'size'>) => number;

/** Rows as an experiment's cells would give them, with accuracies by a rule. */
function rowsOf(id: string, accuracy: Accuracy, scale: Scale = 'quick'): readonly Row[] {
  return findExperiment(id)
    .cells(scale)
    .flatMap(({ parameters }) => {
      const { methods, ...problem } = parameters as unknown as AccuracyRow & {
        readonly methods: readonly string[];
      };
      return methods.map((method) => {
        const space = problem.size ** problem.factors;
        const value = accuracy({ ...problem, method, space });
        return {
          ...problem,
          space,
          method,
          accuracy: value,
          standardError: 0.01,
          exact: value,
          converged: 0,
        };
      });
    });
}

function verdicts(id: string, rows: readonly Row[]): Readonly<Record<string, Claim['verdict']>> {
  return Object.fromEntries(
    findExperiment(id)
      .claims(rows)
      .map((claim) => [claim.id, claim.verdict]),
  );
}

const isVrn = (method: string): boolean => method.startsWith('vrn');

describe.each(experiments.map((experiment) => [experiment.id, experiment] as const))(
  '%s',
  (_, experiment) => {
    it.each(['quick', 'paper'] as const)('has cells of its own at scale %s', (scale) => {
      const cells = experiment.cells(scale);
      expect(cells.length).toBeGreaterThan(0);
      const identity = { experiment: experiment.id, revision: 1, scale, seed: 0, backend: 'cpu', code: '' };
      const keys = cells.map(({ parameters }) => cellKey({ ...identity, parameters }));
      expect(new Set(keys).size).toBe(cells.length);
      for (const { cost, parameters } of cells) {
        expect(cost).toBeGreaterThan(0);
        // What JSON changes would give another key after a restart.
        expect(JSON.parse(JSON.stringify(parameters))).toEqual(parameters);
      }
    });

    it('says not run of every claim without rows, and gives each a reasoned tolerance', () => {
      const claims = experiment.claims([]);
      expect(claims.length).toBeGreaterThan(0);
      for (const { verdict, tolerance, statement, source } of claims) {
        expect(verdict).toBe('not run');
        expect(tolerance.reason.length).toBeGreaterThan(10);
        expect(statement).toMatch(/\.$/);
        expect(source).not.toBe('');
      }
    });
  },
);

it('names every claim once', () => {
  const ids = experiments.flatMap((experiment) => experiment.claims([]).map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});

describe('vrn/fig3', () => {
  it('holds VRN against each baseline by itself', () => {
    const rows = rowsOf('vrn/fig3', ({ method, space }) =>
      space < 1000 ? 1 : method === 'resonator/standard' ? 0.9 : isVrn(method) ? 0.7 : 0.5,
    );
    expect(verdicts('vrn/fig3', rows)).toEqual({
      'fig3-small': 'reproduced',
      'fig3-comparable-printed': 'reproduced',
      'fig3-comparable-standard': 'contradicted',
      'fig3-comparable-gamma1': 'reproduced',
      'fig3-graceful-printed': 'reproduced',
      'fig3-graceful-standard': 'contradicted',
    });
  });

  it('sees when a small search space is not solved', () => {
    const rows = rowsOf('vrn/fig3', ({ method }) => (method === 'vrn/adam/1' ? 0.9 : 1));
    expect(verdicts('vrn/fig3', rows)['fig3-small']).toBe('contradicted');
  });

  it('solves small search spaces where all methods find everything', () => {
    expect(
      verdicts(
        'vrn/fig3',
        rowsOf('vrn/fig3', () => 1),
      ),
    ).toMatchObject({
      'fig3-small': 'reproduced',
      'fig3-graceful-printed': 'not run',
    });
  });

  it('draws one panel for each K and D', async () => {
    const svg = await toSvg(findExperiment('vrn/fig3').plot(rowsOf('vrn/fig3', () => 0.5, 'paper')));
    for (const panel of ['K = 2, D = 500', 'K = 5, D = 2000']) expect(svg).toContain(`>${panel}<`);
    expect(svg).toContain('>Resonator, Eq 1 as printed<');
  });
});

describe('vrn/fig4', () => {
  it('tells who benefits from correlation', () => {
    const rows = rowsOf('vrn/fig4', ({ method, correlation }) =>
      isVrn(method) ? Math.min(1, 0.6 + correlation) : method === 'resonator/paper' ? 0.5 : 1 - correlation,
    );
    expect(verdicts('vrn/fig4', rows)).toEqual({
      'fig4-outperforms-printed': 'reproduced',
      'fig4-outperforms-standard': 'contradicted',
      'fig4-outperforms-correlated': 'reproduced',
      'fig4-vrn-benefits': 'reproduced',
      'fig4-printed-benefits': 'reproduced',
      'fig4-standard-benefits': 'contradicted',
    });
  });
});

describe('vrn/fig5', () => {
  it('does not take a tie for a win, nor a point that all solve for a tie', () => {
    const won: Accuracy = ({ method, size }) => (size === 10 ? 1 : isVrn(method) ? 0.8 : 0.5);
    expect(verdicts('vrn/fig5', rowsOf('vrn/fig5', won))).toEqual({
      'fig5-consistently-printed': 'reproduced',
      'fig5-consistently-standard': 'reproduced',
      'fig5-average-printed': 'reproduced',
    });
    const tied: Accuracy = (row) => (row.size === 100 ? 0.9 : won(row));
    expect(verdicts('vrn/fig5', rowsOf('vrn/fig5', tied))).toMatchObject({
      'fig5-consistently-printed': 'contradicted',
      'fig5-average-printed': 'reproduced',
    });
  });
});

describe('vrn/fig6', () => {
  it('compares the kinds where accuracy is high and where it is low', () => {
    const usual: Accuracy = ({ kind, space }) => (space > 20_000 ? 0.2 : kind === 'bipolar' ? 1 : 0.9);
    expect(verdicts('vrn/fig6', rowsOf('vrn/fig6', usual))).toEqual({
      'fig6-bipolar-better': 'reproduced',
      'fig6-similarly-low': 'reproduced',
    });
    const unusual: Accuracy = ({ kind, space }) =>
      space > 20_000 && kind === 'real' ? 0.4 : space > 20_000 ? 0.2 : kind === 'bipolar' ? 0.8 : 1;
    expect(verdicts('vrn/fig6', rowsOf('vrn/fig6', unusual))).toEqual({
      'fig6-bipolar-better': 'contradicted',
      'fig6-similarly-low': 'contradicted',
    });
  });

  it('draws kinds apart', async () => {
    const svg = await toSvg(findExperiment('vrn/fig6').plot(rowsOf('vrn/fig6', () => 0.5)));
    for (const name of ['bipolar, D = 1000', 'real, D = 1000', 'K = 4']) expect(svg).toContain(`>${name}<`);
  });
});

describe('vrn/fig9', () => {
  it('asks for a significant difference', () => {
    const wide = rowsOf('vrn/fig9', ({ method }) => (isVrn(method) ? 1 : 0.5));
    expect(new Set(Object.values(verdicts('vrn/fig9', wide)))).toEqual(new Set(['reproduced']));
    const narrow = rowsOf('vrn/fig9', ({ method }) => (isVrn(method) ? 1 : 0.95));
    expect(new Set(Object.values(verdicts('vrn/fig9', narrow)))).toEqual(new Set(['contradicted']));
  });
});

describe('vrn/fig10', () => {
  it('finds the weight of choice', () => {
    const rows = rowsOf('vrn/fig10', ({ method }) =>
      method === 'vrn/adam/1' ? 0.3 : method === 'vrn/sgd/0' ? 0.4 : 0.8,
    );
    expect(verdicts('vrn/fig10', rows)).toEqual({
      'fig10-bipolar-gamma': 'contradicted',
      'fig10-real-gamma': 'reproduced',
      'fig10-scale': 'reproduced',
      'fig10-sgd-ranks': 'contradicted',
    });
  });
});

describe('vrn/fig11', () => {
  it('judges each rule by the mean over the points', () => {
    const rows = rowsOf('vrn/fig11', ({ method }) => (method === 'resonator/paper/tanh' ? 0.8 : 0.7));
    expect(verdicts('vrn/fig11', rows)).toEqual({
      'fig11-tanh-printed': 'reproduced',
      'fig11-tanh-standard': 'contradicted',
    });
  });
});

describe('findExperiments', () => {
  it('keeps the order of reports and counts doubles once', () => {
    const found = findExperiments(['vrn/fig4', 'vrn/fig3', 'vrn/fig4']);
    expect(found.map(({ id }) => id)).toEqual(['vrn/fig3', 'vrn/fig4']);
  });

  it('lists what there is for unknown names', () => {
    expect(() => findExperiments(['vrn/fig77'])).toThrow(/expected one of vrn\/fig2c, .*, got 'vrn\/fig77'/);
    expect(() => experimentsOf('bible')).toThrow(
      `expected one of ${papers.map(({ id }) => id).join(', ')}, got 'bible'`,
    );
  });
});
