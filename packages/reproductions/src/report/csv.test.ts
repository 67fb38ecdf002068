import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.js';

describe('toCsv', () => {
  it('writes the fields of all rows, empty where a row lacks one', () => {
    expect(
      toCsv([
        { a: 1, b: true },
        { a: 0.5, c: null },
      ]),
    ).toBe('a,b,c\n1,true,\n0.5,,\n');
  });

  it('quotes commas, quotes and newlines', () => {
    expect(toCsv([{ 'a,b': 'say "hi"\nthere' }])).toBe('"a,b"\n"say ""hi""\nthere"\n');
  });

  it('is empty without rows', () => {
    expect(toCsv([])).toBe('');
  });
});
