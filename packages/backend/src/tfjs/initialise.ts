// Starts a TensorFlow.js backend by name, in one place, so that errors read alike.

import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from '../backend.js';
import { VsaError } from '../errors.js';

/**
 * Starts a registered TensorFlow.js backend.
 *
 * @param name - Our name, for the message.
 * @param tfName - TensorFlow.js's name.
 * @param remedy - What to do when it does not start.
 * @throws VsaError `BACKEND_UNAVAILABLE` when it does not start.
 */
export async function initialise(name: BackendName, tfName: string, remedy: string): Promise<void> {
  let started = false;
  let cause: unknown;
  try {
    started = await tf.setBackend(tfName);
    if (started) await tf.ready();
  } catch (error) {
    cause = error;
  }
  if (!started || cause !== undefined) {
    throw new VsaError(
      'BACKEND_UNAVAILABLE',
      `createBackend: the '${name}' backend did not start; ${remedy}`,
      {
        cause,
        details: { backend: name },
      },
    );
  }
}
