import { describe, expect, it } from 'vitest';
import { canonicalJson, cellKey, type CellIdentity } from './identity.js';

const identity: CellIdentity = {
  experiment: 'vrn/fig3',
  revision: 1,
  scale: 'quick',
  seed: 0,
  backend: 'wasm',
  code: 'abc',
  parameters: { n: 30, methods: ['a', 'b'] },
};

describe('canonicalJson', () => {
  it('sorts the keys of records at every depth and keeps the order of lists', () => {
    expect(canonicalJson({ b: [2, 1], a: { d: null, c: 'x' } })).toBe('{"a":{"c":"x","d":null},"b":[2,1]}');
  });

  it('writes what JSON.parse reads back', () => {
    const value = { text: 'ü"\n', number: -0.1, yes: true, none: null, list: [[1], []] };
    expect(JSON.parse(canonicalJson(value))).toEqual(value);
  });
});

describe('cellKey', () => {
  it('does not depend on the order of the fields', () => {
    const parameters = { methods: ['a', 'b'], n: 30 };
    expect(cellKey({ ...identity, parameters })).toBe(cellKey(identity));
  });

  it('has 32 hexadecimal digits', () => {
    expect(cellKey(identity)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('changes with each field', () => {
    const others: readonly Partial<CellIdentity>[] = [
      { experiment: 'vrn/fig4' },
      { revision: 2 },
      { scale: 'paper' },
      { seed: 1 },
      { backend: 'cpu' },
      { code: 'abd' },
      { parameters: { n: 31, methods: ['a', 'b'] } },
      { parameters: { n: 30, methods: ['b', 'a'] } },
    ];
    const keys = [identity, ...others.map((other) => ({ ...identity, ...other }))].map(cellKey);
    expect(new Set(keys).size).toBe(others.length + 1);
  });
});
