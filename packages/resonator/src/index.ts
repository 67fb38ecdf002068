export { activations, type Activation, type ActivationName } from './activations.js';
export { product, type Binding } from './binding.js';
export {
  createResonator,
  factorize,
  type Factorization,
  type Resonator,
  type ResonatorResult,
} from './factorize.js';
export {
  agreement,
  init,
  step,
  type ResonatorParams,
  type ResonatorState,
  type StepOptions,
} from './model.js';
export {
  paperRule,
  standardRule,
  type FactorizeProgress,
  type FactorizeRunOptions,
  type LimitCycleOptions,
  type PathName,
  type ResonatorOptions,
} from './options.js';
export { prepare, type PrepareOptions } from './prepare.js';
export { decode, type Reading } from './readout.js';
export {
  readouts,
  starts,
  updates,
  type Readout,
  type ReadoutName,
  type Start,
  type StartName,
  type Update,
  type UpdateName,
} from './rules.js';
export { synapses, type HostCodebook, type Synapse, type SynapseName } from './synapses.js';
