// Recall and an automaton in a real browser, on each backend that a page has.
import { createBackend, type BackendName } from '@vsa/backend';
import { key } from '@vsa/backend/random';
import { createAutomaton, cycleGraph, randomPatterns, recall } from '@vsa/cdam';
import { describe, expect, inject, it } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the harness serves tfjs's wasm files. */
    readonly wasmPaths: Readonly<Record<string, string>>;
  }
}

const options = { wasmPaths: inject('wasmPaths'), smallTensors: 'gpu-only' } as const;

describe('recall in a page', () => {
  const states = new Map<BackendName, Float32Array>();

  it.each<BackendName>(['wasm', 'webgpu'])('spreads along a cycle on %s and leaks nothing', async (name) => {
    const backend = await createBackend(name, options);
    using patterns = backend.tensor(randomPatterns(key(1), 8, 1000), [8, 1000]);
    const before = backend.memory().tensors;
    const fused = backend.kernels === undefined ? [] : (['fused'] as const);
    for (const path of ['state', 'overlap', ...fused] as const) {
      const { results } = await recall(backend, patterns, cycleGraph(8), {
        a: 0.5,
        h: 0.5,
        maxSteps: 20,
        starts: [3],
        path,
      });
      const [result] = results;
      expect(result?.best).toBe(3);
      const [, , left = NaN, , right = NaN, , , opposite = NaN] = result?.correlations ?? [];
      // Chance correlations of 1000 neurons are about 0.03.
      expect((left + right) / 2).toBeGreaterThan(opposite + 0.1);
      if (result !== undefined) states.set(name, result.state);
    }
    expect(backend.memory().tensors).toBe(before);
  });

  it('agrees between the backends', () => {
    const [one, two] = [states.get('wasm'), states.get('webgpu')];
    expect(one?.length).toBe(1000);
    // Logits near 300, known to 2e-5 relative on WebGPU, move a softmax by 1e-3 at most.
    for (const [i, value] of one?.entries() ?? [])
      expect(Math.abs(value - (two?.[i] ?? NaN))).toBeLessThan(2e-3);
  });

  it.each<BackendName>(['wasm', 'webgpu'])('runs an automaton on %s', async (name) => {
    const backend = await createBackend(name, options);
    const door = {
      states: ['open', 'shut'],
      transitions: [
        { from: 'open', label: 'push', to: 'shut' },
        { from: 'shut', label: 'pull', to: 'open' },
      ],
    };
    using automaton = await createAutomaton(backend, door, { key: key(1), neurons: 400 });
    const { path, undefinedAt } = await automaton.ask('open', ['push', 'pull', 'pull'], { maxSteps: 40 });
    expect(path).toEqual(['open', 'shut', 'open', 'open']);
    expect(undefinedAt).toEqual([2]);
  });
});
