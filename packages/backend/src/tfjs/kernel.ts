// Registering a kernel that is written in terms of other kernels.

import * as tf from '@tensorflow/tfjs-core';

/** A call of a kernel. */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly attrs: Readonly<Record<string, unknown>>;
}

/** Registers a kernel in place of the one that may be there. The inner operations are not taped, and their temporaries are freed. */
export function registerKernel(
  backendName: string,
  kernelName: string,
  compute: (call: KernelCall) => tf.Tensor,
): void {
  if (tf.getKernel(kernelName, backendName) as unknown) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() =>
        compute({
          inputs: inputs as unknown as KernelCall['inputs'],
          attrs: attrs ?? {},
        }),
      ),
  });
}

/** The named input of a call. */
export function input(call: KernelCall, name: string): tf.Tensor {
  const tensor = call.inputs[name];
  if (tensor === undefined) throw new Error(`internal: a kernel was called without its input '${name}'.`);
  return tensor;
}

/** The kernel that TensorFlow.js registered, as a function. */
export function originalKernel(
  backendName: string,
  kernelName: string,
): (call: KernelCall, attrs: Readonly<Record<string, unknown>>) => tf.Tensor {
  const original = tf.getKernel(kernelName, backendName);
  original.setupFunc?.(tf.backend());
  return ({ inputs }, attrs) => {
    const info = original.kernelFunc({
      inputs: { ...inputs },
      backend: tf.backend(),
      attrs: { ...attrs } as NonNullable<Parameters<tf.KernelFunc>[0]['attrs']>,
    });
    if (Array.isArray(info)) throw new Error(`internal: ${kernelName} gave several outputs.`);
    return tf.engine().makeTensorFromTensorInfo(info);
  };
}
