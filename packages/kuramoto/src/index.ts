export { coherence } from './sphere/coherence.js';
export { energy } from './sphere/energy.js';
export { evolveSphere, sphereTrajectory, type TrajectoryOptions } from './sphere/evolve.js';
export { couplingPull, normaliseStates, sphereField, tangentPart } from './sphere/field.js';
export {
  initOscillators,
  oscillatorLayer,
  oscillatorSystem,
  type CouplingName,
  type InitOptions,
  type LayerOptions,
  type OscillatorParams,
  type SymmetryName,
  type WholeSystem,
} from './sphere/layer.js';
export { alignment, phasesOf, statesOf } from './sphere/phases.js';
export { startStates, type StartName, type StartSizes } from './sphere/start.js';
