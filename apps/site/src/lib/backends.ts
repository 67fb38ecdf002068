// The backends of a demo's worker: each started once, and WebAssembly where the GPU is missing or gone.

import { createBackend, type Backend } from '@vsa/backend';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import type { PageBackend } from './protocol.js';

const wasmPaths = {
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  // Never asked for: pages that share no memory have no threads.
  'tfjs-backend-wasm-threaded-simd.wasm': simd,
};

/** A backend, and what the visitor should know of it. */
export interface Picked {
  readonly chosen: Backend;
  readonly note: string;
}

const started = new Map<string, Backend>();
/** Why the GPU is gone; it does not come back before the page is loaded anew. */
let gone: string | undefined;

/**
 * Starts what was asked for, or WebAssembly in its place.
 *
 * @param wanted - A backend, or the best one.
 * @returns The backend.
 */
export async function pick(wanted: PageBackend | 'auto'): Promise<Picked> {
  if (gone !== undefined && (wanted === 'webgpu' || wanted === 'auto')) {
    return {
      chosen: await open('wasm'),
      note: `${gone} WebAssembly computes until the page is loaded anew.`,
    };
  }
  const fresh = !started.has(wanted);
  try {
    const chosen = await open(wanted);
    const emulated = fresh && chosen.capabilities.softwareAdapter;
    return { chosen, note: emulated ? 'This GPU is emulated on the CPU: expect it to be slow.' : '' };
  } catch (error) {
    if (wanted !== 'webgpu') throw error;
    return {
      chosen: await open('wasm'),
      note: 'WebGPU is missing in this browser, so WebAssembly computes.',
    };
  }
}

async function open(wanted: PageBackend | 'auto'): Promise<Backend> {
  const known = started.get(wanted);
  if (known !== undefined) return known;
  const chosen = await createBackend(wanted, { wasmPaths });
  started.set(wanted, chosen);
  void chosen.lost?.then((words) => {
    gone = lossOf(words);
  });
  return chosen;
}

/** A GPU that is gone, to be thrown. */
export class DeviceLost extends Error {}

/**
 * Rejects when the device of a backend is gone, and never settles otherwise.
 *
 * @param backend - Any backend.
 * @returns For `Promise.race`; it may be left alone.
 */
export function lossAsError({ lost }: Backend): Promise<never> {
  const failing = new Promise<never>((_, reject) => {
    void lost?.then((words) => {
      reject(new DeviceLost(lossOf(words)));
    });
  });
  // Whoever races it hears of it; nobody need.
  failing.catch(() => undefined);
  return failing;
}

const lossOf = (words: string): string => `The GPU was lost (${words.slice(0, 120).replace(/\.$/, '')}).`;
