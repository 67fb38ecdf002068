// WebGPU, in the browser and, by the optional package `webgpu` (Dawn), in Node.

import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './backend.js';
import type { BackendOptions } from './create-backend.js';
import { VsaError } from './errors.js';
import { assembleBackend } from './tfjs/assemble.js';
import { initialise } from './tfjs/initialise.js';
import { createShaderPairs } from './tfjs/webgpu/pairs.js';
import { createShaderTorus } from './tfjs/webgpu/torus.js';
import { completeWebGPUKernels } from './tfjs/webgpu/complete.js';

/** The part of WebGPU that is looked at here. */
interface Adapter {
  readonly info?: {
    readonly vendor?: string;
    readonly architecture?: string;
    readonly device?: string;
    readonly description?: string;
  };
  readonly isFallbackAdapter?: boolean;
}

interface Gpu {
  requestAdapter(): Promise<Adapter | null>;
}

/**
 * Starts WebGPU.
 *
 * In Node it needs the optional packages `webgpu` and `@tensorflow/tfjs-backend-webgpu`, and a Vulkan, Metal or D3D12 driver.
 *
 * @param options - See {@link BackendOptions}.
 * @returns The backend; it needs no freeing.
 * @throws VsaError `BACKEND_UNAVAILABLE` when a package, the browser's WebGPU, or an adapter is missing.
 */
export async function createWebGPUBackend(
  options: Pick<BackendOptions, 'smallTensors'> = {},
): Promise<Backend> {
  const adapter = await findAdapter();
  if (tf.findBackendFactory('webgpu') as unknown) {
    // Started before in this process, or by the application itself.
  } else {
    await optional('@tensorflow/tfjs-backend-webgpu', () => import('@tensorflow/tfjs-backend-webgpu'));
  }
  tf.env().set('WEBGPU_CPU_FORWARD', options.smallTensors !== 'gpu-only');
  await initialise('webgpu', 'webgpu', 'check that the GPU driver works, or use createBackend("wasm").');
  completeWebGPUKernels();
  return assembleBackend({
    name: 'webgpu',
    tfName: 'webgpu',
    device: describe(adapter),
    softwareAdapter: isSoftware(adapter),
    parallelProducts: true,
    lost: lossOf(tf.backend() as GpuHolder),
    pairs: createShaderPairs,
    torus: createShaderTorus,
  });
}

/** What TensorFlow.js's backend keeps of the GPU, beyond what its type tells of any backend. */
interface GpuHolder {
  readonly device?: { readonly lost: Promise<{ readonly reason?: string; readonly message: string }> };
}

function lossOf({ device }: GpuHolder): Promise<string> | undefined {
  return device?.lost.then(({ reason = 'unknown', message }) => (message === '' ? reason : message));
}

function unavailable(message: string, cause?: unknown): VsaError {
  return new VsaError('BACKEND_UNAVAILABLE', `createBackend: ${message}`, {
    cause,
    details: { backend: 'webgpu' },
  });
}

async function optional<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw unavailable(
      `the 'webgpu' backend needs the package '${name}', which cannot be loaded; install it with \`npm i ${name}\`.`,
      cause,
    );
  }
}

/** TensorFlow.js looks for `navigator.gpu` when its WebGPU backend is imported, so that it must be there before. */
async function provideGpu(): Promise<Gpu | undefined> {
  const present = (globalThis.navigator as { gpu?: Gpu } | undefined)?.gpu;
  if (present !== undefined || typeof process === 'undefined') return present;
  const { create, globals } = await optional('webgpu', () => import('webgpu'));
  Object.assign(globalThis, globals);
  const gpu = create([]) as unknown as Gpu;
  Object.defineProperty(globalThis, 'navigator', {
    value: { gpu, userAgent: 'node' },
    configurable: true,
    writable: true,
  });
  return gpu;
}

async function findAdapter(): Promise<Adapter> {
  const gpu = await provideGpu();
  if (gpu === undefined) {
    throw unavailable(
      "this browser has no WebGPU, or this page is not in a secure context; use createBackend('wasm').",
    );
  }
  const adapter = await gpu.requestAdapter();
  if (adapter === null) {
    throw unavailable(
      "WebGPU found no adapter: no GPU driver answers (on Linux it is Vulkan's); use createBackend('wasm').",
    );
  }
  return adapter;
}

function describe({ info }: Adapter): string {
  const words = [info?.vendor, info?.architecture, info?.device, info?.description].filter(
    (word) => word !== undefined && word !== '',
  );
  return words.length > 0 ? [...new Set(words)].join(' ') : 'GPU';
}

function isSoftware(adapter: Adapter): boolean {
  return (
    adapter.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe|software/i.test(describe(adapter))
  );
}
