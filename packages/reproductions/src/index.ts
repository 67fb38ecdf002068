export { judge, type Claim, type ClaimText, type Judgement, type Verdict } from './claim.js';
export type {
  Cell,
  CellParameters,
  Experiment,
  FigureSpec,
  JsonValue,
  Row,
  RunContext,
  Scale,
} from './experiment.js';
export {
  experiments,
  experimentsOf,
  findExperiment,
  findExperiments,
  papers,
  type Paper,
} from './registry.js';
