// The demos' models in Node: the same numbers on both ways of computing.
import type { Backend } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseParameters } from '../lib/parameters.js';
import { fromHex, summary as digitsSummary, toHex } from './digits/frame.js';
import { start as startDigits } from './digits/model.js';
import { declaration as digits } from './digits/parameters.js';
import { summary } from './factoriser/frame.js';
import { start as startFactoriser } from './factoriser/model.js';
import { declaration as factoriser } from './factoriser/parameters.js';
import { summary as memorySummary } from './memory/frame.js';
import {
  drawingOf,
  readDrawing,
  withLink,
  withoutVertex,
  withVertex,
  writeDrawing,
} from './memory/drawing.js';
import { neighbourTowards, placesOf } from './memory/layout.js';
import { start as startMemory } from './memory/model.js';
import { declaration as memory } from './memory/parameters.js';
import { start as startOscillators } from './oscillators/model.js';
import { declaration as oscillators } from './oscillators/parameters.js';

let backends: readonly Backend[];
beforeAll(async () => {
  backends = [await createCpuBackend(), await createWasmBackend()];
});

describe('oscillators', () => {
  it.each(['heun', 'rk4'])('are the same by kernels and by tensors, %s', async (method) => {
    const { values } = parseParameters(oscillators, `?size=64+x+64&method=${method}`);
    const orders: number[][] = [];
    for (const backend of backends) {
      const before = backend.memory().tensors;
      const model = await startOscillators(backend, values);
      const { local: first } = await model.frame();
      await model.advance(20);
      const { order, local, side, pixels } = await model.frame();
      model.dispose();
      expect(local).toBeGreaterThan(first + 0.3);
      expect([side, pixels.length]).toEqual([64, 64 * 64 * 4]);
      expect(backend.memory().tensors).toBe(before);
      orders.push([order, local]);
    }
    // Twenty steps of float32 sums in another order; neighbours attract, so that differences do not grow.
    orders[0]?.forEach((value, index) => {
      expect(Math.abs(value - (orders[1]?.[index] ?? NaN))).toBeLessThan(1e-4);
    });
  });
});

describe('factoriser', () => {
  it('finds the words by both searches, and tells of cycles', async () => {
    const { values } = parseParameters(factoriser, '?who=owl&colour=teal&does=hides&d=500&search=coordinate');
    const found: (readonly number[])[] = [];
    for (const backend of backends) {
      const before = backend.memory().tensors;
      const model = await startFactoriser(backend, values);
      await model.advance(20);
      const frame = await model.frame();
      model.dispose();
      expect(backend.memory().tensors).toBe(before);
      expect(frame.curve).toHaveLength(21);
      expect(frame.resonator).toBe('fixed point');
      frame.factors.forEach(({ wanted, found: { vrn, resonator } }) => {
        expect([vrn, resonator]).toEqual([wanted, wanted]);
      });
      found.push(summary(frame));
    }
    found[0]?.forEach((value, index) => {
      // Free energies near -1 of 500 terms in float32.
      expect(Math.abs(value - (found[1]?.[index] ?? NaN))).toBeLessThan(1e-5);
    });
  });

  it('takes noise and correlation, and stops at its last step', async () => {
    const { values } = parseParameters(factoriser, '?k=2&n=30&d=256&noise=0.1&rho=0.3');
    const backend = backends[1];
    if (backend === undefined) throw new Error('no backend');
    const model = await startFactoriser(backend, values);
    await model.advance(600);
    expect(model.finished).toBe(true);
    expect((await model.frame()).curve).toHaveLength(501);
    model.dispose();
  });
});

describe('memory on a graph', () => {
  it.each(['', '?graph=directed+ring&a=-1&h=2', '?graph=drawn&edges=0-1+1-2+2-0+2>3+4&start=3&n=500'])(
    'is the same on both backends: %s',
    async (search) => {
      const { values, problems } = parseParameters(memory, search);
      expect(problems).toEqual([]);
      const found: (readonly number[])[] = [];
      for (const backend of backends) {
        const before = backend.memory().tensors;
        const model = await startMemory(backend, values);
        await model.advance(30);
        const frame = await model.frame();
        model.dispose();
        expect(backend.memory().tensors).toBe(before);
        expect(frame.correlations).toHaveLength(frame.vertices);
        expect(frame.curve.at(-1)?.step).toBe(30);
        found.push(memorySummary(frame));
      }
      found[0]?.forEach((value, index) => {
        // Thirty steps of float32 sums over 1,000 neurons in another order.
        expect(Math.abs(value - (found[1]?.[index] ?? NaN))).toBeLessThan(1e-3);
      });
    },
  );

  it('stays at its start with a alone', async () => {
    const { values } = parseParameters(memory, '?a=1&h=0&start=5');
    const backend = backends[1];
    if (backend === undefined) throw new Error('no backend');
    const model = await startMemory(backend, values);
    await model.advance(100);
    const { correlations } = await model.frame();
    model.dispose();
    expect(correlations.indexOf(Math.max(...correlations))).toBe(5);
    expect(correlations[5]).toBeGreaterThan(0.9);
  });

  it.each([
    ['?start=40', /vertices 0 to 33/],
    ['?graph=drawn&edges=0-99', /names 99/],
  ])('says what is wrong with %s', async (search, message) => {
    const backend = backends[0];
    if (backend === undefined) throw new Error('no backend');
    await expect(startMemory(backend, parseParameters(memory, search).values)).rejects.toThrow(message);
  });

  it('draws the same places every time, inside the picture', () => {
    const graph = readDrawing('0-1 1-2');
    const places = placesOf(graph);
    expect(placesOf(graph)).toEqual(places);
    places.forEach(({ x, y }) => {
      expect(Math.min(x, y, 100 - x, 100 - y)).toBeGreaterThanOrEqual(5.9);
    });
  });
});

