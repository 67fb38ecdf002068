export { allFinite, meanSquareError, type Tolerances } from './error-norm.js';
export { gradientByPullback, type FieldWithPullback, type PullbackOptions } from './adjoint.js';
export {
  valueAndGradThroughSolve,
  type GradientOptions,
  type ParameterField,
  type SolveGradient,
} from './gradient.js';
export { densePiece, evaluateDense, evaluatePiece, type DensePiece } from './interpolation.js';
export {
  dormandPrince5,
  euler,
  heun,
  isFirstSameAsLast,
  rk4,
  tsitouras5,
  type RungeKuttaMethod,
} from './methods.js';
export { rungeKuttaStep, type Field, type RungeKuttaStep } from './runge-kutta.js';
export {
  resume,
  solve,
  type ResumeOptions,
  type Solution,
  type SolveOptions,
  type SolveProgress,
} from './solve.js';
export type { SolverState, SolveStatus } from './state.js';
export {
  fixed,
  judgeStep,
  pid,
  type ErrorMemory,
  type FixedSteps,
  type PidOptions,
  type PidSteps,
  type StepSize,
  type Verdict,
} from './step-size.js';
