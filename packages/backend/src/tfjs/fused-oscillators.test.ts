import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../backend.js';
import { createTensorOscillators } from '../oscillators/tensor.js';
import type { EvolveOps, OscillatorSystem } from '../oscillators.js';
import { key, normal } from '../random/index.js';
import type { Tensor } from '../tensor.js';
import { treeEntries } from '../tree.js';
import { createWasmBackend } from '../wasm.js';

let backend: Backend;
let oracle: EvolveOps;
beforeAll(async () => {
  backend = await createWasmBackend();
  oracle = createTensorOscillators(backend);
});

interface Sizes {
  readonly batch: number;
  readonly objects: number;
  readonly features: number;
  readonly dimension: number;
  readonly blocks: boolean;
}

type Drawn = { readonly start: Tensor; readonly system: OscillatorSystem };

function draw({ batch, objects, features: d, dimension: n, blocks }: Sizes, parts: readonly string[]): Drawn {
  const { mul, rsqrt, square, sub, sum, tensor, transpose } = backend;
  const gaussian = (name: string, shape: readonly number[]): Tensor =>
    tensor(normal(key(name), shape), shape);
  const form = blocks ? [d, d, n, n] : [d, d];
  return backend.tidy(() => {
    const x = gaussian('x', [batch, objects, d, n]);
    const scale = 1 / Math.sqrt(d * (blocks ? n : 1));
    const a = gaussian('omega', [d, n, n]);
    const all = {
      between: mul(gaussian('between', form), scale),
      omega: sub(a, transpose(a, [0, 2, 1])),
      drive: gaussian('drive', [batch, objects, d, n]),
    };
    const kept = Object.entries(all).filter(([name]) => parts.includes(name));
    return {
      start: mul(x, rsqrt(sum(square(x), { axis: -1, keepDims: true }))),
      system: { within: mul(gaussian('within', form), scale), ...Object.fromEntries(kept) },
    };
  });
}

const ALL = ['between', 'omega', 'drive'];
const CASES: readonly (readonly [string, Sizes, readonly string[]])[] = [
  ['the poster', { batch: 8, objects: 2, features: 64, dimension: 2, blocks: false }, ALL],
  [
    'three chunks, the last not full',
    { batch: 150, objects: 2, features: 5, dimension: 2, blocks: false },
    ALL,
  ],
  ['N = 3 in blocks', { batch: 5, objects: 2, features: 6, dimension: 3, blocks: true }, ALL],
  ['N = 6', { batch: 7, objects: 2, features: 3, dimension: 6, blocks: false }, ALL],
  ['one object', { batch: 6, objects: 1, features: 7, dimension: 2, blocks: false }, ['omega', 'drive']],
  ['one object, bare', { batch: 3, objects: 1, features: 1, dimension: 4, blocks: true }, []],
  ['no coupling between', { batch: 4, objects: 2, features: 9, dimension: 2, blocks: false }, ['drive']],
  ['no drive', { batch: 2, objects: 2, features: 10, dimension: 2, blocks: false }, ['between', 'omega']],
];

