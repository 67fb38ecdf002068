import type { Backend } from './backend.js';
import { VsaError } from './errors.js';

/**
 * Starts native TensorFlow.
 *
 * @returns The backend.
 */
export function createNodeBackend(): Promise<Backend> {
  return Promise.reject(new VsaError('BACKEND_UNAVAILABLE', 'not yet'));
}
