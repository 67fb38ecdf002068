// Same or different in Node: the same numbers on both ways of computing, and those of the library's whole model.
import type { Backend } from '@vsa/backend';
import { sameDifferent } from '@vsa/kuramoto/relational';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bothBackends, runnerOf } from '../../../test/run-demo.js';
import { BINDING, loadModel, splitOf } from './carried.js';
import { summary, type Frame } from './frame.js';
import { startWith } from './model.js';
import { declaration } from './parameters.js';

const bytes = readFileSync(fileURLToPath(new URL('model.safetensors', import.meta.url)));
const start = startWith(() => Promise.resolve(bytes));

const ran = runnerOf(start, declaration);
const { cpu, wasm } = await bothBackends();

async function run(backend: Backend, search: string, steps: number): Promise<Frame> {
  const { frame, finished } = await ran(backend, search, steps);
  expect(finished).toBe(steps >= 100);
  return frame;
}

describe('same or different', () => {
  it('is the same on both backends', async () => {
    const frames: Frame[] = [];
    for (const backend of [cpu, wasm]) frames.push(await run(backend, '?first=3&second=60', 100));
    const [first = [], wanted = []] = frames.map(summary);
    expect(first).toHaveLength(4);
    first.forEach((value, index) => {
      // A hundred steps of float32 sums over 64 features in another order; the flow contracts.
      expect(Math.abs(value - (wanted[index] ?? NaN))).toBeLessThan(1e-3);
    });
  });

  it.each(['?first=3&second=3&seed=4', '?first=10&second=77'])(
    'says after 25 steps what the library’s model says: %s',
    async (search) => {
      const { answered, images, coherence, phases } = await run(wasm, search, 25);
      const params = loadModel(wasm, bytes);
      const logits = wasm.softmax(sameDifferent(wasm, params, wasm.tensor(images, [1, 2, 1024]), BINDING));
      const [same = NaN] = await wasm.read(logits);
      // One kernel for 25 steps or 25 calls of it: the same sums.
      expect(Math.abs((answered ?? NaN) - same)).toBeLessThan(1e-5);
      coherence.forEach((rho, feature) => {
        const angle = (phases[feature] ?? NaN) - (phases[64 + feature] ?? NaN);
        expect(Math.abs(rho - Math.sqrt(2 + 2 * Math.cos(angle)))).toBeLessThan(1e-3);
      });
    },
  );

  it('tells most pairs, seen in training or not', async () => {
    const { train, test } = splitOf();
    let [right, asked] = [0, 0];
    for (const symbols of [train, test]) {
      for (let pair = 0; pair < 8; pair += 1) {
        const [first = 0, other = 0] = [symbols[pair], symbols[pair + 8]];
        const second = pair % 2 === 0 ? first : other;
        const search = `?first=${first}&second=${second}&seed=${pair}`;
        const { answered = NaN, unseen } = await run(wasm, search, 25);
        expect(unseen.includes(first)).toBe(symbols === test);
        asked += 1;
        right += answered > 0.5 === (first === second) ? 1 : 0;
      }
    }
    // 96 and 92 % of 2,000 pairs: of 16 all but one on average, all but four hardly ever.
    expect(right / asked).toBeGreaterThanOrEqual(0.75);
  });

  it('sends the symbols once, and has an energy and an answer for every step', async () => {
    const { symbols } = await run(wasm, '', 0);
    expect(symbols?.characters).toHaveLength(100);
    expect(symbols?.pixels).toHaveLength(100 * 1024);
    const frame = await run(wasm, '', 30);
    expect(frame.symbols).toBeUndefined();
    expect(frame.curves).toHaveLength(2 * 31);
  });
});
