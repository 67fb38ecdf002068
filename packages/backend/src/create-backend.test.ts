import { describe, expect, test } from 'vitest';
import { availableBackends, createBackend } from './create-backend.js';
import { VsaError } from './errors.js';
import type { BackendName } from './backend.js';

async function failure(promise: Promise<unknown>): Promise<VsaError> {
  try {
    await promise;
  } catch (error) {
    if (VsaError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('expected a VsaError, got a value');
}

describe('createBackend', () => {
  test('an unknown name lists the known ones', async () => {
    const name: string = 'tpu';
    const error = await failure(createBackend(name as BackendName));
    expect(error.code).toBe('BACKEND_UNKNOWN');
    expect(error.message).toBe("createBackend: expected one of auto, cpu, wasm, webgpu, node, got 'tpu'.");
  });
  test('auto never gives a software adapter', async () => {
    const backend = await createBackend('auto');
    expect(backend.capabilities.softwareAdapter).toBe(false);
    expect(['node', 'wasm']).toContain(backend.name);
  });
  test('tensors of two backends do not mix', async () => {
    const [cpu, wasm] = [await createBackend('cpu'), await createBackend('wasm')];
    using x = cpu.tensor([1]);
    using y = wasm.tensor([1]);
    expect(() => wasm.add(x, y)).toThrow(
      "backend.add: expected a tensor of this 'wasm' backend, got one of another 'cpu' backend; read it there and make it here with backend.tensor(...).",
    );
    try {
      cpu.neg(y);
    } catch (error) {
      expect(VsaError.isInstance(error) && error.code).toBe('TENSOR_FOREIGN');
    }
  });
  test('two backends can be used turn by turn', async () => {
    const [cpu, wasm] = [await createBackend('cpu'), await createBackend('wasm')];
    using a = cpu.tensor([1, 2]);
    using b = wasm.tensor([3, 4]);
    using c = cpu.add(a, 1);
    using d = wasm.add(b, 1);
    using e = cpu.mul(c, a);
    expect([...(await wasm.read(d))]).toEqual([4, 5]);
    expect([...(await cpu.read(e))]).toEqual([2, 6]);
  });
});

describe('availableBackends', () => {
  test('says of each backend what runs it or why it does not', async () => {
    const lines = await availableBackends();
    expect(lines.map((line) => line.name)).toEqual(['cpu', 'wasm', 'webgpu', 'node']);
    for (const line of lines) {
      expect(line.available ? line.device : line.reason).toMatch(/\w/);
    }
    expect(lines.filter((line) => line.available).map((line) => line.name)).toEqual(
      expect.arrayContaining(['cpu', 'wasm']),
    );
  });
});
