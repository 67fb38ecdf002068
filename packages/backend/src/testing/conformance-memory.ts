import { describe, expect, test } from 'vitest';
import type { Backend } from '../backend.js';
import { disposeTree } from '../tree.js';
import { countLeaks } from './leaks.js';

/**
 * Declares tests of who owns and frees tensors.
 *
 * @param backend - Gives the backend under test.
 */
export function describeMemory(backend: () => Backend): void {
  describe('memory', () => {
    test('tidy frees temporaries and returns what is handed out', async () => {
      const b = backend();
      const x = b.tensor([1, 2, 3]);
      const leaks = await countLeaks(b, () => b.tidy(() => ({ y: b.exp(b.mul(b.add(x, 1), x)), n: 3 })));
      expect(leaks).toBe(0);
      x.dispose();
    });
    test('an operation with a number leaves no scalar behind', async () => {
      const b = backend();
      const x = b.tensor([1, 2, 3]);
      const mask = b.greater(x, 2);
      const leaks = await countLeaks(b, () => [
        b.add(x, 1),
        b.where(mask, 0, x),
        b.roll(x, 1),
        b.logSumExp(x),
      ]);
      expect(leaks).toBe(0);
      disposeTree([x, mask]);
    });
    test('keep exempts from tidy', async () => {
      const b = backend();
      let kept = b.scalar(0);
      kept.dispose();
      const leaks = await countLeaks(b, () => {
        b.tidy(() => {
          kept = b.keep(b.tensor([7]));
          return null;
        });
        return kept;
      });
      expect(leaks).toBe(0);
    });
    test('valueAndGrad leaves the value and the gradient only', async () => {
      const b = backend();
      const params = {
        w: b.tensor([
          [1, 2],
          [3, 4],
        ]),
        c: b.tensor([1, 1]),
      };
      const leaks = await countLeaks(b, () =>
        b.valueAndGrad((p) => b.mean(b.softmax(b.add(b.matMul(p.w, p.w), p.c))), params),
      );
      expect(leaks).toBe(0);
      disposeTree(params);
    });
    test('dispose twice is harmless, and using frees at the end of the block', () => {
      const b = backend();
      const before = b.memory().tensors;
      const x = b.tensor([1]);
      x.dispose();
      x.dispose();
      expect(x.disposed).toBe(true);
      {
        using y = b.tensor([1, 2]);
        expect(b.memory().tensors).toBe(before + 1);
        expect(y.size).toBe(2);
      }
      expect(b.memory().tensors).toBe(before);
    });
    test('reading does not hand out the backing store', async () => {
      const b = backend();
      const source = new Float32Array([1, 2]);
      const x = b.tensor(source);
      source[0] = 9;
      (await b.read(x))[1] = 9;
      expect([...(await b.read(x))]).toEqual([1, 2]);
      x.dispose();
    });
  });
}
