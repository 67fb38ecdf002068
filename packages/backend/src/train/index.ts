export {
  initTraining,
  loadTraining,
  saveTraining,
  type LoadedTraining,
  type TrainingOptimizer,
  type TrainingState,
} from './state.js';
export {
  train,
  trainByGradient,
  type CheckpointOptions,
  type EarlyStop,
  type LossContext,
  type TrainingGradient,
  type TrainingLoss,
  type TrainingOptions,
  type TrainingProgress,
  type TrainingResult,
} from './train.js';
