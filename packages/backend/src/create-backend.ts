// Choosing an implementation. Each is imported only when asked for, so that a bundle or a process carries what it uses.

import type { Backend, BackendName } from './backend.js';
import { VsaError } from './errors.js';

/** Options of {@link createBackend}; each backend reads its own. */
export interface BackendOptions {
  /** Where the .wasm files of TensorFlow.js are: a folder URL ending in `/`, or a URL for each file name. Needed in bundled pages only. */
  readonly wasmPaths?: string | Readonly<Record<string, string>> | undefined;
  /** Whether WebGPU may run tensors of fewer than 1000 elements on the CPU. @defaultValue `'allow'` */
  readonly smallTensors?: 'allow' | 'gpu-only' | undefined;
}

/** One line of {@link availableBackends}. */
export interface BackendAvailability {
  /** Its name. */
  readonly name: BackendName;
  /** Whether it starts here. */
  readonly available: boolean;
  /** What runs the numbers, when it starts. */
  readonly device?: string | undefined;
  /** True when a GPU is emulated on the CPU. */
  readonly softwareAdapter?: boolean | undefined;
  /** Why it does not start and what to do. */
  readonly reason?: string | undefined;
}

const LOADERS: Readonly<Record<BackendName, (options: BackendOptions) => Promise<Backend>>> = {
  cpu: async () => (await import('./cpu.js')).createCpuBackend(),
  wasm: async (options) => (await import('./wasm.js')).createWasmBackend(options),
  webgpu: async (options) => (await import('./webgpu.js')).createWebGPUBackend(options),
  node: async () => (await import('./node.js')).createNodeBackend(),
};

const NAMES = Object.keys(LOADERS) as BackendName[];

const inNode = (): boolean => typeof process !== 'undefined' && typeof process.versions.node === 'string';

/** Order in which `auto` tries; the last one always starts. */
const preferences = (): readonly BackendName[] =>
  inNode() ? ['node', 'wasm', 'cpu'] : ['webgpu', 'wasm', 'cpu'];

/**
 * Starts a backend by name, or the best one that starts here.
 *
 * `'auto'` prefers WebGPU, then WASM, then plain JavaScript in a browser; native TensorFlow, then WASM, then plain JavaScript in Node.
 * It never picks a GPU that is emulated on the CPU.
 *
 * @param name - `'cpu'`, `'wasm'`, `'webgpu'`, `'node'` or `'auto'`.
 * @param options - See {@link BackendOptions}.
 * @returns The backend.
 * @throws VsaError `BACKEND_UNKNOWN` for another name, `BACKEND_UNAVAILABLE` when the named one does not start.
 */
export async function createBackend(
  name: BackendName | 'auto' = 'auto',
  options: BackendOptions = {},
): Promise<Backend> {
  if (name !== 'auto') {
    if (!NAMES.includes(name)) {
      throw new VsaError(
        'BACKEND_UNKNOWN',
        `createBackend: expected one of auto, ${NAMES.join(', ')}, got '${name as string}'.`,
      );
    }
    return LOADERS[name](options);
  }
  const reasons: string[] = [];
  for (const candidate of preferences()) {
    try {
      const backend = await LOADERS[candidate](options);
      if (!backend.capabilities.softwareAdapter) return backend;
      reasons.push(`${candidate}: only a software adapter`);
    } catch (error) {
      if (!VsaError.isInstance(error)) throw error;
      reasons.push(`${candidate}: ${error.message}`);
    }
  }
  throw new VsaError('BACKEND_UNAVAILABLE', `createBackend: no backend starts here (${reasons.join('; ')}).`);
}

/**
 * Tries every backend.
 *
 * @param options - See {@link BackendOptions}.
 * @returns One line each, with the reason where it does not start.
 */
export async function availableBackends(options: BackendOptions = {}): Promise<BackendAvailability[]> {
  const lines: BackendAvailability[] = [];
  for (const name of NAMES) {
    try {
      const { capabilities } = await LOADERS[name](options);
      lines.push({
        name,
        available: true,
        device: capabilities.device,
        softwareAdapter: capabilities.softwareAdapter,
      });
    } catch (error) {
      if (!VsaError.isInstance(error)) throw error;
      lines.push({ name, available: false, reason: error.message });
    }
  }
  return lines;
}
