// Gradients and memory scopes.

import * as tf from '@tensorflow/tfjs-core';
import type { GradientOps, MemoryOps } from '../backend.js';
import { formatShape, type Tensor, type TensorTree } from '../tensor.js';
import { mapTree, treeTensors } from '../tree.js';
import type { Context } from './context.js';
import { stopGradient } from './reduction.js';

/** The part of the engine's state that a failed gradient leaves full. */
interface TapeState {
  gradientDepth: number;
  activeTape: { saved?: tf.Tensor[] }[] | null;
}

/** When the function to differentiate throws, the engine forgets the tensors that it saved for the way back; free them. */
function freeTapeOnError<R>(f: () => R): R {
  try {
    return f();
  } catch (error) {
    const state = tf.engine().state as unknown as TapeState;
    if (state.gradientDepth === 0) {
      for (const node of state.activeTape ?? []) tf.dispose(node.saved ?? []);
      state.activeTape = null;
    }
    throw error;
  }
}

/**
 * Gradient and memory operations of a context.
 *
 * @param context - A live backend.
 * @returns The operations.
 */
export function differentiationOps(context: Context): GradientOps & MemoryOps {
  const refuseAsync = (where: string, result: unknown): void => {
    if (result instanceof Promise) {
      throw new TypeError(
        `${where}: expected a synchronous function, got one that returns a promise; read values outside.`,
      );
    }
  };
  return {
    valueAndGrad(f, params) {
      const where = 'backend.valueAndGrad';
      const inputs = treeTensors(params);
      const floats = inputs.filter((tensor) => tensor.dtype === 'float32');
      const inner = floats.map((tensor) => context.open(where, tensor));
      if (inner.length === 0)
        throw new RangeError(`${where}: expected params with at least one float32 tensor, got none.`);
      const body = (): tf.Tensor => {
        const value = f(params);
        refuseAsync(where, value);
        const result = context.open(where, value);
        if (result.size !== 1) {
          throw new RangeError(
            `${where}: expected the function to return a scalar, got shape ${formatShape(result.shape)}; sum it first.`,
          );
        }
        return tf.reshape(result, []);
      };
      const { value, grads } = freeTapeOnError(() => tf.engine().gradients(body, inner, undefined, true));
      let index = 0;
      const byTensor = new Map<Tensor, Tensor>();
      for (const tensor of floats) {
        const gradient: tf.Tensor | null | undefined = grads[index];
        const source = inner[index];
        index += 1;
        if (source !== undefined) byTensor.set(tensor, context.wrap(gradient ?? tf.zerosLike(source)));
      }
      const gradient = mapTree(
        params,
        (tensor) => byTensor.get(tensor) ?? context.wrap(tf.zerosLike(context.open(where, tensor))),
      );
      return { value: context.wrap(value), gradient };
    },
    stopGradient: (x) => context.wrap(stopGradient(context.open('backend.stopGradient', x))),
    tidy<T extends TensorTree>(f: () => T): T {
      const engine = tf.engine();
      context.activate();
      engine.startScope('tidy');
      let result: T | undefined;
      let kept: tf.Tensor[] = [];
      try {
        result = f();
        refuseAsync('backend.tidy', result);
        kept = treeTensors(result).map((tensor) => context.open('backend.tidy', tensor));
        return result;
      } finally {
        engine.endScope(kept);
      }
    },
    keep(x) {
      tf.keep(context.open('backend.keep', x));
      return x;
    },
    memory() {
      const { numTensors, numBytes } = tf.memory();
      return { tensors: numTensors, bytes: numBytes };
    },
  };
}
