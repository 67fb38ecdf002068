// Every experiment of the paper at a tiny size.

import { testPaper } from '../../test/paper-suite.js';
import type { CellParameters } from '../experiment.js';

/** Sizes that make any cell quick; the lists of strengths keep two entries. */
const TINY: CellParameters = { neurons: 80, draws: 1, trials: 1, seeds: 1, steps: 30 };

function tiny(parameters: CellParameters): CellParameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      const small = TINY[name] ?? value;
      return [name, name === 'a' && Array.isArray(value) ? (value as readonly number[]).slice(0, 2) : small];
    }),
  );
}

await testPaper({ paper: 'cdam', claims: /^cdam-/, tiny });
