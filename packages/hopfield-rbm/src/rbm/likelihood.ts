// Log-likelihood of data: ln p(s) = -β H(s) - ln Z. Smart and Zilman (2021), Eq 15 and App. E.1.

import type { Backend } from '@vsa/backend';
import { checkFinite } from '@vsa/backend/check';
import { machineOf } from '../internal/machine.js';
import { forEachBlock } from '../internal/project.js';
import { checkSigns } from '../internal/signs.js';
import type { SignRows } from '../patterns.js';
import type { RbmParams } from './params.js';

/**
 * Mean of ln p(s) over data. Cost O(rows N p), in blocks: data stay bytes.
 *
 * @param backend - Tensor backend, for the products.
 * @param params - The machine.
 * @param data - +1 and -1, `[rows, N]`.
 * @param logPartition - ln Z, from `exactLogPartition` or `annealedLogPartition`.
 * @returns The mean, nats a state; energies are float32 products summed in float64.
 * @throws TypeError for a wrong kind; RangeError for other values than +1 and -1, another number of units or a ln Z that is not finite.
 */
export async function meanLogLikelihood(
  backend: Backend,
  params: RbmParams,
  data: SignRows,
  logPartition: number,
): Promise<number> {
  const where = 'hopfield-rbm.meanLogLikelihood';
  checkFinite(where, 'logPartition', logPartition);
  const [n, p] = params.weights.shape;
  const rows = checkSigns(where, 'state', data, n);
  const { visibleField, hiddenField, beta } = params;
  let exponent = 0;
  await forEachBlock(backend, machineOf(params), rows, (inputs) => {
    for (let index = 0; index < inputs.length; index += 1) {
      const h = inputs[index] ?? 0;
      exponent += h * ((hiddenField[index % p] ?? 0) + h / 2);
    }
  });
  // Most machines have no visible field; its term is linear, so the data's mean would do.
  if (visibleField.some((value) => value !== 0)) {
    rows.values.forEach((sign, index) => {
      exponent += sign * (visibleField[index % n] ?? 0);
    });
  }
  return (beta * exponent) / rows.shape[0] - logPartition;
}
