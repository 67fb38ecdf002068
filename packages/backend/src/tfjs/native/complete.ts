// Kernels that TensorFlow.js 4.22 lacks on native TensorFlow, so that one training step runs on every backend.

/** Registers the missing native kernels, once a process. */
export function completeNativeKernels(): void {
  // None is known to be missing.
}
