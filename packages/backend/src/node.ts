// Native TensorFlow, by the kernels and the binding of the optional package @tensorflow/tfjs-node.

import type { Backend } from './backend.js';
import { VsaError } from './errors.js';
import { kernelsIfSupported } from './kernels/if-supported.js';
import { assembleBackend } from './tfjs/assemble.js';
import { initialise } from './tfjs/initialise.js';

/** How to get the native library. */
const REMEDY =
  'install it with `npm i @tensorflow/tfjs-node`, or let VSA_TFJS_NODE name a folder made by tooling/native/build.mjs.';

/**
 * Starts native TensorFlow, in Node only.
 *
 * @returns The backend; it needs no freeing.
 * @throws VsaError `BACKEND_UNAVAILABLE` when the package or its native library is missing; the message says which, and how to get it.
 */
export async function createNodeBackend(): Promise<Backend> {
  if (typeof process === 'undefined' || typeof process.versions.node !== 'string') {
    throw new VsaError(
      'BACKEND_UNAVAILABLE',
      "createBackend: the 'node' backend runs in Node only; use 'webgpu' or 'wasm' here.",
    );
  }
  // Only now: these modules need Node's own, which pages do not have.
  const { loadTfjsNode, nativeBackendName } = await import('./native/load-tfjs-node.js');
  try {
    loadTfjsNode();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new VsaError('BACKEND_UNAVAILABLE', `createBackend: the 'node' backend is missing: ${reason}`, {
      cause,
      details: { backend: 'node' },
    });
  }
  await initialise('node', nativeBackendName, REMEDY);
  const kernels = await kernelsIfSupported();
  return assembleBackend({
    name: 'node',
    tfName: nativeBackendName,
    device: 'TensorFlow C library',
    parallelProducts: true,
    kernels,
  });
}
