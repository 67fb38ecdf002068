// One WebAssembly instance of the kernels with its memory.

import { VsaError } from '../errors.js';
import { KERNELS_BASE64 } from './kernels-wasm.generated.js';

/** Memory above which an instance is replaced after a run, bytes: a large problem must not hold its memory for good. */
const KEEP = 64 * 2 ** 20;
const PAGE = 65_536;

/** Largest address space of a kernel, bytes. */
export const MAX_MEMORY = 2 ** 32 - PAGE;

/** The kernels' module, compiled; can be posted to workers. */
export interface KernelModule {
  readonly module: WebAssembly.Module;
}

/** A running instance: memory that grows on demand, and its exports by name. */
export interface KernelInstance {
  /** First address for the host's data. */
  readonly base: number;
  /** Makes sure of `bytes` of memory and returns all of it; views taken before are dead afterwards. */
  reserve(bytes: number): Uint8Array<ArrayBuffer>;
  /** Calls an export. */
  call(name: string, args: readonly number[]): number;
  /** Gives memory back when a large run has left much of it. */
  trim(): void;
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/**
 * Compiles the kernels.
 *
 * @returns The module.
 * @throws VsaError `WASM_UNSUPPORTED` where WebAssembly or its SIMD instructions are missing.
 */
export async function compileKernels(): Promise<KernelModule> {
  try {
    return { module: await WebAssembly.compile(decode(KERNELS_BASE64)) };
  } catch (cause) {
    throw new VsaError(
      'WASM_UNSUPPORTED',
      'createKernels: expected WebAssembly with SIMD, got a runtime that cannot compile it: use the tensor implementations, or a newer runtime.',
      { cause },
    );
  }
}

interface Running {
  readonly memory: WebAssembly.Memory;
  readonly functions: ReadonlyMap<string, (...args: number[]) => number | undefined>;
}

function start(module: WebAssembly.Module): Running {
  const { exports } = new WebAssembly.Instance(module, {});
  const functions = new Map<string, (...args: number[]) => number | undefined>();
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value === 'function') functions.set(name, value as (...args: number[]) => number | undefined);
  }
  const { memory } = exports;
  if (!(memory instanceof WebAssembly.Memory))
    throw new TypeError('kernels: expected an exported memory, got none.');
  return { memory, functions };
}

/**
 * Starts an instance.
 *
 * @param kernels - The compiled module.
 * @returns The instance.
 */
export function createInstance({ module }: KernelModule): KernelInstance {
  let running = start(module);
  const call = (name: string, args: readonly number[]): number => {
    const f = running.functions.get(name);
    if (f === undefined) {
      throw new RangeError(
        `kernels.call: expected one of ${[...running.functions.keys()].join(', ')}, got '${name}'.`,
      );
    }
    return f(...args) ?? 0;
  };
  return {
    base: call('heapBase', []),
    reserve(bytes) {
      const missing = bytes - running.memory.buffer.byteLength;
      if (bytes > MAX_MEMORY) {
        throw new RangeError(
          `kernels: expected a problem of at most ${MAX_MEMORY} bytes, got ${bytes}: use smaller codebooks.`,
        );
      }
      if (missing > 0) running.memory.grow(Math.ceil(missing / PAGE));
      return new Uint8Array(running.memory.buffer);
    },
    call,
    trim() {
      if (running.memory.buffer.byteLength > KEEP) running = start(module);
    },
  };
}
