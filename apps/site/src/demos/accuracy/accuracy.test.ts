// The sweep in Node.
import { createWasmBackend } from '@vsa/backend/wasm';
import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../lib/parameters.js';
import { shareOf, summary } from './frame.js';
import { sizesOf, start } from './model.js';
import { declaration } from './parameters.js';

const parametersOf = (search: string): Parameters<typeof start>[1] =>
  parseParameters(declaration, search).values;

describe('the sweep', () => {
  it('goes through sizes in equal ratios, each once', () => {
    expect(sizesOf(parametersOf('?least=2&most=32&points=5'))).toEqual([2, 4, 8, 16, 32]);
    expect(sizesOf(parametersOf('?least=2&most=4&points=20'))).toEqual([2, 3, 4]);
    expect(sizesOf(parametersOf('?least=7&most=7&points=5'))).toEqual([7]);
    expect(() => sizesOf(parametersOf('?least=9&most=7'))).toThrow(/exchange them/);
  });

  it('falls from all to few, and frees what it took', async () => {
    const backend = await createWasmBackend();
    const before = backend.memory().tensors;
    const model = await start(
      backend,
      parametersOf('?d=128&least=3&most=48&points=3&trials=10&updates=60&search=coordinate'),
    );
    await model.advance(70);
    const { points, n, update, size } = await model.frame();
    expect([n, update, size, points.length]).toEqual([12, 10, 2, 4]);
    await model.advance(1000);
    expect(model.finished).toBe(true);
    const frame = await model.frame();
    model.dispose();
    expect(backend.memory().tensors).toBe(before);
    expect(frame.points.map(({ combinations }) => combinations)).toEqual([
      27, 27, 1728, 1728, 110592, 110592,
    ]);
    const accuracies = summary(frame);
    // 27 composites of 128 components are no task; 110,592 are far beyond what either holds.
    expect(accuracies.slice(0, 2).every((accuracy) => accuracy >= 0.8)).toBe(true);
    expect(accuracies.slice(4).every((accuracy) => accuracy <= 0.3)).toBe(true);
  });
});

describe('shareOf', () => {
  it('has bounds that hold even for none and all', () => {
    // Wilson's interval of 0 of 10 reaches to z²/(10 + z²).
    expect(shareOf(0, 10).high).toBeCloseTo(1.96 ** 2 / (10 + 1.96 ** 2), 12);
    expect(shareOf(10, 10).low).toBeCloseTo(10 / (10 + 1.96 ** 2), 12);
    const { low, high } = shareOf(50, 100);
    // By hand: (0.5 + 0.0192) / 1.0384 less and more 0.0962.
    expect([low.toFixed(3), high.toFixed(3)]).toEqual(['0.404', '0.596']);
  });
});
