export {
  calibrationError,
  type Calibration,
  type CalibrationBin,
  type CalibrationOptions,
  type Prediction,
} from './calibration.js';
export { coordinateStep } from './coordinate.js';
export { freeEnergy, gradient } from './energy.js';
export {
  gumbelSoftmax,
  straightThrough,
  type ChoiceEstimator,
  type EstimatorName,
  type GumbelSoftmaxOptions,
} from './estimators.js';
export { factorize } from './factorize.js';
export {
  gaussianFactorize,
  gaussianLoss,
  type GaussianFactors,
  type GaussianLoss,
  type GaussianOptions,
} from './gaussian.js';
export type { Priors } from './internal/check.js';
export { decode, init, posteriors } from './logits.js';
export {
  adam,
  coordinate,
  sgd,
  type AdamOptions,
  type GradientOptions,
  type OptimizerName,
  type VrnOptimizer,
  type VrnState,
} from './optimizers.js';
export type { RestartOptions, VrnFactors, VrnOptions, VrnPath, VrnResult } from './options.js';
export { createProblem, type DeltaScale, type ProblemOptions, type VrnProblem } from './problem.js';
export { safeLearningRate } from './safe-rate.js';
export { constant, geometric, type GammaSchedule } from './schedule.js';
export { unroll, type UnrollOptions, type UnrollResult } from './unroll.js';
