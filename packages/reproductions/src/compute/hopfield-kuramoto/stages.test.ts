// What files do to a training: they let it go on, and change nothing.

import { createBackend } from '@vsa/backend';
import { describe, expect, it } from 'vitest';
import { filesOf } from '../../../test/files.js';
import { measureEditing, type EditingSetup } from './editing.js';
import { measureMemory, type MemorySetup } from './memory.js';

const backend = await createBackend('wasm');
const memory: MemorySetup = {
  ...{ source: 'small', augment: 2, updates: 3, batch: 4, learningRate: 2e-3, halfLife: 2, stage: 1 },
  solver: 'heun',
};
const editing: EditingSetup = {
  ...{ memory, edit: 'swap', coupling: 'graph', neighbours: 4, length: 3, draw: 0 },
  ...{ updates: 3, batch: 4, learningRate: 0.1, halfLife: 2, stage: 1 },
};

describe('a training in stages', () => {
  it('gives the same rows without files, with them, and after an interruption', async () => {
    const before = backend.memory().tensors;
    const context = { backend, seed: 5 };
    const plain = await measureEditing(context, editing);
    const kept = new Map<string, Uint8Array>();
    expect(await measureEditing({ ...context, files: filesOf(kept) }, editing)).toEqual(plain);
    expect([...kept.keys()].map((name) => name.split('-')[0])).toEqual(['memory', 'editing']);

    // The third and fifth writes are in the middle of the memory's training and of the oscillators'.
    const halves = new Map<string, Uint8Array>();
    await expect(measureEditing({ ...context, files: filesOf(halves, 2) }, editing)).rejects.toThrow(/power/);
    expect([...halves.keys()]).toHaveLength(1);
    await expect(measureEditing({ ...context, files: filesOf(halves, 2) }, editing)).rejects.toThrow(/power/);
    expect(await measureEditing({ ...context, files: filesOf(halves) }, editing)).toEqual(plain);
    // To the bit, the momentum of the optimiser and the stages included.
    expect([...halves]).toEqual([...kept]);
    // Trainings that were interrupted leave what they had allocated; the others leave nothing.
    expect(backend.memory().tensors).toBeGreaterThanOrEqual(before);
  });

  it('takes the memory from the files, and a damaged file for absent', async () => {
    const context = { backend, seed: 5 };
    const kept = new Map<string, Uint8Array>();
    const rows = await measureMemory({ ...context, files: filesOf(kept) }, memory);
    // Nothing is left to be written.
    expect(await measureMemory({ ...context, files: filesOf(kept, 0) }, memory)).toEqual(rows);
    for (const [name, bytes] of kept) kept.set(name, bytes.slice(0, 100));
    expect(await measureMemory({ ...context, files: filesOf(kept) }, memory)).toEqual(rows);
  });

  it('leaves κ at 0 where there is to be no coupling, and then answers as the memory alone', async () => {
    const rows = await measureEditing({ backend, seed: 5 }, { ...editing, coupling: 'none' });
    const values = (kind: string): readonly number[] =>
      rows.filter((row) => row.kind === kind).map(({ value }) => value);
    expect(values('after')).toHaveLength(6);
    expect(values('after')).toEqual(values('before'));
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort();
    await expect(measureMemory({ backend, seed: 5, signal }, memory)).rejects.toThrow(/abort/);
  });
});
