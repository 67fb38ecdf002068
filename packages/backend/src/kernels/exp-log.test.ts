import { beforeAll, describe, expect, it } from 'vitest';

import { at } from '../../test/kernels-oracle.js';
import { createKernels } from './create-kernels.js';
import type { Kernels } from './types.js';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels();
});

/** Distance of two neighbours at a float32 value (the subnormal spacing at least). */
function ulp(value: number): number {
  const exponent = Math.floor(Math.log2(Math.max(Math.abs(value), 2 ** -126)));
  return 2 ** (exponent - 23);
}

function worst(got: Float32Array, want: (i: number) => number): number {
  let most = 0;
  for (let i = 0; i < got.length; i++) {
    const exact = want(i);
    most = Math.max(most, Math.abs(at(got, i) - exact) / ulp(exact));
  }
  return most;
}

describe('exp', () => {
  it('is within 2 ulp of Math.exp over the whole range, subnormal results included', () => {
    const x = Float32Array.from({ length: 400_001 }, (_, i) => -103.9 + (i / 400_000) * 192.6);
    expect(worst(kernels.exp(x), (i) => Math.exp(at(x, i)))).toBeLessThan(2);
  });

  it('is within 2 ulp near 0 and exact at 0', () => {
    const x = Float32Array.from({ length: 4001 }, (_, i) => (i - 2000) * 1e-7);
    expect(worst(kernels.exp(x), (i) => Math.exp(at(x, i)))).toBeLessThan(2);
    expect(kernels.exp(Float32Array.of(0, -0))).toEqual(Float32Array.of(1, 1));
  });

  it('overflows to infinity, underflows to 0, keeps NaN, takes any length', () => {
    expect(kernels.exp(Float32Array.of(88.8, 1000, Infinity, -105, -Infinity, NaN))).toEqual(
      Float32Array.of(Infinity, Infinity, Infinity, 0, 0, NaN),
    );
    expect(kernels.exp(new Float32Array(0)).length).toBe(0);
    expect(() => kernels.exp([1] as unknown as Float32Array)).toThrow(/kernels.exp: expected a Float32Array/);
  });
});

describe('log', () => {
  it('is within 1 ulp of Math.log for every exponent', () => {
    const x = Float32Array.from({ length: 250_000 }, (_, i) => 2 ** (-149 + (i / 250_000) * 277));
    expect(worst(kernels.log(x), (i) => Math.log(at(x, i)))).toBeLessThan(1);
  });

  it('is within 1 ulp near 1, where the result is small', () => {
    const x = Float32Array.from({ length: 4001 }, (_, i) => 1 + (i - 2000) * 1e-5);
    expect(worst(kernels.log(x), (i) => Math.log(at(x, i)))).toBeLessThan(1);
  });

  it('takes the ends of the range', () => {
    expect(kernels.log(Float32Array.of(0, -1, Infinity, NaN, 1))).toEqual(
      Float32Array.of(-Infinity, NaN, Infinity, NaN, 0),
    );
  });
});
