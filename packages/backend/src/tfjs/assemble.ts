// Puts the groups of operations together into a Backend.

import type { Backend, BackendCapabilities, BackendName } from '../backend.js';
import type { Kernels } from '../kernels/types.js';
import { createPackedHypervectors } from '../hypervectors/packed.js';
import { createTensorHypervectors } from '../hypervectors/tensor.js';
import { hostPairs } from '../oscillators/pairs-host.js';
import { createTensorCoupled } from '../oscillators/coupled-tensor.js';
import { createTensorPairs } from '../oscillators/pairs-tensor.js';
import { createTensorOscillators } from '../oscillators/tensor.js';
import { createTensorTorus } from '../oscillators/torus-tensor.js';
import type { PairOps, TorusOps } from '../oscillators.js';
import { createContext, type Context } from './context.js';
import { creationOps } from './creation.js';
import { differentiationOps } from './differentiation.js';
import { elementwiseOps } from './elementwise.js';
import { registerGradients } from './gradients/register.js';
import { createFusedCoupled } from './fused-coupled.js';
import { createFusedOscillators } from './fused-oscillators.js';
import { createFusedPairs } from './fused-pairs.js';
import { createFusedTorus } from './fused-torus.js';
import { linearOps } from './linear.js';
import { logicOps } from './logic.js';
import { reductionOps } from './reduction.js';
import { shapeOps } from './shape.js';

/** What differs between implementations. */
export interface AssembleOptions {
  /** Our name. */
  readonly name: BackendName;
  /** TensorFlow.js's name; it must be initialised. */
  readonly tfName: string;
  /** What runs the numbers, in words. */
  readonly device: string;
  /** True when a GPU is emulated. @defaultValue `false` */
  readonly softwareAdapter?: boolean | undefined;
  /** True when one large matrix product keeps every core, or a GPU, busy. @defaultValue `false` */
  readonly parallelProducts?: boolean | undefined;
  /** Fused solvers, if there are any. */
  readonly kernels?: Kernels | undefined;
  /** Resolves when the device is gone, in words. */
  readonly lost?: Promise<string> | undefined;
  /** Sums over edges of a graph, where the host cannot read tensors at once. @defaultValue loops on the host, or its kernels */
  readonly pairs?: ((context: Context, plain: PairOps) => PairOps) | undefined;
  /** Oscillators on a torus, where there are no kernels. @defaultValue tensor operations */
  readonly torus?: ((context: Context, plain: TorusOps) => TorusOps) | undefined;
}

/**
 * Makes a Backend of an initialised TensorFlow.js backend.
 *
 * @param options - See {@link AssembleOptions}.
 * @returns The backend.
 */
export function assembleBackend(options: AssembleOptions): Backend {
  const { name, tfName, device, softwareAdapter = false, parallelProducts = false, kernels, lost } = options;
  registerGradients();
  const context = createContext(name, tfName);
  const operations = {
    ...creationOps(context),
    ...elementwiseOps(context),
    ...logicOps(context),
    ...reductionOps(context),
    ...linearOps(context),
    ...shapeOps(context),
    ...differentiationOps(context),
  };
  // Kernels come with backends whose tensors the host can read at once.
  const hypervectors =
    kernels === undefined
      ? createTensorHypervectors(operations)
      : createPackedHypervectors(kernels, {
          readSync: (where, x) => context.open(where, x).dataSync<'float32' | 'int32'>(),
          tensor: (values, shape) =>
            operations.tensor(values, shape, values instanceof Int32Array ? 'int32' : 'float32'),
        });
  const plain = createTensorOscillators(operations);
  const evolution = kernels === undefined ? plain : createFusedOscillators(context, kernels, plain);
  const plainPairs = createTensorPairs(operations);
  const pairs =
    options.pairs?.(context, plainPairs) ?? createFusedPairs(context, kernels ?? hostPairs, plainPairs);
  const plainCoupled = createTensorCoupled(operations, pairs);
  const coupled = kernels === undefined ? plainCoupled : createFusedCoupled(context, kernels, plainCoupled);
  const plainTorus = createTensorTorus(operations);
  const torus =
    kernels === undefined
      ? (options.torus?.(context, plainTorus) ?? plainTorus)
      : createFusedTorus(context, kernels, plainTorus);
  const oscillators = { ...evolution, ...pairs, ...coupled, ...torus };
  const capabilities: BackendCapabilities = {
    device,
    softwareAdapter,
    parallelProducts,
    hypervectors: kernels === undefined ? 'tensor' : 'wasm-simd',
  };
  return { ...operations, name, capabilities, hypervectors, oscillators, kernels, lost };
}
