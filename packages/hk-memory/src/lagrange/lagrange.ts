// A Lagrange function L decides what a population of threshold units does: its gradient is the activation g = ∂L/∂x (section 3.1 of
// Fanaskov and Oseledets, 2025, after D. Krotov and J. Hopfield, Large associative memory problem, 2021).

import type { Backend, Tensor } from '@vsa/backend';

/** A Lagrange function with what the equations of motion and the proofs need of it. States are float32 `[batch, ...sizes]`. */
export interface Lagrange {
  /** For messages and model files. */
  readonly name: string;
  /** Whether the Hessian is positive semidefinite everywhere, as Theorem 3.1 wants it; `'unknown'` is checked at the states of a run. */
  readonly convex: 'proven' | 'unknown';
  /** L of each row, `[batch]`. */
  value(backend: Backend, x: Tensor): Tensor;
  /** g = ∂L/∂x, of the shape of x. */
  activation(backend: Backend, x: Tensor): Tensor;
  /** Hessian of L at x times v, of the shape of x. */
  hessianProduct(backend: Backend, x: Tensor, v: Tensor): Tensor;
}

/** A Lagrange function of the user's own. */
export interface OwnLagrange {
  /** For messages. @defaultValue `'own'` */
  readonly name?: string | undefined;
  /** L of each row: `[batch, ...sizes]` to `[batch]`, of differentiable operations. */
  readonly value: (backend: Backend, x: Tensor) => Tensor;
  /** Its gradient, of the shape of x. */
  readonly activation: (backend: Backend, x: Tensor) => Tensor;
  /** Hessian times v. @defaultValue the gradient of `g(x) · v` by reverse accumulation, which holds as Hessians are symmetric */
  readonly hessianProduct?: ((backend: Backend, x: Tensor, v: Tensor) => Tensor) | undefined;
}

/**
 * A Lagrange function from L and its gradient.
 *
 * @param own - See {@link OwnLagrange}; that the one is the other's gradient is the caller's to see to.
 * @returns The function; whether its Hessian is positive semidefinite is checked at the states of a run.
 * @example
 * ```ts
 * import { createBackend } from '@vsa/backend';
 * import { ownLagrange } from '@vsa/hk-memory';
 *
 * const backend = await createBackend('auto');
 * const quartic = ownLagrange({
 *   value: ({ mul, square, sum }, x) => mul(sum(square(square(x)), { axis: 1 }), 0.25),
 *   activation: ({ mul, square }, x) => mul(square(x), x),
 * });
 * const product = quartic.hessianProduct(backend, backend.tensor([[1, 2]]), backend.tensor([[1, 1]]));
 * console.log([...(await backend.read(product))]); // => [ 3, 12 ]
 * ```
 */
export function ownLagrange({ name = 'own', value, activation, hessianProduct }: OwnLagrange): Lagrange {
  const byReverse = (backend: Backend, x: Tensor, v: Tensor): Tensor =>
    backend.tidy(
      () => backend.valueAndGrad((at) => backend.sum(backend.mul(activation(backend, at), v)), x).gradient,
    );
  return { name, convex: 'unknown', value, activation, hessianProduct: hessianProduct ?? byReverse };
}
