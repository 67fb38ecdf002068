// The edited memory in Node: the same numbers on both ways of computing, and what the trained file says.
import type { Backend } from '@vsa/backend';
import { key, normal } from '@vsa/backend/random';
import { editingField } from '@vsa/hk-memory/training';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bothBackends, runnerOf } from '../../../test/run-demo.js';
import { parseParameters } from '../../lib/parameters.js';
import { graphsOf, LENGTH, loadModel, UNITS } from './carried.js';
import { contextsOf, smallDigits } from './digits.js';
import { summary, type Frame } from './frame.js';
import { startWith, systemsOf } from './model.js';
import { declaration } from './parameters.js';

const bytes = readFileSync(fileURLToPath(new URL('model.safetensors', import.meta.url)));
const start = startWith(() => Promise.resolve(bytes));

const ran = runnerOf(start, declaration);
const { cpu, wasm } = await bothBackends();

async function run(backend: Backend, search: string, steps: number): Promise<Frame> {
  return (await ran(backend, search, steps)).frame;
}

describe('editing a memory', () => {
  it('is the same on both backends', async () => {
    const frames: Frame[] = [];
    for (const backend of [cpu, wasm]) frames.push(await run(backend, '?image=4', 100));
    const [first = [], wanted = []] = frames.map(summary);
    expect(frames[0]?.time).toBeCloseTo(1, 9);
    expect(first).toHaveLength(10);
    first.forEach((value, index) => {
      // A hundred steps of float32 sums over 210 units in another order.
      expect(Math.abs(value - (wanted[index] ?? NaN))).toBeLessThan(1e-3);
    });
  });

  it('is the system that was trained', async () => {
    const model = loadModel(wasm, bytes);
    const like = { ...model, omega: wasm.transpose(model.omega) };
    const { edited } = systemsOf(wasm, like);
    const state = {
      x: wasm.tensor(normal(key(1), [2, UNITS]), [2, UNITS]),
      mu: wasm.tensor(normal(key(2), [2, UNITS, LENGTH]), [2, UNITS, LENGTH]),
    };
    const onSphere = edited.project?.(state) ?? state;
    const trained = editingField(wasm, model, graphsOf(), onSphere, {
      ...model,
      start: wasm.zeros([UNITS, LENGTH]),
    });
    const ours = edited.field(0, onSphere);
    for (const part of ['x', 'mu'] as const) {
      const [a, b] = [Array.from(await wasm.read(trained[part])), Array.from(await wasm.read(ours[part]))];
      const worst = a.reduce((most, value, at) => Math.max(most, Math.abs(value - (b[at] ?? NaN))), 0);
      // Sums of 210 terms of order 1 in float32.
      expect(worst).toBeLessThan(1e-3);
    }
  });

  it('swaps zeros and ones with a one as context, mostly, and lets other digits be', async () => {
    const { test } = smallDigits();
    const contexts = contextsOf(test);
    expect(declaration.image.most).toBe(test.shape[0] - 1);
    expect(declaration.context.most).toBe(contexts.length - 1);
    const at = (label: number): number => contexts.findIndex((index) => test.labels[index] === label);
    let [right, changed, asked] = [0, 0, 0];
    for (let image = 0; image < 8; image += 1) {
      for (const label of [0, 1]) {
        const { said, wanted } = await run(wasm, `?image=${image}&context=${at(label)}&h=0.05`, 20);
        asked += 1;
        right += said.edited === wanted ? 1 : 0;
        changed += said.edited === said.alone ? 0 : 1;
      }
    }
    // 90 % of 105 pictures with drawn contexts were right after training.
    console.log(
      right,
      asked,
      contexts
        .slice(0, 12)
        .map((i) => test.labels[i])
        .join(''),
      test.labels.slice(0, 20).join(''),
    );
    expect(right / asked).toBeGreaterThan(0.75);
    expect(changed).toBeGreaterThan(2);
  });

  it('never raises an energy, and leaves the memory alone without coupling', async () => {
    const { energies, said, alone, edited } = await run(wasm, '?image=1&kappa=0', 100);
    expect(said.edited).toBe(said.alone);
    expect(edited).toEqual(alone);
    const coupled = await run(wasm, '?image=1', 100);
    for (const points of [energies, coupled.energies]) {
      for (const system of ['alone', 'edited'] as const) {
        const values = points.filter((point) => point.system === system).map(({ value }) => value);
        expect(values).toHaveLength(101);
        const scale = Math.max(...values.map(Math.abs));
        values.slice(1).forEach((value, index) => {
          // Rounding of a sum in float32.
          expect(value - (values[index] ?? NaN)).toBeLessThan(1e-5 * scale);
        });
      }
    }
  });

  it('refuses a damaged file', async () => {
    const broken = startWith(() => Promise.resolve(bytes.subarray(0, 1000)));
    const { values } = parseParameters(declaration, '');
    await expect(broken(wasm, values)).rejects.toThrow(/checkpoint/);
  });
});
