// The family in Node, beside the automaton of @vsa/cdam, which relaxes in one go.
import { createWasmBackend } from '@vsa/backend/wasm';
import { foldIn, key } from '@vsa/backend/random';
import { createAutomaton } from '@vsa/cdam';
import { familyPatterns, familyTree } from '@vsa/datasets/family-tree';
import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../lib/parameters.js';
import { start } from './model.js';
import { declaration, LABELS, PEOPLE } from './parameters.js';

const backend = await createWasmBackend();
const run = async (search: string, steps = 5000): ReturnType<Awaited<ReturnType<typeof start>>['frame']> => {
  const before = backend.memory().tensors;
  const { values, problems } = parseParameters(declaration, search);
  expect(problems).toEqual([]);
  const model = await start(backend, values);
  await model.advance(steps);
  expect(model.finished).toBe(steps > 0);
  const frame = await model.frame();
  model.dispose();
  expect(backend.memory().tensors).toBe(before);
  return frame;
};

describe('the family', () => {
  it('has the people and words of the data set', () => {
    const { states, labels } = familyTree();
    expect([...PEOPLE]).toEqual(states);
    expect([...LABELS]).toEqual(labels);
  });

  it.each(['portraits', 'random'])('answers one question after another from %s', async (patterns) => {
    const frame = await run(`?start=Hugo&asked=wife+son+sister+father&patterns=${patterns}&n=1000`);
    expect(frame.answers.map(({ found }) => found)).toEqual(['Marta', 'Ben', 'Lena', 'Hugo']);
    expect(frame.answers.map(({ right }) => right)).toEqual(['Marta', 'Ben', 'Lena', 'Hugo']);
    expect(frame.questions.map(({ step }) => step)).toEqual([50, 100, 150, 200]);
    expect(frame.portrait.length).toBe(patterns === 'portraits' ? 4096 : 0);
  });

  it('relaxes to where the automaton of the library does', async () => {
    const frame = await run('?asked=wife+brother+daughter&updates=100&n=1000');
    const options = { neurons: 1000, stateShare: 0.75 };
    const patterns = familyPatterns(foldIn(key(1), 'patterns'), options);
    using automaton = await createAutomaton(backend, familyTree(), {
      ...options,
      statePatterns: patterns.statePatterns,
      labelPatterns: patterns.labelPatterns,
    });
    const { path, steps } = await automaton.ask('Hugo', ['wife', 'brother', 'daughter']);
    expect(['Hugo', ...frame.answers.map(({ found }) => found)]).toEqual(path);
    // Both stand still to float32 rounding by then; the library stops when it does.
    expect(
      Math.abs(Math.max(...frame.correlations.slice(0, 4)) - (steps.at(-1)?.confidence ?? NaN)),
    ).toBeLessThan(1e-3);
    expect(frame.answers[1]).toEqual({ label: 'brother', from: 'Marta', right: undefined, found: 'Marta' });
  });

  it('shows the portrait where its neurons are', async () => {
    const frame = await run('?start=Ben&asked=&n=4096', 0);
    const { portraits } = familyTree();
    const ben = portraits.values.slice(3 * 4096);
    const pairs = [...frame.portrait].flatMap((value, at) =>
      Number.isNaN(value) ? [] : [[value, ben[at] ?? NaN]],
    );
    expect(pairs).toHaveLength(3072);
    const mean = (column: 0 | 1): number =>
      pairs.reduce((sum, pair) => sum + (pair[column] ?? NaN), 0) / 3072;
    const [x, y] = [mean(0), mean(1)];
    const sum = (f: (a: number, b: number) => number): number =>
      pairs.reduce((total, [a = NaN, b = NaN]) => total + f(a - x, b - y), 0);
    const correlation = sum((a, b) => a * b) / Math.sqrt(sum((a) => a * a) * sum((_, b) => b * b));
    // Nothing but a shift and a scale lies between the pattern and its pixels.
    expect(correlation).toBeGreaterThan(0.9999);
  });
});
