export { toCsv } from './report/csv.js';
export { toHtml, type DrawnResult, type ReportFacts } from './report/html.js';
export { toSvg } from './report/svg.js';
export { writeReport } from './report/write.js';
export { collectResults, type ExperimentResult, type RunResults } from './run/collect.js';
export { canonicalJson, cellKey, type CellIdentity } from './run/identity.js';
export {
  computeCell,
  openInlineLane,
  openWorkerLane,
  type CellOutcome,
  type CellTask,
  type Lane,
  type WorkerLaneOptions,
  type WorkerMessage,
} from './run/lane.js';
export { mergeStores, type Merged } from './run/merge.js';
export { planCells, takeShard, type PlannedCell, type RunIdentity, type Shard } from './run/plan.js';
export { codeVersion, describeMachine, type Machine } from './run/provenance.js';
export { runCells, type RunOutcome, type RunProgress, type RunRequest } from './run/run.js';
export { openStore, type CellRecord, type CellStore } from './run/store.js';
