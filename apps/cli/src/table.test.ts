import { describe, expect, it } from 'vitest';
import { table } from './table.js';

describe('table', () => {
  it('aligns text to the left and numbers to the right', () => {
    const rows = [
      ['a', '1'],
      ['long name', '−10.5'],
    ];
    expect(table(['name', 'n'], rows)).toBe('name           n\na              1\nlong name  −10.5\n');
  });

  it('writes the header alone without rows', () => {
    expect(table(['name', 'n'], [])).toBe('name  n\n');
  });
});
