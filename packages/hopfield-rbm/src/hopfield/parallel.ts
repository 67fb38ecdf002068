// Synchronous updates: all units at once, many states as one batch, on any backend.

import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { transposed } from '../internal/linear.js';
import { margins, restOfDiagonal, small } from '../internal/networks.js';
import type { HopfieldNetwork } from './network.js';

/** A network on a backend, float32. */
export interface HopfieldTensors extends Disposable {
  /** Fields of states `[rows, N]`, `[rows, N]`; the caller owns them. */
  readonly fields: (states: Tensor) => Tensor;
  /** Below these a field counts as 0, `[1, N]`. */
  readonly margins: Tensor;
  /** Gives the tensors back. */
  readonly dispose: () => void;
}

/**
 * Puts a network on a backend; where its factor is small, fields are U (Uᵀ s) plus the diagonal's part.
 *
 * @param backend - Tensor backend.
 * @param network - A checked network.
 * @returns Tensors that the caller gives back.
 */
export function hopfieldTensors(backend: Backend, network: HopfieldNetwork): HopfieldTensors {
  const { add, matMul, mul, tensor } = backend;
  const { couplings, field, factor } = network;
  const [n] = couplings.shape;
  const line = (values: Float64Array): Tensor => tensor(Float32Array.from(values), [1, n]);
  const applied = line(field);
  const least = line(margins(network));
  const make = (): { readonly owned: readonly Tensor[]; readonly pull: (states: Tensor) => Tensor } => {
    if (factor === undefined || !small(network)) {
      const j = tensor(Float32Array.from(couplings.values), [n, n]);
      return { owned: [j], pull: (states) => matMul(states, j) };
    }
    const p = factor.shape[1];
    const u = tensor(Float32Array.from(factor.values), [n, p]);
    const turned = tensor(Float32Array.from(transposed(factor).values), [p, n]);
    const rest = line(restOfDiagonal(network, factor));
    return {
      owned: [u, turned, rest],
      pull: (states) => add(matMul(matMul(states, u), turned), mul(states, rest)),
    };
  };
  const { owned, pull } = make();
  const dispose = (): void => {
    disposeTree([applied, least, ...owned]);
  };
  return {
    fields: (states) => backend.tidy(() => add(pull(states), applied)),
    margins: least,
    dispose,
    [Symbol.dispose]: dispose,
  };
}

/**
 * One synchronous step at temperature 0: each unit takes the sign of its field, or stays where that is 0. Pure.
 *
 * @param backend - Tensor backend.
 * @param network - The network on it.
 * @param states - +1 and -1, float32 `[rows, N]`.
 * @returns The next states.
 */
export function parallelStep(backend: Backend, network: HopfieldTensors, states: Tensor): Tensor {
  const { greater, less, neg, where } = backend;
  return backend.tidy(() => {
    const fields = network.fields(states);
    const up = greater(fields, network.margins);
    const down = less(fields, neg(network.margins));
    return where(up, 1, where(down, -1, states));
  });
}

/**
 * One synchronous step at temperature 1/β: p(s_i = +1) = 1 / (1 + exp(-2 β h_i)). Pure.
 *
 * @param backend - Tensor backend.
 * @param network - The network on it.
 * @param states - +1 and -1, float32 `[rows, N]`.
 * @param beta - β > 0.
 * @param draws - Uniform in [0, 1), `[rows, N]`.
 * @returns The next states.
 */
export function parallelGlauberStep(
  backend: Backend,
  network: HopfieldTensors,
  states: Tensor,
  beta: number,
  draws: Tensor,
): Tensor {
  const { less, mul, sigmoid, where } = backend;
  return backend.tidy(() => where(less(draws, sigmoid(mul(network.fields(states), 2 * beta))), 1, -1));
}
