// A demo's model in Node.

import type { Backend } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { createWasmBackend } from '@vsa/backend/wasm';
import { expect } from 'vitest';
import { parseParameters, type Declaration, type Values } from '../src/lib/parameters.js';
import type { Start } from '../src/lib/simulation.js';

/** What a run shows, and whether the model says that it has ended. */
export interface Ran<Frame> {
  readonly frame: Frame;
  readonly finished: boolean;
}

/** Makes runs of a model by its address and steps; each address must be right, and each run must free all its tensors. */
export function runnerOf<D extends Declaration, Frame>(
  start: Start<Values<D>, Frame>,
  declaration: D,
): (backend: Backend, search: string, steps: number) => Promise<Ran<Frame>> {
  return async (backend, search, steps) => {
    const before = backend.memory().tensors;
    const { values, problems } = parseParameters(declaration, search);
    expect(problems).toEqual([]);
    const model = await start(backend, values);
    await model.advance(steps);
    const frame = await model.frame();
    const { finished } = model;
    model.dispose();
    expect(backend.memory().tensors).toBe(before);
    return { frame, finished };
  };
}

/** Both ways of computing that Node always has. */
export async function bothBackends(): Promise<{ readonly cpu: Backend; readonly wasm: Backend }> {
  return { cpu: await createCpuBackend(), wasm: await createWasmBackend() };
}
