// The safetensors format, read by @vsa/backend/checkpoint.

import { VsaError } from '@vsa/backend';
import { decodeSafetensors } from '@vsa/backend/checkpoint';
import { InputError } from '../input-error.js';
import type { NamedArrays } from './array.js';

/**
 * Lists the arrays of a .safetensors file; elements are float32, float64, int32, int64, uint8 or bool.
 *
 * @param bytes - The whole file.
 * @param name - Name of the file in messages.
 * @returns The arrays by name.
 * @throws InputError for a damaged file or another element type.
 */
export function parseSafetensors(bytes: Uint8Array, name: string): NamedArrays {
  try {
    const { tensors } = decodeSafetensors(bytes);
    return new Map(
      Array.from(tensors, ([key, { shape, data }]) => [
        key,
        () => ({ shape, values: Float32Array.from(data as ArrayLike<number | bigint>, Number) }),
      ]),
    );
  } catch (error) {
    if (!VsaError.isInstance(error)) throw error;
    throw new InputError(`${name}: expected a .safetensors file; ${error.message}`, { cause: error });
  }
}
