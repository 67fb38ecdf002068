export { attractorCorrelations, overlaps, pearson } from './correlation.js';
export { energy, type EnergyName, type EnergyOptions } from './energy.js';
export { adjacency, rowSums, toDense, type NormalisationName, type SparseMatrix } from './graph/adjacency.js';
export { barbellCommunities, tutteCommunities } from './graph/communities.js';
export {
  barbellGraph,
  completeGraph,
  cycleGraph,
  directedCycleGraph,
  emptyGraph,
  karateClubGraph,
  karateClubHalves,
  pathGraph,
  tutteGraph,
} from './graph/generators.js';
export { fromGraphology, type FromGraphologyOptions, type GraphologyLike } from './graph/graphology.js';
export {
  edgesOf,
  fromEdges,
  permuteVertices,
  type Edge,
  type FromEdgesOptions,
  type GraphInput,
  type GraphType,
  type MemoryGraph,
} from './graph/memory-graph.js';
export {
  hopDistances,
  neighbourhoodStatistics,
  type NeighbourhoodLine,
  type NeighbourhoodName,
  type NeighbourhoodOptions,
} from './graph/neighbourhood.js';
export {
  erdosRenyiGraph,
  randomRegularGraph,
  wattsStrogatzGraph,
  type WattsStrogatzOptions,
} from './graph/random-graphs.js';
export type { HistoryEntry } from './internal/engine.js';
export { createMemory, type CdamMemory, type Recall, type RecallResult } from './memory.js';
export {
  init,
  paperSettings,
  step,
  type CdamParams,
  type CdamState,
  type CdamStepOptions,
  type Links,
  type MeanLoad,
  type Slot,
} from './model.js';
export { modeOf, modes, type ModeName, type Strengths } from './modes.js';
export type { HistoryName, PathName, RecallOptions, RecallProgress, Starts } from './options.js';
export { expand, gramMatrix, initOverlaps, stepOverlaps, type OverlapState } from './overlap-space.js';
export { randomPatterns, withNoise, type Noise } from './patterns.js';
export { prepare, type PrepareOptions, type RepresentationName } from './prepare.js';
export { recall } from './recall.js';
export { attentionSpread, type AttentionOptions, type AttentionSpread } from './attention.js';
export {
  createAutomaton,
  type Automaton,
  type AutomatonAnswer,
  type AutomatonCheck,
  type AutomatonRunOptions,
  type AutomatonStep,
  type UndefinedLabelName,
} from './automaton.js';
export type { AutomatonDefinition, AutomatonPatternOptions, Transition } from './automaton-definition.js';
export { scoreSequence, type SequenceOptions, type SequenceScore, type Visit } from './sequence.js';
export { learnTransitions, randomWalk, type LearnOptions, type WalkOptions } from './walks.js';
