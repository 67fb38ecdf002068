// A state goes through a file and comes back to the bit.

import { describe, expect, it } from 'vitest';
import { loadTree, saveTree } from '../checkpoint/index.js';
import { createCpuBackend } from '../cpu.js';
import type { Tensor } from '../tensor.js';
import { disposeTree } from '../tree.js';
import { fixed, heun, pid, resume, solve, tsitouras5, type Field } from './index.js';

describe('SolverState', () => {
  it.each([
    ['fixed', fixed(0.1), heun],
    ['fixed', fixed(0.1), tsitouras5],
    ['controlled', pid({ rtol: 1e-4, atol: 1e-5, firstStep: 0.5 }), heun],
    ['controlled', pid({ rtol: 1e-4, atol: 1e-5 }), tsitouras5],
  ] as const)('keeps %s steps through a checkpoint', async (_name, stepSize, method) => {
    const backend = await createCpuBackend();
    const before = backend.memory().tensors;
    const field: Field<readonly [Tensor]> = (t, [y]) => [backend.mul(backend.sin(y), 1 + t)];
    const y0 = [backend.tensor([1, 2])] as const;
    const options = { t1: 3, method, stepSize };
    // The form of a state does not depend on its step.
    const fresh = await solve(backend, field, y0, { ...options, maxSteps: 0 });
    for (const maxSteps of [1, 2, 5]) {
      const first = await solve(backend, field, y0, { ...options, maxSteps });
      const bytes = await saveTree(backend, first.state);
      const { tree } = loadTree(backend, bytes, fresh.state);
      const second = await resume(backend, field, tree, options);
      const whole = await solve(backend, field, y0, options);
      expect(second.status).toBe('finished');
      expect(second.stats).toEqual(whole.stats);
      expect(await backend.read(second.state.y[0])).toEqual(await backend.read(whole.state.y[0]));
      disposeTree([first, tree, second, whole]);
    }
    disposeTree([y0, fresh]);
    expect(backend.memory().tensors).toBe(before);
  });
});
