export {
  adam,
  adamW,
  lion,
  momentum,
  nesterov,
  sgd,
  type MomentumOptions,
  type Optimizer,
  type WeightDecayOptions,
} from './aliases.js';
export {
  addDecayedWeights,
  clipByGlobalNorm,
  scale,
  scaleByAdam,
  scaleByLearningRate,
  scaleByLionSign,
  traceMomentum,
  traceNesterov,
  type AdamOptions,
  type AdamState,
  type LionOptions,
  type StepState,
  type TraceState,
} from './pieces.js';
export {
  constant,
  cosineDecay,
  exponentialDecay,
  piecewise,
  warmUp,
  type CosineDecayOptions,
  type ExponentialDecayOptions,
  type Schedule,
} from './schedules.js';
export { applyUpdates, chain, flattened, type GradientTransform, type Transformed } from './transform.js';
