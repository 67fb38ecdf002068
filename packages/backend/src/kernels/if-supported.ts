// The kernels are an addition: without WebAssembly SIMD a backend goes on with tensors.

import { VsaError } from '../errors.js';
import { createKernels } from './create-kernels.js';
import type { Kernels } from './types.js';

/**
 * Loads the kernels where they run.
 *
 * @returns The kernels, or undefined where WebAssembly SIMD is missing.
 */
export async function kernelsIfSupported(): Promise<Kernels | undefined> {
  try {
    return await createKernels();
  } catch (error) {
    if (VsaError.isInstance(error) && error.code === 'WASM_UNSUPPORTED') return undefined;
    throw error;
  }
}
