// The reference implementation: plain JavaScript loops of TensorFlow.js's cpu backend. Slow, obvious, always there.

import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './backend.js';
import { assembleBackend } from './tfjs/assemble.js';
import { initialise } from './tfjs/initialise.js';

/**
 * Starts the reference backend.
 *
 * @returns The backend; it needs no freeing.
 */
export async function createCpuBackend(): Promise<Backend> {
  // Imported here: it registers itself, and a type declaration would carry a bare import on to consumers.
  await import('@tensorflow/tfjs-backend-cpu');
  await initialise('cpu', 'cpu', 'this should not happen: please report it.');
  quiet();
  return assembleBackend({ name: 'cpu', tfName: 'cpu', device: 'JavaScript' });
}

/** The first kernel in Node would print a banner that advertises another package. */
function quiet(): void {
  const instance = tf.engine().findBackend('cpu') as { firstUse?: boolean };
  instance.firstUse = false;
}
