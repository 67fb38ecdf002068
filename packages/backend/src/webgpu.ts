import type { Backend } from './backend.js';
import type { BackendOptions } from './create-backend.js';
import { VsaError } from './errors.js';

/**
 * Starts WebGPU.
 *
 * @param _options - See BackendOptions.
 * @returns The backend.
 */
export function createWebGPUBackend(_options: BackendOptions = {}): Promise<Backend> {
  return Promise.reject(new VsaError('BACKEND_UNAVAILABLE', 'not yet'));
}
