import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseParameters, problemOf, writeParameters } from './parameters.js';

const declaration = {
  k: { kind: 'number', label: 'K', fallback: 1, least: -2, most: 2, step: 0.1 },
  n: { kind: 'number', label: 'n', fallback: 10, least: 2, most: 100, step: 1 },
  mode: { kind: 'choice', label: 'Mode', fallback: 'slow', choices: ['slow', 'fast'] },
} as const;

describe('parameters in an address', () => {
  it('are written and read back', () => {
    fc.assert(
      fc.property(
        fc.record({
          k: fc.double({ min: -2, max: 2, noNaN: true }).map((value) => value + 0),
          n: fc.integer({ min: 2, max: 100 }),
          mode: fc.constantFrom('slow' as const, 'fast' as const),
        }),
        (values) => {
          expect(parseParameters(declaration, writeParameters(declaration, values))).toEqual({
            values,
            problems: [],
          });
        },
      ),
      { seed: 1 },
    );
  });

  it('have defaults, which are not written', () => {
    const { values, problems } = parseParameters(declaration, '');
    expect(values).toEqual({ k: 1, n: 10, mode: 'slow' });
    expect(problems).toEqual([]);
    expect(writeParameters(declaration, values)).toBe('');
  });

  it.each([
    ['?k=9', /K: expected a number from -2 to 2, got “9”; 1 is used/],
    ['?k=', /K: expected a number/],
    ['?k=NaN', /K: expected a number/],
    ['?n=2.5', /n: expected a whole number from 2 to 100, got “2.5”/],
    ['?n=1e999', /n: expected a whole number/],
    ['?mode=constructor', /Mode: expected slow or fast/],
    [`?n=${'9'.repeat(5000)}`, /got “9{20}…”/],
  ])('that are wrong are told and replaced: %s', (search, message) => {
    const { values, problems } = parseParameters(declaration, search);
    expect(values).toEqual({ k: 1, n: 10, mode: 'slow' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
  });

  it('never give a value that its declaration forbids', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const { values } = parseParameters(
          declaration,
          `?n=${encodeURIComponent(a)}&mode=${encodeURIComponent(b)}`,
        );
        expect(problemOf(declaration.n, String(values.n))).toBeUndefined();
        expect(declaration.mode.choices).toContain(values.mode);
      }),
      { seed: 2 },
    );
  });
});
