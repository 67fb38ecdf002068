export { associate, type AssociateOptions, type Associations } from './hopfield/associate.js';
export { classPatterns, type ClassPatterns } from './class-patterns.js';
export { cutTree } from './cluster/cut.js';
export { classTrees, subclassPatterns, type ClassTree, type SubclassPatterns } from './cluster/subclasses.js';
export { wardTree, type WardOptions, type WardTree } from './cluster/ward.js';
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
export {
  annealedLogPartition,
  type AnnealingOptions,
  type LogPartitionEstimate,
} from './rbm/annealed-partition.js';
export { sampleChains, startChains, type RbmChains, type SampleOptions } from './rbm/chains.js';
export { hiddenEnergy, visibleEnergy } from './rbm/energy.js';
export { exactLogPartition, type ExactMethod } from './rbm/exact-partition.js';
export { meanLogLikelihood } from './rbm/likelihood.js';
export { principalWeights, randomWeights } from './rbm/starts.js';
export { trainRbm, type TrainingResult } from './rbm/train.js';
export type { TrainingOptions, TrainingProgress } from './rbm/training-options.js';
export { loadTraining, saveTraining, trainedRbm, type RbmTraining } from './rbm/training-state.js';
export { expertFeatures } from './classify/features.js';
export {
  fitLogisticRegression,
  predictClasses,
  type LogisticRegression,
  type LogisticRegressionOptions,
} from './classify/logistic-regression.js';
export type { GibbsRunOptions } from './internal/gibbs.js';
