// Hopfield's memory, Eq 6 to 8 of Fanaskov and Oseledets, 2025, of one layer and of many.

import type { Backend, Tensor } from '@vsa/backend';
import { at } from '../internal/at.js';
import {
  activate,
  checkNetwork,
  checkStates,
  hopfieldEnergy,
  hopfieldField,
  thresholdConditions,
} from '../internal/threshold.js';
import type { Memory } from '../memory.js';
import type { HopfieldNetwork, ThresholdLayer } from './network.js';

/**
 * `dx/dt = W g(x) - x + b` on one layer.
 *
 * @param backend - Tensor backend.
 * @param layer - Lagrange function, bias and weights; its tensors stay the caller's and must live as long as the memory.
 * @returns The memory of states float32 `[batch, ...sizes]`.
 * @throws TypeError for a bias that is not a float32 tensor.
 * @example
 * ```ts
 * import { createBackend } from '@vsa/backend';
 * import { denseOperator, hopfieldMemory, tanhLagrange } from '@vsa/hk-memory';
 *
 * const backend = await createBackend('auto');
 * const lateral = denseOperator(backend, backend.tensor([[0, 2], [2, 0]]));
 * const memory = hopfieldMemory(backend, { lagrange: tanhLagrange(), lateral });
 * console.log(memory.energy(backend.tensor([[1, 1]])).shape); // => [ 1 ]
 * ```
 */
export function hopfieldMemory(backend: Backend, layer: ThresholdLayer): Memory<Tensor> {
  const whole = layeredHopfield(backend, { layers: [layer] });
  return {
    field: (t, x) => at(whole.field(t, [x]), 0),
    energy: (x) => whole.energy([x]),
    energyGradient: (x) => at(whole.energyGradient([x]), 0),
    project: undefined,
    conditions: (x) => whole.conditions([x]),
  };
}

/**
 * The same on layers with links between them: W in blocks, as in Example 1.
 *
 * @param backend - Tensor backend.
 * @param network - Layers and links; their tensors stay the caller's and must live as long as the memory.
 * @returns The memory of states float32 `[batch, ...sizes]`, one a layer.
 * @throws TypeError for a bias that is not a float32 tensor; RangeError for no layers, or links to layers that are not there.
 */
export function layeredHopfield(backend: Backend, network: HopfieldNetwork): Memory<readonly Tensor[]> {
  const where = 'hk-memory.layeredHopfield';
  checkNetwork(backend, where, network);
  return {
    field: (_, x) =>
      backend.tidy(() => {
        checkStates(backend, where, network, x);
        return hopfieldField(backend, network, x, activate(backend, network, x));
      }),
    energy: (x) =>
      backend.tidy(() => {
        checkStates(backend, where, network, x);
        return hopfieldEnergy(backend, network, x, activate(backend, network, x));
      }),
    energyGradient: (x) =>
      backend.tidy(() => {
        checkStates(backend, where, network, x);
        const field = hopfieldField(backend, network, x, activate(backend, network, x));
        return network.layers.map(({ lagrange }, layer) =>
          backend.neg(lagrange.hessianProduct(backend, at(x, layer), at(field, layer))),
        );
      }),
    project: undefined,
    conditions: (x) => {
      checkStates(backend, where, network, x);
      return thresholdConditions(backend, network, x);
    },
  };
}
