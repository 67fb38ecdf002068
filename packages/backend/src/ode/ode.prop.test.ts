import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../backend.js';
import type { Tensor } from '../tensor.js';
import { disposeTree } from '../tree.js';
import { createWasmBackend } from '../wasm.js';
import { fixed, pid, rk4, solve, tsitouras5, type Field, type SolveOptions } from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

const settings = { seed: 77, numRuns: 8 } as const;
const entry = fc.double({ min: -1, max: 1, noNaN: true });
const systems = fc.record({
  matrix: fc.array(entry, { minLength: 9, maxLength: 9 }),
  start: fc.array(entry, { minLength: 3, maxLength: 3 }),
});
const RUNGS: readonly (readonly [string, Omit<SolveOptions<Tensor>, 't1'>])[] = [
  ['rk4', { method: rk4, stepSize: fixed(0.05) }],
  ['tsitouras5', { method: tsitouras5, stepSize: pid({ rtol: 1e-5, atol: 1e-6 }) }],
];

/** y' = y A, with the row y. */
function linear(matrix: readonly number[]): Field<Tensor> {
  const a = backend.tensor([...matrix], [3, 3]);
  return (_, y) => backend.matMul(y, a);
}

async function end(
  field: Field<Tensor>,
  start: readonly number[],
  options: SolveOptions<Tensor>,
): Promise<number[]> {
  using y0 = backend.tensor([...start], [1, 3]);
  const solution = await solve(backend, field, y0, options);
  expect(solution.status).toBe('finished');
  const [y] = solution.ys;
  const values = y === undefined ? [] : [...(await backend.read(y))];
  disposeTree(solution);
  return values;
}

const apart = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? NaN))));

describe.each(RUNGS)('laws of solutions by %s', (_, how) => {
  it('a linear equation has linear solutions', async () => {
    await fc.assert(
      fc.asyncProperty(systems, entry, entry, async ({ matrix, start }, c, d) => {
        const field = linear(matrix);
        const other = [0.3, -0.8, 0.5];
        const one = await end(field, start, { ...how, t1: 1 });
        const two = await end(field, other, { ...how, t1: 1 });
        const mixed = await end(
          field,
          start.map((value, i) => c * value + d * (other[i] ?? NaN)),
          { ...how, t1: 1 },
        );
        // |A| <= 3, so solutions grow by up to e^3 = 20; tolerances of 1e-5, or truncation of h^4, magnified by as much.
        expect(
          apart(
            mixed,
            one.map((value, i) => c * value + d * (two[i] ?? NaN)),
          ),
        ).toBeLessThan(1e-3);
      }),
      settings,
    );
  });

  it('an autonomous equation does not know the time, and going back leads back', async () => {
    await fc.assert(
      fc.asyncProperty(systems, fc.integer({ min: -8, max: 8 }), async ({ matrix, start }, t0) => {
        const field = linear(matrix);
        const there = await end(field, start, { ...how, t1: 1 });
        const later = await end(field, start, { ...how, t0, t1: t0 + 1 });
        // Times enter as float64, so only the last step's length differs, by its rounding.
        expect(apart(there, later)).toBeLessThan(1e-5);
        const back = await end(field, there, { ...how, t0: 1, t1: 0 });
        // Errors of both ways, magnified by up to e^3.
        expect(apart(back, start)).toBeLessThan(2e-3);
      }),
      settings,
    );
  });

  it('two halves make a whole', async () => {
    await fc.assert(
      fc.asyncProperty(systems, async ({ matrix, start }) => {
        const field = linear(matrix);
        const whole = await end(field, start, { ...how, t1: 1 });
        const half = await end(field, start, { ...how, t1: 0.5 });
        const both = await end(field, half, { ...how, t0: 0.5, t1: 1 });
        expect(apart(whole, both)).toBeLessThan(1e-3);
      }),
      settings,
    );
  });
});
