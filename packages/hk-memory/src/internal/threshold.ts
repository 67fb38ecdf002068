// Eq 6 and 7 on layers: activations, flow, energy and conditions, for the memories of threshold units alone and of both kinds.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkWhole } from '@vsa/backend/check';
import type { HopfieldNetwork } from '../hopfield/network.js';
import type { Condition } from '../memory.js';
import { equality, positiveHessian } from './conditions.js';
import { at } from './at.js';
import { sumRows } from './rows.js';
import { checkFloat } from './validate.js';

/** Throws unless layers, biases and the ends of links fit. */
export function checkNetwork(backend: Backend, where: string, { layers, links = [] }: HopfieldNetwork): void {
  if (layers.length === 0) throw new RangeError(`${where}: expected at least one layer, got none.`);
  for (const { bias } of layers) if (bias !== undefined) checkFloat(backend, where, 'a bias', bias);
  for (const { from, to } of links) {
    checkWhole(where, 'from', from, 0);
    checkWhole(where, 'to', to, 0);
    if (from >= layers.length || to >= layers.length) {
      throw new RangeError(
        `${where}: expected links between layers 0 .. ${layers.length - 1}, got one from ${from} to ${to}.`,
      );
    }
  }
}

/** Throws unless there is a state `[batch, ...sizes]` for each layer, of one batch. */
export function checkStates(
  backend: Backend,
  where: string,
  { layers }: HopfieldNetwork,
  states: readonly Tensor[],
): void {
  if (states.length !== layers.length) {
    throw new RangeError(`${where}: expected ${layers.length} layers of states x, got ${states.length}.`);
  }
  const batch = states[0]?.shape[0];
  for (const state of states) {
    const { shape } = checkFloat(backend, where, 'x', state);
    if (shape.length < 2 || shape.includes(0) || shape[0] !== batch) {
      throw new RangeError(
        `${where}: expected x of shape [batch, ...sizes] with one batch for all, got ${formatShape(shape)}.`,
      );
    }
  }
}

/** Activations g of each layer. */
export function activate(backend: Backend, { layers }: HopfieldNetwork, states: readonly Tensor[]): Tensor[] {
  return layers.map(({ lagrange }, layer) => lagrange.activation(backend, at(states, layer)));
}

/** What the weights drive each layer by: `W g`. */
function drive(
  backend: Backend,
  { layers, links = [] }: HopfieldNetwork,
  states: readonly Tensor[],
  activations: readonly Tensor[],
): (Tensor | undefined)[] {
  const { add, reshape } = backend;
  const arriving: Tensor[][] = layers.map(() => []);
  for (const [layer, { lateral: operator }] of layers.entries()) {
    if (operator !== undefined) arriving[layer]?.push(operator.apply(backend, at(activations, layer)));
  }
  for (const link of links) {
    const forward = link.forward(backend, at(activations, link.from));
    const backward = link.backward(backend, at(activations, link.to));
    arriving[link.to]?.push(reshape(forward, at(states, link.to).shape));
    arriving[link.from]?.push(reshape(backward, at(states, link.from).shape));
  }
  return arriving.map((parts) => (parts.length === 0 ? undefined : parts.reduce((a, b) => add(a, b))));
}

/** `E_H = Σ (x - b) · g - L - g · W g / 2` over all layers, `[batch]`. */
export function hopfieldEnergy(
  backend: Backend,
  network: HopfieldNetwork,
  states: readonly Tensor[],
  activations: readonly Tensor[],
): Tensor {
  const { add, mul, sub } = backend;
  const pulls = drive(backend, network, states, activations);
  return network.layers
    .map(({ lagrange, bias }, layer) => {
      const x = at(states, layer);
      const pull = pulls[layer];
      const shifted = bias === undefined ? x : sub(x, bias);
      const inner = pull === undefined ? shifted : sub(shifted, mul(pull, 0.5));
      return sub(sumRows(backend, mul(inner, at(activations, layer))), lagrange.value(backend, x));
    })
    .reduce((a, b) => add(a, b));
}

/** `W g - x + b` for each layer. */
export function hopfieldField(
  backend: Backend,
  network: HopfieldNetwork,
  states: readonly Tensor[],
  activations: readonly Tensor[],
): Tensor[] {
  const { add, neg, sub } = backend;
  const pulls = drive(backend, network, states, activations);
  return network.layers.map(({ bias }, layer) => {
    const x = at(states, layer);
    const pull = pulls[layer];
    const decayed = pull === undefined ? neg(x) : sub(pull, x);
    return bias === undefined ? decayed : add(decayed, bias);
  });
}

/** Conditions of Theorem 3.1. */
export async function thresholdConditions(
  backend: Backend,
  { layers }: HopfieldNetwork,
  states: readonly Tensor[],
): Promise<readonly Condition[]> {
  const differences = await Promise.all(
    layers.map(({ lateral }) => lateral?.asymmetry(backend) ?? Promise.resolve(0)),
  );
  const pairs = layers.map(({ lagrange }, layer) => ({ lagrange, x: at(states, layer) }));
  return [
    equality('symmetric-weights', Math.max(...differences), 'W and its transpose'),
    await positiveHessian(backend, pairs),
  ];
}
