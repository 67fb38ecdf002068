// Set-up work that all composites share.

import type { Backend, Tensor } from '@vsa/backend';
import { choose } from '@vsa/backend/check';
import { checkCodebooks, readMatrix, type HostMatrix } from './internal/validate.js';
import type { ResonatorParams } from './model.js';
import { synapses, transpose, type SynapseName } from './synapses.js';

/** Options of {@link prepare}. */
export interface PrepareOptions {
  /** How an estimate is compared with a codebook. @defaultValue `'outer-product'` */
  readonly synapse?: SynapseName | undefined;
}

/**
 * Brings codebooks into the forms that `step` and `decode` need: transposed once here, so that no step transposes.
 *
 * @param backend - Tensor backend.
 * @param codebooks - One a factor, at least two, `[n_k, D]`, a vector a row, finite.
 * @param options - See {@link PrepareOptions}.
 * @returns Tensors that the caller owns; free them with `disposeTree`.
 * @throws TypeError for a wrong kind; RangeError for a wrong shape, an unknown synapse, or a value that is not finite; VsaError for a
 * tensor of another backend or one already disposed.
 */
export async function prepare(
  backend: Backend,
  codebooks: readonly Tensor[],
  options: PrepareOptions = {},
): Promise<ResonatorParams> {
  const dimension = checkCodebooks(backend, 'resonator.prepare', codebooks);
  const hosts: HostMatrix[] = [];
  for (const [k, codebook] of codebooks.entries()) {
    hosts.push(await readMatrix(backend, 'resonator.prepare', `codebook ${k}`, codebook));
  }
  return prepareFromHost(backend, hosts, dimension, options.synapse ?? 'outer-product');
}

/**
 * The same from values that are already on the host and checked.
 *
 * @param backend - Tensor backend.
 * @param hosts - The codebooks.
 * @param dimension - D.
 * @param synapse - How an estimate is compared with a codebook.
 * @returns Tensors that the caller owns.
 */
export function prepareFromHost(
  backend: Backend,
  hosts: readonly HostMatrix[],
  dimension: number,
  synapse: SynapseName,
): ResonatorParams {
  const rule = choose(synapses, synapse, 'resonator.prepare', 'synapse');
  const columns = hosts.map(({ values, rows }) => transpose({ values, count: rows, dimension }));
  // The outer product's probe is the transpose itself: both names then hold the same tensors.
  const probes =
    synapse === 'outer-product'
      ? undefined
      : hosts.map(({ values, rows }) => rule({ values, count: rows, dimension }));
  const transposes = columns.map((values, k) => backend.tensor(values, [dimension, hosts[k]?.rows ?? 0]));
  return {
    codebooks: hosts.map(({ values, rows }) => backend.tensor(values, [rows, dimension])),
    transposes,
    probes:
      probes?.map((values, k) => backend.tensor(values, [dimension, hosts[k]?.rows ?? 0])) ?? transposes,
    squaredLengths: hosts.map(({ values, rows }) => squaredLengths(values, rows, dimension)),
  };
}

function squaredLengths(values: Float32Array, rows: number, dimension: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let d = row * dimension; d < (row + 1) * dimension; d += 1) sum += (values[d] ?? 0) ** 2;
    return sum;
  });
}
