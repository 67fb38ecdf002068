export type { Condition, ConditionName, Memory } from './memory.js';
export { functionCoupling, gatedCoupling, gramCoupling, type Coupling } from './coupled/coupling.js';
export {
  coupledMemory,
  hierarchicalMemory,
  type CoupledLayer,
  type CoupledState,
  type CouplingConstants,
  type Hierarchy,
  type HierarchyState,
} from './coupled/memory.js';
export { editedAccuracy, editLabel, type EditName, type LabelShares } from './edits.js';
export { decodeProducts, encodeProducts, type EncodeOptions } from './encoding.js';
export { convolutionLink, denseLink, type ConvolutionLinkOptions, type Link } from './hopfield/links.js';
export { hopfieldMemory, layeredHopfield } from './hopfield/memory.js';
export type { HopfieldNetwork, ThresholdLayer } from './hopfield/network.js';
export {
  layerNormLagrange,
  softmaxLagrange,
  sphericalLagrange,
  type LayerNormOptions,
} from './lagrange/collective.js';
export {
  expLagrange,
  identityLagrange,
  powerLagrange,
  reluLagrange,
  sigmoidLagrange,
  tanhLagrange,
} from './lagrange/elementwise.js';
export { ownLagrange, type Lagrange, type OwnLagrange } from './lagrange/lagrange.js';
export {
  createMultiplexer,
  type Multiplexer,
  type MultiplexerParts,
  type MultiplexName,
  type MultiplexStart,
} from './multiplexing.js';
export { convolutionOperator } from './operators/convolution.js';
export { denseOperator, symmetrised } from './operators/dense.js';
export type { LayerOperator } from './operators/operator.js';
export { sparseOperator } from './operators/sparse.js';
export { reluCrossPotential, type CrossPotential } from './oscillators/cross-potential.js';
export { kuramotoMemory, type KuramotoParts } from './oscillators/memory.js';
export { pairFunction, scaledPairs, type PairFunction } from './oscillators/pair-function.js';
export {
  attentionPotential,
  functionPotential,
  operatorPotential,
  reluPotential,
  sumPotentials,
  type AttentionCoefficients,
  type Potential,
  type ReluCoefficients,
} from './oscillators/potential.js';
export { smallWorldEdges, type SmallWorldOptions } from './oscillators/small-world.js';
export { normalised, tangent } from './oscillators/sphere.js';
export {
  pairDrive,
  pairEnergy,
  pairField,
  pairProducts,
  type PairCoupling,
  type PairWeights,
} from './pair-interaction.js';
export { simulate, type SimulateOptions, type Simulation } from './simulate.js';
export { countEditingParameters, countHopfieldParameters, type EditingSizes } from './sizes.js';
