export { coherence } from './sphere/coherence.js';
export { evolveSphere, sphereTrajectory, type TrajectoryOptions } from './sphere/evolve.js';
export {
  initOscillators,
  oscillatorLayer,
  oscillatorSystem,
  type CouplingName,
  type InitOptions,
  type LayerOptions,
  type OscillatorParams,
  type SymmetryName,
} from './sphere/layer.js';
export { startStates, type StartName, type StartSizes } from './sphere/start.js';
