// What every group of operations shares: opening handles, wrapping results, and making sure that TensorFlow.js runs on our backend.

import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from '../backend.js';
import type { Operand, Tensor } from '../tensor.js';
import { BackendTensor } from './backend-tensor.js';

/** One live backend. */
export interface Context {
  /** Our name of it. */
  readonly name: BackendName;
  /** Makes TensorFlow.js run the next kernels here. */
  activate(): void;
  /** Handle -> TensorFlow.js tensor; activates. */
  open(where: string, tensor: Tensor): tf.Tensor;
  /** The same for a tensor or a number, which becomes a scalar of float32 or of the other operand's type. */
  operand(where: string, value: Operand, other?: Operand): tf.Tensor;
  /** TensorFlow.js tensor -> handle. */
  wrap(inner: tf.Tensor): Tensor;
  /** Runs several TensorFlow.js calls, frees what is in between, wraps the result. */
  composite(f: () => tf.Tensor): Tensor;
}

/** The two fields of TensorFlow.js's engine that choose where kernels run. */
interface EngineSlots {
  backendName: string;
  backendInstance: unknown;
}

/**
 * Makes the context of an initialised TensorFlow.js backend.
 *
 * @param name - Our name.
 * @param tfName - TensorFlow.js's name of it.
 * @returns Its context.
 */
export function createContext(name: BackendName, tfName: string): Context {
  const owner = {};
  const engine = tf.engine();
  const instance: unknown = engine.findBackend(tfName);
  // setBackend() would set every kernel up again (about a millisecond on wasm); the engine needs no more than these two fields.
  const slots = engine as unknown as EngineSlots;
  const activate = (): void => {
    if (slots.backendInstance !== instance) {
      slots.backendName = tfName;
      slots.backendInstance = instance;
    }
  };
  const open = (where: string, tensor: Tensor): tf.Tensor => {
    activate();
    return BackendTensor.open(where, tensor, owner, name);
  };
  const wrap = (inner: tf.Tensor): Tensor => new BackendTensor(inner, owner, name);
  return {
    name,
    activate,
    open,
    wrap,
    operand(where, value, other) {
      if (typeof value !== 'number') return open(where, value);
      activate();
      const whole = typeof other === 'object' && other.dtype === 'int32' && Number.isInteger(value);
      return tf.scalar(value, whole ? 'int32' : 'float32');
    },
    composite: (f) => wrap(tf.tidy(f)),
  };
}
