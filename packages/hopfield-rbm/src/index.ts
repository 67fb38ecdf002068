export { classPatterns, type ClassPatterns } from './class-patterns.js';
export {
  energies,
  hopfieldNetwork,
  type HopfieldNetwork,
  type NetworkOptions,
  type SelfCoupling,
} from './hopfield/network.js';
export {
  recall,
  type HopfieldRecall,
  type HopfieldRecallOptions,
  type HopfieldRecallResult,
  type RecallStatus,
  type UpdateOrder,
} from './hopfield/recall.js';
export { dreamingNetwork, hebbianNetwork, projectionNetwork, storkeyNetwork } from './hopfield/rules.js';
export { sampleStates, type SampleStatesOptions } from './hopfield/sample.js';
export { unlearn, type UnlearnOptions } from './hopfield/unlearn.js';
export {
  hebbianMap,
  qrMap,
  squareRootMap,
  svdMap,
  type DiagonalSigns,
  type PatternMap,
  type QrMapOptions,
} from './maps/decompositions.js';
export {
  binarisePatterns,
  lowdin,
  rbmToHopfield,
  type BinarisedPatterns,
  type BinarisePatternsOptions,
  type Orthogonalisation,
} from './maps/from-rbm.js';
export {
  machineFreeEnergy,
  machineLogFactor,
  overlapMachine,
  projectionMachine,
  type GaussianMachine,
} from './maps/gaussian-machines.js';
export { hopfieldToRbm, type HopfieldRbm, type HopfieldToRbmOptions, type MapName } from './maps/to-rbm.js';
export { matrix, type Matrix } from './matrix.js';
export { overlaps, projections } from './overlap.js';
export type { Patterns, SignRows } from './patterns.js';
export { rbmParams, type RbmParams, type RbmParamsOptions } from './rbm/params.js';
