// The conditions of Theorems 3.1, 3.2 and 4.1 of Fanaskov and Oseledets, 2025, checked on numbers. Where one fails the flow is still a
// flow, but its energy may rise.

import type { Backend, Tensor } from '@vsa/backend';
import type { Lagrange } from '../lagrange/lagrange.js';
import type { Condition, ConditionName } from '../memory.js';

/** Weights that differ by less are equal: float32 sums of the order of 1 round by some 1e-7. */
const EQUAL = 1e-6;

/** Layers of more units have their Hessian probed in this many directions instead of all. */
const LARGEST_HESSIAN = 512;

/**
 * Turns a largest difference into a condition.
 *
 * @param name - Which condition.
 * @param difference - Largest difference found.
 * @param what - What should not differ.
 * @returns The condition.
 */
export function equality(name: ConditionName, difference: number, what: string): Condition {
  const holds = difference <= EQUAL;
  return { name, holds, detail: `${what} ${holds ? 'are' : 'differ by up to ' + difference.toPrecision(3)}` };
}

/**
 * Whether the Hessians of Lagrange functions are positive semidefinite at the first row of some states.
 *
 * @param backend - Tensor backend.
 * @param layers - Functions with states `[batch, ...sizes]`.
 * @returns The condition.
 */
export async function positiveHessian(
  backend: Backend,
  layers: readonly { readonly lagrange: Lagrange; readonly x: Tensor }[],
): Promise<Condition> {
  for (const { lagrange, x } of layers) {
    if (lagrange.convex === 'proven') continue;
    const lowest = await lowestCurvature(backend, lagrange, x);
    if (!(lowest >= 0)) {
      const detail = `the Hessian of the Lagrange function '${lagrange.name}' has a negative direction at a state`;
      return { name: 'positive-hessian', holds: false, detail };
    }
  }
  const detail = 'the Hessians of the Lagrange functions are positive semidefinite';
  return { name: 'positive-hessian', holds: true, detail };
}

/** 0 when the Hessian at the first row is positive semidefinite up to rounding, else -1. */
async function lowestCurvature(backend: Backend, lagrange: Lagrange, x: Tensor): Promise<number> {
  const sizes = x.shape.slice(1);
  const count = sizes.reduce((product, size) => product * size, 1);
  const probes = Math.min(count, LARGEST_HESSIAN);
  const products = backend.tidy(() => {
    const { broadcastTo, eye, reshape, slice } = backend;
    const row = slice(x, [0, ...sizes.map(() => 0)], [1, ...sizes]);
    const directions = slice(eye(count), [0, 0], [probes, count]);
    const there = broadcastTo(row, [probes, ...sizes]);
    const curved = lagrange.hessianProduct(backend, there, reshape(directions, [probes, ...sizes]));
    // Of a large layer, the leading block: a negative direction in it is one of the whole.
    return slice(reshape(curved, [probes, count]), [0, 0], [probes, probes]);
  });
  try {
    return isPositive(Float64Array.from(await backend.read(products)), probes) ? 0 : -1;
  } finally {
    products.dispose();
  }
}

/** Whether Cholesky's method goes through on a symmetric matrix plus a little of the identity. */
function isPositive(matrix: Float64Array, size: number): boolean {
  const scale = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // Float32 products round by about 1e-7 of the largest entry, and a row adds up to `size` of them.
  const slack = 1e-6 * scale * Math.sqrt(size) + 1e-12;
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let rest = matrix[row * size + column] ?? NaN;
      if (row === column) rest += slack;
      for (let k = 0; k < column; k += 1) {
        rest -= (factor[row * size + k] ?? 0) * (factor[column * size + k] ?? 0);
      }
      if (row === column && !(rest > 0)) return false;
      const pivot = factor[column * size + column] ?? 0;
      factor[row * size + column] = row === column ? Math.sqrt(rest) : rest / pivot;
    }
  }
  return true;
}