describe('a drawn graph', () => {
  it.each(['0-1 1>2 2>2 3', '0-1', '0>1 1>0'])('is read and written: %s', (text) => {
    expect(writeDrawing(readDrawing(text))).toBe(text);
  });

  it('gets vertices, edges and arrows, and loses them', () => {
    const path = readDrawing('0-1 1-2');
    expect(writeDrawing(withVertex(path, 2) ?? path)).toBe('0-1 1-2 2-3');
    expect(writeDrawing(withLink(path, 2, 0, 'edge'))).toBe('0-1 1-2 2-0');
    expect(writeDrawing(withLink(path, 1, 0, 'edge'))).toBe('1-2 0');
    expect(writeDrawing(withLink(path, 2, 0, 'arrow'))).toContain('2>0');
    // An arrow takes the place of an edge, and a second click takes it away.
    const arrow = withLink(path, 0, 1, 'arrow');
    expect(writeDrawing(arrow)).toContain('0>1');
    expect(writeDrawing(withLink(arrow, 0, 1, 'arrow'))).toBe('1-2 0');
    expect(writeDrawing(withoutVertex(path, 0) ?? path)).toBe('0-1');
    expect(withoutVertex(readDrawing('0-1'), 1)).toBeUndefined();
    expect(withVertex(readDrawing('0-59'), 1)).toBeUndefined();
    expect(writeDrawing(path)).toBe('0-1 1-2');
  });

  it('is made of what a model tells: opposite arrows are an edge', () => {
    const edges = [
      [0, 1],
      [1, 0],
      [1, 2],
    ] as const;
    expect(writeDrawing(drawingOf(3, edges, true))).toBe('0-1 1>2');
    expect(writeDrawing(drawingOf(4, edges.slice(1), false))).toBe('0-1 1-2 3');
  });

  it('is walked through by directions', () => {
    const places = [
      { x: 0, y: 0 },
      { x: 10, y: 1 },
      { x: 2, y: 10 },
    ];
    expect(neighbourTowards(places, 0, 1, 0)).toBe(1);
    expect(neighbourTowards(places, 0, 0, 1)).toBe(2);
    expect(neighbourTowards(places, 0, -1, 0)).toBe(0);
  });

  it('takes other strengths as it runs', async () => {
    const backend = backends[1];
    if (backend === undefined) throw new Error('no backend');
    const { values } = parseParameters(memory, '?a=1&h=0&n=300');
    const model = await startMemory(backend, values);
    await model.advance(30);
    const { correlations: before } = await model.frame();
    model.tune?.({ ...values, a: 0, h: 1 });
    await model.advance(30);
    const { correlations: after } = await model.frame();
    model.dispose();
    // With a alone it stays at vertex 0; with h alone it leaves for the neighbours.
    expect(before[0]).toBeGreaterThan(0.9);
    expect(after[0]).toBeLessThan(0.7);
    expect(after[1]).toBeGreaterThan((before[1] ?? NaN) + 0.1);
  });
});

describe('digits', () => {
  const run = async (search: string, steps: number): Promise<readonly number[]> => {
    const backend = backends[1];
    if (backend === undefined) throw new Error('no backend');
    const before = backend.memory().tensors;
    const { values, problems } = parseParameters(digits, search);
    expect(problems).toEqual([]);
    const model = await startDigits(backend, values);
    await model.advance(steps);
    const frame = await model.frame();
    model.dispose();
    expect(backend.memory().tensors).toBe(before);
    return digitsSummary(frame);
  };

  it('recalls down to a pattern', async () => {
    const [first = NaN] = await run('?digit=7&flip=0.05', 1);
    const [last = NaN, overlap = NaN] = await run('?digit=7&flip=0.05', 100);
    expect(last).toBeLessThanOrEqual(first);
    expect(overlap).toBeGreaterThan(0.7);
  });

  it('samples the same chain by key, and trains away from where it started', async () => {
    const sample = await run('?mode=sample&seed=3', 20);
    expect(await run('?mode=sample&seed=3', 20)).toEqual(sample);
    const [moved = NaN] = await run('?mode=train', 1);
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThan(1);
  });

  it('keeps a drawn image in the address', async () => {
    const values = Float32Array.from({ length: 784 }, (_, at) => (at % 7 === 0 ? 1 : -1));
    expect(fromHex(toHex(values))).toEqual(values);
    const text = toHex(values);
    expect(text).toMatch(/^[0-9a-f]{196}$/);
    const [energy] = await run(`?drawn=${text}&flip=0`, 1);
    expect(energy).toBeLessThan(0);
  });
});
