// Every experiment of the paper at a tiny size.

import { describe, expect, it } from 'vitest';
import { testPaper } from '../../test/paper-suite.js';
import type { CellParameters } from '../experiment.js';
import { experimentsOf } from '../registry.js';

/** Sizes that make any cell quick. */
const TINY: CellParameters = { chains: 4, anneal: 5, epochs: 1, perClass: 1, judges: 1, betas: [1, 2] };

function tiny(parameters: CellParameters): CellParameters {
  const names = Object.keys(parameters).filter((name) => name in TINY);
  return { ...parameters, ...Object.fromEntries(names.map((name) => [name, TINY[name] ?? null])) };
}

await testPaper({ paper: 'hopfield-rbm', claims: /^rbm-/, tiny });

describe.each(experimentsOf('hopfield-rbm').map((experiment) => [experiment.id, experiment] as const))(
  '%s',
  (_, experiment) => {
    it('judges no claim by nothing', () => {
      for (const { verdict } of experiment.claims([])) expect(verdict).toBe('not run');
    });
  },
);
