// Each backend starts in a page and computes, and `auto` keeps off emulated GPUs.
import { describe, expect, inject, it } from 'vitest';

import { availableBackends, createBackend, type BackendName } from '@vsa/backend';

const options = { wasmPaths: inject('wasmPaths'), smallTensors: 'gpu-only' } as const;

describe('createBackend in a page', () => {
  it.each<BackendName>(['cpu', 'wasm', 'webgpu'])('multiplies matrices on %s', async (name) => {
    const backend = await createBackend(name, options);
    using a = backend.tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    using b = backend.tensor([
      [1, -1],
      [0, 2],
      [5, 0.5],
    ]);
    using product = backend.matMul(a, b);
    expect(backend.name).toBe(name);
    // Small whole and half numbers: exact in float32 in any order.
    expect([...(await backend.read(product))]).toEqual([16, 4.5, 34, 9]);
  });

  it('picks WASM with auto when the only GPU is emulated', async () => {
    const lines = await availableBackends(options);
    const gpu = lines.find(({ name }) => name === 'webgpu');
    const backend = await createBackend('auto', options);
    expect(gpu?.available).toBe(true);
    expect(backend.name).toBe(gpu?.softwareAdapter === true ? 'wasm' : 'webgpu');
  });

  it('says why native TensorFlow does not start in a page', async () => {
    await expect(createBackend('node')).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
  });
});
