// Rotations, projections and checks of oscillators, for the memories of oscillators alone and of both kinds.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import type { Condition } from '../memory.js';
import type { Potential } from '../oscillators/potential.js';
import { tangent } from '../oscillators/sphere.js';
import { equality } from './conditions.js';
import { checkFloat } from './validate.js';

/** Throws unless a rotation is `[D, D]` or `[N, D, D]`. */
export function checkOmega(backend: Backend, where: string, omega: Tensor): void {
  const { shape } = checkFloat(backend, where, 'omega', omega);
  if (
    (shape.length !== 2 && shape.length !== 3) ||
    shape.at(-1) !== shape.at(-2) ||
    (shape.at(-1) ?? 0) < 2
  ) {
    throw new RangeError(
      `${where}: expected omega of shape [D, D] or [N, D, D] with D >= 2, got ${formatShape(shape)}.`,
    );
  }
}

/** `Ω_i μ_i` with `Ω = (A - Aᵀ) / 2` for each row; A is `[D, D]`, or `[N, D, D]` for oscillators `[batch, N, D]`. */
function rotate(backend: Backend, a: Tensor, mu: Tensor): Tensor {
  const { expandDims, matMul, mul, reshape, squeeze, sub, transpose } = backend;
  const flipped = a.shape.length === 2 ? transpose(a) : transpose(a, [0, 2, 1]);
  const omega = mul(sub(a, flipped), 0.5);
  const length = mu.shape.at(-1) ?? 0;
  // μ_iᵀ Ωᵀ is (Ω μ_i)ᵀ.
  if (a.shape.length === 2) {
    const rows = reshape(mu, [-1, length]);
    return reshape(matMul(rows, omega, { transposeB: true }), mu.shape);
  }
  return squeeze(matMul(expandDims(omega, 0), expandDims(mu, 3)), [3]);
}

/** Largest difference between the rotations of two oscillators; 0 for one rotation of all. */
async function rotationSpread(backend: Backend, a: Tensor): Promise<number> {
  if (a.shape.length === 2) return 0;
  const { abs, max, sub, slice, tidy, transpose } = backend;
  const largest = tidy(() => {
    const skew = sub(a, transpose(a, [0, 2, 1]));
    return max(abs(sub(skew, slice(skew, [0, 0, 0], [1, -1, -1]))));
  });
  try {
    const [value = NaN] = await backend.read(largest);
    return value / 2;
  } finally {
    largest.dispose();
  }
}

/** `Ω μ + (I - μ μᵀ) force`. */
export function spun(backend: Backend, omega: Tensor | undefined, mu: Tensor, force: Tensor): Tensor {
  const along = tangent(backend, mu, force);
  return omega === undefined ? along : backend.add(along, rotate(backend, omega, mu));
}

/** Throws unless states are `[batch, ...sizes, D]` and the rotation fits. */
export function checkOscillators(
  backend: Backend,
  where: string,
  mu: Tensor,
  omega: Tensor | undefined,
): void {
  const { shape } = checkFloat(backend, where, 'mu', mu);
  const length = shape.at(-1) ?? 0;
  if (shape.length < 3 || shape.includes(0) || length < 2) {
    throw new RangeError(
      `${where}: expected mu of shape [batch, ...sizes, D] with D >= 2, got ${formatShape(shape)}.`,
    );
  }
  if (omega === undefined) return;
  const own = omega.shape.length === 3;
  if (omega.shape.at(-1) !== length || (own && (shape.length !== 3 || omega.shape[0] !== shape[1]))) {
    throw new RangeError(
      `${where}: expected omega ${formatShape(omega.shape)} to fit mu ${formatShape(shape)}: [D, D] or [N, D, D].`,
    );
  }
}

/** Conditions of Theorem 3.2. */
export async function oscillatorConditions(
  backend: Backend,
  potentials: readonly (Potential | undefined)[],
  omega: Tensor | undefined,
): Promise<readonly Condition[]> {
  const differences = await Promise.all(
    potentials.map((each) => each?.asymmetry(backend) ?? Promise.resolve(0)),
  );
  const spread = omega === undefined ? 0 : await rotationSpread(backend, omega);
  return [
    equality('symmetric-interactions', Math.max(0, ...differences), 'weights of (i, j) and (j, i)'),
    equality('common-rotation', spread, 'the rotations of the oscillators'),
  ];
}
