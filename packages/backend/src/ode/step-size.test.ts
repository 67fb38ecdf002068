import { describe, expect, it } from 'vitest';
import { fixed, judgeStep, pid } from './index.js';

describe('pid', () => {
  it.each<[string, object, RegExp]>([
    ['rtol', { rtol: -1 }, /rtol to be in \[0, 1\), got -1/],
    ['no tolerance', { rtol: 0, atol: 0 }, /above 0/],
    ['endless atol', { atol: Infinity }, /atol/],
    ['NaN', { safety: NaN }, /safety to be in \(0, 1\], got NaN/],
    ['a negative coefficient', { pCoefficient: -0.1 }, /pCoefficient/],
    ['no coefficient', { iCoefficient: 0 }, /sum of coefficients/],
    ['minFactor', { minFactor: 1 }, /minFactor/],
    ['maxFactor', { maxFactor: 1 }, /maxFactor/],
    ['minStep', { minStep: -1 }, /minStep/],
    ['maxStep', { minStep: 2, maxStep: 1 }, /maxStep to be positive and at least minStep/],
    ['firstStep', { firstStep: 0 }, /firstStep/],
    ['a first step above the limit', { firstStep: 2, maxStep: 1 }, /firstStep/],
  ])('refuses %s', (_name, wrong, message) => {
    expect(() => pid({ rtol: 1e-3, atol: 1e-6, ...wrong })).toThrow(message);
    expect(() => pid({ rtol: 1e-3, atol: 1e-6, ...wrong })).toThrow(RangeError);
  });
  it('refuses what is no number', () => {
    expect(() => pid({ rtol: '1e-3' as unknown as number, atol: 1 })).toThrow(TypeError);
    expect(() => fixed('1' as unknown as number)).toThrow(TypeError);
  });
});

describe('fixed', () => {
  it.each([0, -1, NaN, Infinity])('refuses a step of %d', (size) => {
    expect(() => fixed(size)).toThrow(RangeError);
  });
});

describe('judgeStep', () => {
  const plain = pid({ rtol: 1e-3, atol: 1e-6 });
  it('is the plain controller by default', () => {
    for (const error of [1e-3, 0.1, 0.5, 0.99]) {
      const { accepted, factor } = judgeStep(plain, 5, error, [0.3, 0.7], 10);
      expect(accepted).toBe(true);
      expect(factor).toBeCloseTo(Math.min(10, 0.9 * error ** -0.2), 12);
    }
    const failed = judgeStep(plain, 5, 3, [0.3, 0.7], 10);
    expect(failed.accepted).toBe(false);
    expect(failed.factor).toBeCloseTo(0.9 * 3 ** -0.2, 12);
  });
  it('weighs differences of the logarithms of errors: P the first, D the second', () => {
    // The law in logarithms: log h' = log h + log s - (I e0 + P (e0 - e1) + D (e0 - 2 e1 + e2)) / q.
    const [p, i, d, q] = [0.4, 0.3, 0.1, 5];
    const steps = pid({ rtol: 1e-3, atol: 1e-6, pCoefficient: p, iCoefficient: i, dCoefficient: d });
    const [now, before, earlier] = [0.2, 0.6, 0.35];
    const [e0, e1, e2] = [Math.log(now), Math.log(before), Math.log(earlier)];
    const change = (i * e0 + p * (e0 - e1) + d * (e0 - 2 * e1 + e2)) / q;
    const verdict = judgeStep(steps, q, now, [before, earlier], 10);
    expect(Math.log(verdict.factor / 0.9)).toBeCloseTo(-change, 12);
    expect(verdict.memory).toEqual([now, before]);
  });
  it('keeps within its factors and remembers accepted steps only', () => {
    expect(judgeStep(plain, 5, 0, [1, 1], 10)).toMatchObject({ accepted: true, factor: 10 });
    expect(judgeStep(plain, 5, 0.01, [1, 1], 1)).toMatchObject({ accepted: true, factor: 1 });
    expect(judgeStep(plain, 5, 1e9, [0.5, 1], 10)).toEqual({
      accepted: false,
      factor: 0.2,
      memory: [0.5, 1],
    });
    expect(judgeStep(plain, 5, 1, [1, 1], 10).accepted).toBe(false);
    for (const error of [NaN, Infinity]) {
      expect(judgeStep(plain, 5, error, [0.5, 1], 10)).toEqual({
        accepted: false,
        factor: 0.2,
        memory: [0.5, 1],
      });
    }
  });
});
