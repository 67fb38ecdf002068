// One way to say that a file is damaged or does not fit.

import { VsaError } from '../../errors.js';

/** A `CHECKPOINT_INVALID` error with one clear line. */
export function invalid(
  message: string,
  details?: Readonly<Record<string, unknown>>,
  cause?: unknown,
): VsaError {
  return new VsaError('CHECKPOINT_INVALID', `checkpoint.${message}`, { details, cause });
}
