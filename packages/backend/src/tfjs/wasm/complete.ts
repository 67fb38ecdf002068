// Kernels that TensorFlow.js 4.22 lacks on wasm, or gets wrong or slow there, so that one training step runs on every backend.

import { registerConvolutionKernels } from './convolution.js';
import { registerGatherKernel } from './gather.js';
import { registerMatMulKernel } from './mat-mul.js';
import { registerReverseKernel } from './reverse.js';
import { registerSegmentSumKernel } from './segment-sum.js';
import { registerTileKernel } from './tile.js';

let completed = false;

/** Registers the missing wasm kernels, once a process. */
export function completeWasmKernels(): void {
  if (completed) return;
  completed = true;
  registerMatMulKernel();
  registerGatherKernel();
  registerSegmentSumKernel();
  registerConvolutionKernels();
  registerTileKernel();
  registerReverseKernel();
}
