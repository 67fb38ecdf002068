export { askInBatches, shareRight, type AskOptions } from './ask.js';
export { classLoss, saidClasses } from './class-loss.js';
export {
  countUnits,
  drawBatch,
  encodeImages,
  PAPER_LAYOUT,
  type LabelledImages,
  type UnitLayout,
} from './images.js';
export {
  askThreshold,
  thresholdGradient,
  type ThresholdLearning,
  type ThresholdQuestion,
} from './learn-threshold.js';
export {
  memoryOptimizer,
  PAPER_BATCH,
  PAPER_UPDATES,
  type MemoryOptimizerOptions,
  type MemorySolver,
} from './recipe.js';
export { initThreshold, type ThresholdParams } from './threshold.js';
export { createCueSet, drawCues, encodeCues, type Cues, type CueSet } from './edited-labels.js';
export type { EditingGraphs } from './coupled-field.js';
export {
  editingField,
  initEditing,
  type EditingParams,
  type EditingSetup,
  type EditingState,
  type FrozenThreshold,
} from './editing.js';
export {
  askEdited,
  editingGradient,
  type EditedAnswers,
  type EditedQuestion,
  type EditingLearning,
  type EditingTask,
} from './learn-editing.js';
