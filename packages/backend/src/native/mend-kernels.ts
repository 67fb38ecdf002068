/**
 * Replaces the native kernels that call methods on tensors (`x.toInt()`, `x.sub(y)`).
 *
 * Such methods exist only where the union package `@tensorflow/tfjs` is loaded, which the loader avoids.
 * In tfjs-node 4.22 they are ArgMax and ArgMin of bool, Exp of int32, and Prelu.
 */
import * as tf from '@tensorflow/tfjs-core';

/**
 * Makes four kernels of a backend work without tensor methods; each keeps its original function for the other cases.
 * A kernel that the backend does not have is left out.
 *
 * @param backendName - The backend whose kernels are replaced.
 */
export function mendKernels(backendName: string): void {
  castFirst(backendName, tf.ArgMax, 'bool', 'int32');
  castFirst(backendName, tf.ArgMin, 'bool', 'int32');
  castFirst(backendName, tf.Exp, 'int32', 'float32');
  replace(backendName, tf.Prelu, () => ({ inputs }) => {
    const x = tensorOf(inputs['x']);
    const alpha = tensorOf(inputs['alpha']);
    return tf.tidy(() => tf.add(tf.relu(x), tf.mul(alpha, tf.minimum(x, 0))));
  });
}

/** Hands the kernel its input in type `to` where it comes in type `from`. */
function castFirst(backendName: string, kernelName: string, from: tf.DataType, to: tf.DataType): void {
  replace(backendName, kernelName, (original) => (params) => {
    const x = tensorOf(params.inputs['x']);
    if (x.dtype !== from) return original(params);
    const converted = tf.cast(x, to);
    const result = original({ ...params, inputs: { ...params.inputs, x: converted } });
    converted.dispose();
    return result;
  });
}

function replace(
  backendName: string,
  kernelName: string,
  make: (original: tf.KernelFunc) => tf.KernelFunc,
): void {
  const config = tf.getKernelsForBackend(backendName).find((kernel) => kernel.kernelName === kernelName);
  if (config === undefined) return;
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ ...config, kernelFunc: make(config.kernelFunc) });
}

/** tfjs types kernel inputs as mere records; its engine hands over tensors. */
function tensorOf(input: tf.TensorInfo | undefined): tf.Tensor {
  if (isTensor(input)) return input;
  throw new TypeError('mendKernels: expected the engine to hand the kernel a tensor, got none.');
}

function isTensor(input: unknown): input is tf.Tensor {
  return input instanceof tf.Tensor;
}
