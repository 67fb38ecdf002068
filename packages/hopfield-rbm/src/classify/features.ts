// Features of a product of experts: how well each machine explains a state. Smart and Zilman (2021), Eq 16; with the factor 1/2 that their
// code has, so that a feature is minus the machine's energy (without fields).

import type { Backend } from '@vsa/backend';
import { machineOf } from '../internal/machine.js';
import { forEachBlock } from '../internal/project.js';
import { checkSigns } from '../internal/signs.js';
import type { Matrix } from '../matrix.js';
import type { SignRows } from '../patterns.js';
import type { RbmParams } from '../rbm/params.js';

/**
 * The feature ½ |Wᵀs|² of each state and machine. Cost O(rows N p) a machine; data stay bytes.
 *
 * @param backend - Tensor backend, for the products.
 * @param experts - Machines of one N, at least one; their fields are left out, as in the paper.
 * @param data - +1 and -1, `[rows, N]`.
 * @returns Features, `[rows, experts]`.
 * @throws TypeError for a wrong kind; RangeError for no experts, experts of different N, or data that do not fit.
 */
export async function expertFeatures(
  backend: Backend,
  experts: readonly RbmParams[],
  data: SignRows,
): Promise<Matrix> {
  const where = 'hopfield-rbm.expertFeatures';
  const [first] = experts;
  if (first === undefined) throw new RangeError(`${where}: expected at least one expert, got none.`);
  const [n] = first.weights.shape;
  const other = experts.find(({ weights }) => weights.shape[0] !== n);
  if (other !== undefined) {
    throw new RangeError(
      `${where}: expected experts of one number of visible units, got ${n} and ${other.weights.shape[0]}.`,
    );
  }
  const rows = checkSigns(where, 'state', data, n);
  const values = new Float64Array(rows.shape[0] * experts.length);
  for (const [expert, params] of experts.entries()) {
    const [, p] = params.weights.shape;
    await forEachBlock(backend, machineOf(params), rows, (inputs, begin) => {
      for (let index = 0; index < inputs.length; index += 1) {
        const at = (begin + Math.floor(index / p)) * experts.length + expert;
        values[at] = (values[at] ?? 0) + (inputs[index] ?? 0) ** 2 / 2;
      }
    });
  }
  return { values, shape: [rows.shape[0], experts.length] };
}
