// The embedded default: TensorFlow.js's WebAssembly kernels with SIMD, the kernels that it lacks, and our own fused ones.

import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { Backend } from './backend.js';
import type { BackendOptions } from './create-backend.js';
import { kernelsIfSupported } from './kernels/if-supported.js';
import { assembleBackend } from './tfjs/assemble.js';
import { initialise } from './tfjs/initialise.js';
import { completeWasmKernels } from './tfjs/wasm/complete.js';

/**
 * Starts the WebAssembly backend. In Node it finds its .wasm files by itself; in a bundled page give `wasmPaths`.
 *
 * @param options - See {@link BackendOptions}.
 * @returns The backend; it needs no freeing.
 * @throws VsaError `BACKEND_UNAVAILABLE` when WebAssembly or its file is missing.
 */
export async function createWasmBackend(options: Pick<BackendOptions, 'wasmPaths'> = {}): Promise<Backend> {
  const { wasmPaths } = options;
  if (wasmPaths !== undefined && !started()) {
    setWasmPaths(typeof wasmPaths === 'string' ? wasmPaths : { ...wasmPaths });
  }
  // A minified page that is cross-origin isolated hangs with TensorFlow.js's threaded build, which Node never uses.
  if (!started()) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await initialise(
    'wasm',
    'wasm',
    'check that WebAssembly is on and that wasmPaths names the place of tfjs-backend-wasm-simd.wasm, or use createBackend("cpu").',
  );
  completeWasmKernels();
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const device = simd ? 'WebAssembly SIMD' : 'WebAssembly';
  return assembleBackend({ name: 'wasm', tfName: 'wasm', device, kernels: await kernelsIfSupported() });
}

function started(): boolean {
  return 'wasm' in (tf.engine() as unknown as { registry: Record<string, unknown> }).registry;
}
