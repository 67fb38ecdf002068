export { phaseField, phaseParams, wrapPhases, type PhaseNetwork, type PhaseParams } from './phase/field.js';
export {
  perDegree,
  phaseGraph,
  randomGraph,
  ringGraph,
  type EdgeType,
  type PhaseEdge,
  type PhaseGraph,
} from './phase/graph.js';
export { latticeField, latticeGraph, type PhaseLattice, type PhaseTorus } from './phase/lattice.js';
export {
  drawFrequencies,
  gaussian,
  lorentzian,
  spreadFrequencies,
  uniformLaw,
  type FrequencyLaw,
} from './phase/laws.js';
export { orderParameter, phaseLocking } from './phase/order.js';
export {
  simulate,
  type PhaseMethodName,
  type PhasePath,
  type PhaseResult,
  type SimulateOptions,
} from './phase/simulate.js';
export { criticalCoupling, ottAntonsen, selfConsistentOrder } from './phase/theory.js';
export { coherence } from './sphere/coherence.js';
export { energy } from './sphere/energy.js';
export { evolveSphere, sphereTrajectory, type TrajectoryOptions } from './sphere/evolve.js';
export { couplingPull, normaliseStates, sphereField, tangentPart } from './sphere/field.js';
export {
  initOscillators,
  oscillatorLayer,
  oscillatorSystem,
  type CouplingName,
  type CouplingOptions,
  type InitOptions,
  type LayerOptions,
  type OscillatorParams,
  type SymmetryName,
  type WholeSystem,
} from './sphere/layer.js';
export { alignment, phasesOf, statesOf } from './sphere/phases.js';
export {
  simulateSpheres,
  type SimulateSpheresOptions,
  type SphereNetwork,
  type SphereResult,
} from './sphere/simulate-spheres.js';
export { startStates, type StartName, type StartSizes } from './sphere/start.js';
