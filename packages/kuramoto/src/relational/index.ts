export {
  concatenated,
  concatenatedOf,
  dotProduct,
  dotProductOf,
  initConcatenated,
  initDotProduct,
  type BaselineOptions,
  type BaselineParams,
} from './baselines.js';
export { contextNorm, initContextNorm, type ContextNormParams } from './context-norm.js';
export {
  encode,
  initEncoder,
  type ConvolutionParams,
  type EncoderParams,
  type LinearParams,
} from './encoder.js';
export {
  accuracyOf,
  crossEntropy,
  trialAccuracy,
  trialLoss,
  type AccuracyOptions,
  type TrialClassifier,
  type TrialLossOptions,
} from './learning.js';
export {
  bindingInputs,
  initSameDifferent,
  pairCoherences,
  pairFeatures,
  sameDifferent,
  sameDifferentOf,
  type BindingInputs,
  type BindingOptions,
  type BindingParams,
  type ModelInitOptions,
  type NormName,
  type SameDifferentParams,
} from './model.js';
export { initPerceptron, perceptron, type PerceptronParams } from './perceptron.js';
export { relationalCouplings, relationalOptimizer, type RecipeOptions } from './recipe.js';
export {
  freezeCoherences,
  initRmtsHead,
  matchToSample,
  rmtsAccuracy,
  rmtsLoss,
  type CoherenceSet,
  type FreezeOptions,
  type RmtsHeadName,
  type RmtsHeadOptions,
  type RmtsLossOptions,
} from './rmts.js';
export {
  drawTrials,
  epochBatches,
  symbolImages,
  type SymbolPainter,
  type TrialBatch,
  type TrialImages,
  type TrialSet,
} from './trials.js';
export { contrastedLoss, type ContrastedLossOptions } from './contrasted.js';
export { settleEncoder, standardiseFeatures } from './standardise.js';
export { regroupedLoss, type RegroupedLossOptions } from './regrouped.js';
export type { PairClassifier } from './same-pairs.js';
