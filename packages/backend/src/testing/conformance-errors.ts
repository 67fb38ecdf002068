import { describe, expect, test } from 'vitest';
import type { Backend } from '../backend.js';
import { VsaError } from '../errors.js';
import type { Tensor } from '../tensor.js';

/**
 * Declares tests that bad use is told in one clear line, before any kernel runs.
 *
 * @param backend - Gives the backend under test.
 */
export function describeErrors(backend: () => Backend): void {
  describe('errors', () => {
    const withTensors =
      (shapes: readonly (readonly number[])[], f: (b: Backend, ...tensors: [Tensor, Tensor]) => unknown) =>
      () => {
        const b = backend();
        const tensors = shapes.map((shape) => b.ones(shape));
        const [first, second = first] = tensors;
        if (first === undefined || second === undefined) throw new RangeError('a case needs a tensor');
        try {
          f(b, first, second);
        } finally {
          for (const tensor of tensors) tensor.dispose();
        }
      };
    test.each<
      [string, readonly (readonly number[])[], (b: Backend, x: Tensor, y: Tensor) => unknown, RegExp]
    >([
      [
        'shapes that do not broadcast',
        [
          [2, 3],
          [4, 3],
        ],
        (b, x, y) => b.add(x, y),
        /\[2, 3\] and \[4, 3\]/,
      ],
      [
        'inner sizes',
        [
          [2, 3],
          [4, 3],
        ],
        (b, x, y) => b.matMul(x, y),
        /\[2, 3\] and \[4, 3\]/,
      ],
      ['vectors in matMul', [[3], [3]], (b, x, y) => b.matMul(x, y), /expected matrices/],
      [
        'a reshape of another size',
        [[2, 3]],
        (b, x) => b.reshape(x, [4]),
        /6 elements for \[2, 3\], got \[4\]/,
      ],
      ['a weighted sum of nothing', [[2]], (b) => b.weightedSum([], []), /0 weights and 0 tensors/],
      ['a weight too few', [[2], [2]], (b, x, y) => b.weightedSum([1], [x, y]), /1 weights and 2 tensors/],
      ['a weight that is no number', [[2]], (b, x) => b.weightedSum([NaN], [x]), /finite weights, got NaN/],
      [
        'a weighted sum of unlike shapes',
        [[2], [3]],
        (b, x, y) => b.weightedSum([1, 1], [x, y]),
        /\[2\] and \[3\]/,
      ],
      ['an axis out of range', [[2, 3]], (b, x) => b.sum(x, { axis: 2 }), /axis from -2 to 1/],
      ['a slice outside', [[2, 3]], (b, x) => b.slice(x, [1, 0], [2, 1]), /\[2, 3\]/],
      [
        'concat of unlike shapes',
        [
          [2, 3],
          [2, 4],
        ],
        (b, x, y) => b.concat([x, y]),
        /\[2, 3\] and \[2, 4\]/,
      ],
      [
        'filter of other channels',
        [
          [1, 4, 4, 2],
          [3, 3, 3, 1],
        ],
        (b, x, y) => b.conv2d(x, y),
        /\[3, 3, 3, 1\]/,
      ],
      [
        'a window that does not fit',
        [
          [1, 2, 2, 1],
          [3, 3, 1, 1],
        ],
        (b, x, y) => b.conv2d(x, y),
        /window that fits/,
      ],
      ['k out of range', [[3]], (b, x) => b.topK(x, 4), /k from 1 to 3/],
      [
        'a gradient of a vector',
        [[3]],
        (b, x) => b.valueAndGrad((p) => b.mul(p, 2), x),
        /scalar, got shape \[3\]/,
      ],
    ])('%s', (_, shapes, f, message) => {
      expect(withTensors(shapes, f)).toThrow(RangeError);
      expect(withTensors(shapes, f)).toThrow(message);
    });
    test('float indices', () => {
      expect(withTensors([[3], [2]], (b, x, y) => b.gather(x, y))).toThrow(
        /expected int32 indices, got float32/,
      );
    });
    test('a weighted sum of whole numbers', () => {
      const sum = withTensors([[2]], (b, x) => {
        using whole = b.cast(x, 'int32');
        return b.weightedSum([1], [whole]);
      });
      expect(sum).toThrow(/float32 tensors, got int32/);
    });
    test('a condition that is no bool', () => {
      expect(withTensors([[3], [3]], (b, x, y) => b.where(x, y, 0))).toThrow(
        /expected a bool tensor, got float32/,
      );
    });
    test('NaN is stopped where it enters', () => {
      expect(() => backend().tensor([1, NaN])).toThrow(/got NaN at index 1/);
    });
    test('ragged lists and wrong sizes', () => {
      expect(() => backend().tensor([[1, 2], [3]])).toThrow(/ragged/);
      expect(() => backend().tensor([1, 2, 3], [2, 2])).toThrow(/4 values for shape \[2, 2\], got 3/);
    });
    test('a tensor used after dispose', () => {
      const b = backend();
      const x = b.ones([2, 5]);
      x.dispose();
      expect(() => b.neg(x)).toThrow(/shape \[2, 5\] was used after dispose/);
      try {
        b.neg(x);
      } catch (error) {
        expect(VsaError.isInstance(error) && error.code).toBe('TENSOR_DISPOSED');
      }
    });
    test('things that are no tensors', () => {
      const b = backend();
      const list: unknown = [1, 2];
      expect(() => b.neg(list as Tensor)).toThrow(/expected a tensor, got an array/);
    });
    test('asynchronous functions where values would be lost', () => {
      const b = backend();
      const x = b.ones([1]);
      const later: unknown = () => Promise.resolve(x);
      expect(() => b.valueAndGrad(later as () => Tensor, x)).toThrow(/synchronous/);
      x.dispose();
    });
  });
}
