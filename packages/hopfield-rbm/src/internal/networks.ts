// Putting networks together and checking them.

import { formatShape } from '@vsa/backend';
import { checkFinite, choose } from '@vsa/backend/check';
import type { HopfieldNetwork, NetworkOptions, SelfCoupling } from '../hopfield/network.js';
import { checkMatrix, type Matrix } from '../matrix.js';

/** Two halves of J may differ by this share of its largest number: rounding of couplings computed elsewhere. */
const SYMMETRIC = 1e-9;

const DIAGONALS: Readonly<Record<SelfCoupling, (couplings: Matrix) => Matrix>> = {
  kept: (couplings) => couplings,
  removed: ({ values, shape }) => {
    const [n] = shape;
    return { values: values.map((value, index) => (index % (n + 1) === 0 ? 0 : value)), shape };
  },
};

/** A network with its options applied. */
export function assembled(
  where: string,
  couplings: Matrix,
  options: NetworkOptions,
  factor?: Matrix,
): HopfieldNetwork {
  const diagonal = choose(DIAGONALS, options.selfCoupling ?? 'kept', where, 'selfCoupling');
  const n = checkMatrix(where, 'couplings', couplings).shape[0];
  const field = Float64Array.from(options.field ?? new Float64Array(n), (value, unit) =>
    checkFinite(where, `field[${unit}]`, value),
  );
  const network = { couplings: diagonal(couplings), field, factor };
  checkNetwork(where, network);
  return network;
}

/** Throws unless a network holds together; gives N. */
export function checkNetwork(where: string, network: HopfieldNetwork): number {
  const { couplings, field, factor } = network;
  const { values, shape } = checkMatrix(where, 'couplings', couplings);
  const [n, columns] = shape;
  if (n !== columns) {
    throw new RangeError(`${where}: expected square couplings, got ${formatShape(shape)}.`);
  }
  if (field.length !== n) {
    throw new RangeError(`${where}: expected a field of shape [${n}], one a unit, got [${field.length}].`);
  }
  if (factor !== undefined && checkMatrix(where, 'factor', factor).shape[0] !== n) {
    throw new RangeError(`${where}: expected a factor of ${n} rows, one a unit, got ${factor.shape[0]}.`);
  }
  const allowed = SYMMETRIC * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < i; j += 1) {
      if (Math.abs((values[i * n + j] ?? 0) - (values[j * n + i] ?? 0)) <= allowed) continue;
      throw new RangeError(
        `${where}: expected symmetric couplings, got ${values[i * n + j]} at [${i}, ${j}] and ${values[j * n + i]} at [${j}, ${i}].`,
      );
    }
  }
  return n;
}

/** The way to the fields of a state, b + J s: through the factor where that is cheaper. */
export function fieldsOf(network: HopfieldNetwork): (state: Int8Array) => Float64Array {
  const { couplings, field, factor } = network;
  const n = field.length;
  const through = small(network) ? factor : undefined;
  if (through === undefined) {
    return (state) =>
      field.map((b, i) => {
        const start = i * n;
        let sum = b;
        for (let j = 0; j < n; j += 1) sum += (couplings.values[start + j] ?? 0) * (state[j] ?? 0);
        return sum;
      });
  }
  const p = through.shape[1];
  const rest = restOfDiagonal(network, through);
  return (state) => {
    const hidden = new Float64Array(p);
    for (let i = 0; i < n; i += 1) {
      for (let k = 0; k < p; k += 1) {
        hidden[k] = (hidden[k] ?? 0) + (through.values[i * p + k] ?? 0) * (state[i] ?? 0);
      }
    }
    return field.map((b, i) => {
      let sum = b + (rest[i] ?? 0) * (state[i] ?? 0);
      for (let k = 0; k < p; k += 1) sum += (through.values[i * p + k] ?? 0) * (hidden[k] ?? 0);
      return sum;
    });
  };
}

/** Whether fields are cheaper through the factor. */
export function small({ factor, field }: HopfieldNetwork): boolean {
  return factor !== undefined && 2 * factor.shape[1] < field.length;
}

/** J_ii less Σ_k U_ik². */
export function restOfDiagonal({ couplings }: HopfieldNetwork, factor: Matrix): Float64Array {
  const [n, p] = factor.shape;
  return Float64Array.from({ length: n }, (_, i) => {
    let rest = couplings.values[i * (n + 1)] ?? 0;
    for (let k = 0; k < p; k += 1) rest -= (factor.values[i * p + k] ?? 0) ** 2;
    // What rounding leaves of a diagonal that was kept.
    return Math.abs(rest) < 1e-12 ? 0 : rest;
  });
}

/** Fields below these are taken for 0: float32 cannot tell them from it, so that all backends take the same steps. */
export function margins({ couplings, field }: HopfieldNetwork): Float64Array {
  const [n] = couplings.shape;
  // Four units of float32's last place of the largest sum that can be.
  return field.map((b, i) => {
    let sum = Math.abs(b);
    for (let j = 0; j < n; j += 1) sum += Math.abs(couplings.values[i * n + j] ?? 0);
    return sum * 2 ** -22;
  });
}
