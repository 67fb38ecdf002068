// A stored network: one .safetensors file with patterns, couplings and field, which NumPy and PyTorch read too.

import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '@vsa/backend/checkpoint';
import { hopfieldNetwork, matrix, type HopfieldNetwork, type Patterns } from '@vsa/hopfield-rbm';
import { readBytes } from '../files/read-bytes.js';
import { InputError } from '../input-error.js';
import { refused } from './signs.js';

/** A network with the patterns that it stores. */
export interface StoredNetwork {
  /** The network. */
  readonly network: HopfieldNetwork;
  /** Its patterns, `[p, N]`. */
  readonly patterns: Patterns;
}

/**
 * Lays a network out as a file.
 *
 * @param stored - The network and its patterns.
 * @param metadata - What else it says.
 * @returns The bytes: `patterns` F32 `[p, N]`, `couplings` F64 `[N, N]`, `field` F64 `[N]`, and `factor` F64 `[N, p]` where there is one.
 */
export function encodeNetwork(
  { network, patterns }: StoredNetwork,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const { couplings, field, factor } = network;
  const tensors = new Map<string, StoredTensor>([
    ['patterns', { dtype: 'F32', shape: patterns.shape, data: Float32Array.from(patterns.values) }],
    ['couplings', { dtype: 'F64', shape: couplings.shape, data: couplings.values }],
    ['field', { dtype: 'F64', shape: [field.length], data: field }],
  ]);
  if (factor !== undefined) {
    tensors.set('factor', { dtype: 'F64', shape: factor.shape, data: factor.values });
  }
  return encodeSafetensors(tensors, { format: 'vsa hopfield', ...metadata });
}

/**
 * Reads a stored network.
 *
 * @param path - The file.
 * @returns The network and its patterns.
 * @throws InputError, one line that names the file, for everything that is wrong with it.
 */
export async function readNetwork(path: string): Promise<StoredNetwork> {
  const bytes = await readBytes(path);
  return refused(path, () => {
    const { tensors } = decodeSafetensors(bytes);
    const couplings = square(tensors, 'couplings');
    const field = numbers(tensors, 'field');
    const network = hopfieldNetwork(matrix(couplings.values, couplings.shape), { field: field.values });
    const patterns = square(tensors, 'patterns');
    const factor = tensors.has('factor') ? square(tensors, 'factor') : undefined;
    return {
      network: factor === undefined ? network : { ...network, factor: matrix(factor.values, factor.shape) },
      patterns: { values: Int8Array.from(patterns.values), shape: patterns.shape },
    };
  });
}

function numbers(
  tensors: ReadonlyMap<string, StoredTensor>,
  name: string,
): { readonly values: Float64Array; readonly shape: readonly number[] } {
  const found = tensors.get(name);
  if (found === undefined) {
    throw new InputError(`expected a network of 'vsa hopfield store' with '${name}', the file has none.`);
  }
  return { values: Float64Array.from(found.data as ArrayLike<number | bigint>, Number), shape: found.shape };
}

function square(
  tensors: ReadonlyMap<string, StoredTensor>,
  name: string,
): { readonly values: Float64Array; readonly shape: readonly [number, number] } {
  const { values, shape } = numbers(tensors, name);
  const [rows = 0, columns = 0] = shape;
  if (shape.length !== 2) throw new InputError(`expected '${name}' in two dimensions, got ${shape.length}.`);
  return { values, shape: [rows, columns] };
}
