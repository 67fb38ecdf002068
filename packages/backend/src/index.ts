export {
  availableBackends,
  createBackend,
  type BackendAvailability,
  type BackendOptions,
} from './create-backend.js';
export type {
  Backend,
  BackendCapabilities,
  BackendName,
  Conv2dOptions,
  CreationOps,
  CumsumOptions,
  ElementwiseOps,
  GradientOps,
  LinearOps,
  LogicOps,
  MatMulOptions,
  MemoryInfo,
  MemoryOps,
  Pool2dOptions,
  ReduceOptions,
  ReductionOps,
  ShapeOps,
} from './backend.js';
export {
  run,
  type Progress,
  type RunOptions,
  type RunResult,
  type RunStatus,
  type StopRule,
} from './driver/run.js';
export {
  runRows,
  type RowOutcome,
  type RowRule,
  type RowsProgress,
  type RunRowsOptions,
  type RunRowsResult,
} from './driver/run-rows.js';
export { VsaError, type VsaErrorCode, type VsaErrorOptions } from './errors.js';
export type { BipolarVectors, HypervectorOps } from './hypervectors.js';
export type { Kernels, PhaseMethod } from './kernels/types.js';
export type {
  CoupledGraphs,
  CoupledOps,
  CoupledState,
  CoupledWeights,
  EvolveOps,
  EvolveOptions,
  OscillatorOps,
  OscillatorSystem,
  PairGraph,
  PairOps,
  PairWeights,
  TorusOps,
  TorusOptions,
  TorusSystem,
} from './oscillators.js';
export { createPairGraph } from './oscillators/graph.js';
export {
  formatShape,
  isTensor,
  sizeOf,
  type DType,
  type NestedNumbers,
  type Operand,
  type Shape,
  type Tensor,
  type TensorData,
  type TensorTree,
  type TensorValues,
} from './tensor.js';
export { disposeTree, mapTree, treeEntries, treeTensors, zipTrees } from './tree.js';
