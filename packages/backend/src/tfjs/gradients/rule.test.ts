import { describe, expect, it } from 'vitest';
import type { Backend } from '../../backend.js';
import { createCpuBackend } from '../../cpu.js';
import type { Tensor } from '../../tensor.js';
import { createWasmBackend } from '../../wasm.js';

const backends: Backend[] = [await createCpuBackend(), await createWasmBackend()];

describe.each(backends.map((backend) => ({ name: backend.name, backend })))(
  'gradients on $name',
  ({ backend }) => {
    const gradientOf = async (f: (x: Tensor) => Tensor): Promise<number[]> => {
      using x = backend.tensor([2, -3, 5]);
      const { value, gradient } = backend.valueAndGrad((p) => backend.sum(f(p)), x);
      value.dispose();
      const values = Array.from(await backend.read(gradient));
      gradient.dispose();
      return values;
    };

    it('adds up where one tensor is used by several sums', async () => {
      const { add, sub } = backend;
      expect(await gradientOf((x) => add(add(x, x), sub(x, x)))).toEqual([2, 2, 2]);
      expect(await gradientOf((x) => backend.square(sub(add(x, x), x)))).toEqual([4, -6, 10]);
    });

    it('counts the place of the largest value as constant', async () => {
      const largest = (x: Tensor): Tensor => backend.gather(backend.mul(x, x), backend.argMax(x));
      expect(await gradientOf(largest)).toEqual([0, 0, 10]);
    });

    it('counts a one-hot vector as constant', async () => {
      const marked = (x: Tensor): Tensor => backend.mul(x, backend.oneHot(backend.argMax(x), 3));
      expect(await gradientOf(marked)).toEqual([0, 0, 1]);
    });

    it('passes conditions that are combined', async () => {
      const { greater, less, logicalAnd, logicalOr, logicalNot, where } = backend;
      expect(await gradientOf((x) => where(logicalAnd(greater(x, 0), less(x, 3)), x, 0))).toEqual([1, 0, 0]);
      expect(await gradientOf((x) => where(logicalOr(less(x, 0), greater(x, 3)), x, 0))).toEqual([0, 1, 1]);
      expect(await gradientOf((x) => where(logicalNot(greater(x, 0)), x, 0))).toEqual([0, 1, 0]);
      expect(await gradientOf((x) => where(backend.isFinite(x), x, 0))).toEqual([1, 1, 1]);
    });
  },
);
