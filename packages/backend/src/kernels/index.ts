export { createKernels } from './create-kernels.js';
export type {
  BatchKernels,
  CoordinateAscentOptions,
  DenseInput,
  DenseResult,
  DenseSolverOptions,
  DescendOptions,
  FieldsOptions,
  FieldsResult,
  KernelPool,
  KernelPoolOptions,
  Kernels,
  PoolRunOptions,
  ResonateInput,
  ResonateOptions,
  ResonateResult,
  Words,
} from './types.js';
