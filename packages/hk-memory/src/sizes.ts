// How many parameters the models of section 6 and App F of Fanaskov and Oseledets, 2025, have.

import { checkWhole } from '@vsa/backend/check';

/**
 * Parameters of the Hopfield part: W and b.
 *
 * @param units - N >= 1: pixels, added units and classes.
 * @returns `N² + N`; 1,197,930 for the paper's 784 + 300 + 10.
 * @throws TypeError or RangeError for a number that is not whole or too small.
 */
export function countHopfieldParameters(units: number): number {
  checkWhole('hk-memory.countHopfieldParameters', 'units', units, 1);
  return units * units + units;
}

/** Sizes of an editing model. */
export interface EditingSizes {
  /** N >= 3. */
  readonly units: number;
  /** k, even, of both small worlds. */
  readonly neighbours: number;
  /** Length D >= 2 of the vectors; the paper's D is one less. */
  readonly length: number;
}

/**
 * Parameters of the oscillators that edit a Hopfield memory: R and S on `N k / 2` edges each, the start μ(0), Ω and κ.
 *
 * @param sizes - See {@link EditingSizes}.
 * @returns `N k + N D + D² + 1`.
 * @throws TypeError or RangeError for numbers that are not whole or too small, or k odd.
 */
export function countEditingParameters({ units, neighbours, length }: EditingSizes): number {
  const where = 'hk-memory.countEditingParameters';
  checkWhole(where, 'units', units, 3);
  checkWhole(where, 'neighbours', neighbours, 2);
  checkWhole(where, 'length', length, 2);
  if (neighbours % 2 === 1 || neighbours >= units) {
    throw new RangeError(`${where}: expected neighbours to be even and < ${units}, got ${neighbours}.`);
  }
  return units * neighbours + units * length + length * length + 1;
}
