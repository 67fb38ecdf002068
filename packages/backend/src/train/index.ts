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
  type CheckpointOptions,
  type EarlyStop,
  type LossContext,
  type TrainingLoss,
  type TrainingOptions,
  type TrainingProgress,
  type TrainingResult,
} from './train.js';