describe('fused oscillators', () => {
  it.each(CASES)('agree with those of tensors, value and gradient: %s', async (_, sizes, parts) => {
    const problem = draw(sizes, parts);
    const options = { steps: 9, stepSize: 0.2 };
    const weigh = normal(key('weigh'), problem.start.shape);
    const run = (ops: EvolveOps) =>
      backend.valueAndGrad(
        ({ start, system }: Drawn) =>
          backend.sum(
            backend.mul(ops.evolve(start, system, options), backend.tensor(weigh, problem.start.shape)),
          ),
        problem,
      );
    const [fused, plain] = [run(backend.oscillators), run(oracle)];
    const end = await backend.read(backend.oscillators.evolve(problem.start, problem.system, options));
    const want = await backend.read(oracle.evolve(problem.start, problem.system, options));
    expect(end.length).toBe(want.length);
    // Nine steps of two orders of float32 sums; gradients of couplings and Ω sum such errors over samples, components and steps, and are held to the largest.
    end.forEach((value, index) => {
      expect(Math.abs(value - (want[index] ?? NaN))).toBeLessThan(5e-6);
    });
    const wanted = new Map(treeEntries(plain.gradient));
    expect(wanted.size).toBe(2 + parts.length);
    for (const [path, leaf] of treeEntries(fused.gradient)) {
      const twin = wanted.get(path);
      if (twin === undefined) throw new RangeError(`expected a gradient of ${path}`);
      const got = await backend.read(leaf);
      const values = await backend.read(twin);
      const largest = Math.max(1, ...Array.from(values, Math.abs));
      const tolerance =
        largest * 5e-6 * Math.sqrt(sizes.batch * sizes.objects * sizes.dimension * options.steps);
      expect(got.length).toBe(values.length);
      got.forEach((value, index) => {
        expect(Math.abs(value - (values[index] ?? NaN)), path).toBeLessThan(tolerance);
      });
    }
  });

  it('give a sample the same bits in any batch', async () => {
    const { start, system } = draw({ batch: 70, objects: 2, features: 6, dimension: 2, blocks: false }, ALL);
    const options = { steps: 5, stepSize: 0.3 };
    const all = await backend.read(backend.oscillators.evolve(start, system, options));
    const one = (x: Tensor): Tensor => backend.slice(x, [66, 0, 0, 0], [1, 2, 6, 2]);
    const { drive = start } = system;
    const alone = backend.oscillators.evolve(one(start), { ...system, drive: one(drive) }, options);
    expect(await backend.read(alone)).toEqual(all.slice(66 * 24, 67 * 24));
  });

  it('can be differentiated twice', async () => {
    const { start, system } = draw({ batch: 2, objects: 2, features: 3, dimension: 2, blocks: false }, ALL);
    const options = { steps: 2, stepSize: 0.2 };
    const curvature = (ops: EvolveOps): Tensor =>
      backend.valueAndGrad((x: Tensor) => {
        const inner = backend.valueAndGrad(
          (drive: Tensor) => backend.sum(backend.square(ops.evolve(start, { ...system, drive }, options))),
          x,
        );
        const outer = backend.valueAndGrad(
          (drive: Tensor) =>
            backend.sum(
              backend.slice(ops.evolve(start, { ...system, drive }, options), [0, 0, 0, 0], [1, 1, 1, 1]),
            ),
          x,
        );
        return backend.add(backend.sum(inner.gradient), backend.sum(backend.square(outer.gradient)));
      }, system.drive ?? start).gradient;
    const got = await backend.read(curvature(backend.oscillators));
    const want = await backend.read(curvature(oracle));
    expect(Math.max(...Array.from(want, Math.abs))).toBeGreaterThan(1e-4);
    got.forEach((value, index) => {
      expect(Math.abs(value - (want[index] ?? NaN))).toBeLessThan(1e-6);
    });
  });

  it('use a tape once', () => {
    const { kernels } = backend;
    if (kernels === undefined) throw new RangeError('expected kernels');
    const size = { batch: 2, objects: 1, features: 2, dimension: 2, blocks: false };
    const start = new Float32Array([1, 0, 0, 1, 0, 1, 1, 0]);
    const rest = { between: undefined, omega: undefined, drive: undefined, steps: 2, stepSize: 0.1 };
    const run = () =>
      kernels.evolveSphere({ ...size, ...rest, start, within: new Float32Array([0, 1, 1, 0]) }, 'tape');
    const [first, second] = [run(), run()];
    if (first.tape === undefined || second.tape === undefined) throw new RangeError('expected tapes');
    const gradient = kernels.reverseSphere(first.tape, start);
    // The second tape was made while the first was held, the third takes over the first one's memory.
    expect(kernels.reverseSphere(second.tape, start)).toEqual(gradient);
    const third = run();
    if (third.tape === undefined) throw new RangeError('expected a tape');
    expect(kernels.reverseSphere(third.tape, start)).toEqual(gradient);
    const { tape } = first;
    expect(() => kernels.reverseSphere(tape, start)).toThrow(/got one that was used/);
    expect(run().end).toEqual(third.end);
  });

  it('leak nothing, also when the loss throws', () => {
    const { start, system } = draw({ batch: 3, objects: 2, features: 4, dimension: 2, blocks: false }, ALL);
    const before = backend.memory().tensors;
    const loss = (fails: number) => (x: Tensor) => {
      const end = backend.oscillators.evolve(x, system, { steps: 3, stepSize: 0.1 });
      if (fails === 1) throw new RangeError('as asked');
      return backend.sum(end);
    };
    const { gradient, value } = backend.valueAndGrad(loss(0), start);
    gradient.dispose();
    value.dispose();
    expect(() => backend.valueAndGrad(loss(1), start)).toThrow('as asked');
    expect(backend.memory().tensors).toBe(before);
  });
});
