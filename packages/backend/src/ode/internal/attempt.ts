// One attempt at a step: plan, try, measure, accept or shrink. Frees all that the next state does not hold.

import type { Tensor, TensorTree } from '../../tensor.js';
import { allFinite, meanSquareError } from '../error-norm.js';
import type { Field } from '../runge-kutta.js';
import type { SolverState } from '../state.js';
import { judgeStep } from '../step-size.js';
import { evaluate } from './evaluate.js';
import { firstStep } from './first-step.js';
import { planStep, timeOf, type Output, type Plan, type Problem, type Running } from './problem.js';
import { applyProjection, saveStep } from './save.js';
import { stepWithPoints } from './step.js';
import { disposeUnless } from './trees.js';

/** A step that may be taken. */
type Trial<Y extends TensorTree> = {
  /** State that the method gives. */
  readonly raw: Y;
  /** The same, projected. */
  readonly y: Y;
  readonly stages: readonly Y[];
  /** Where the stages after the first were taken; none unless somebody wants to know. */
  readonly points: readonly Y[];
  /** Derivative at `y` where it is known. */
  readonly derivative: Y | null;
  /** 1 for finite, mean square of the scaled error, and of the scaled derivative; those that are asked for. */
  readonly checks: Tensor | null;
};

/** Attempts a step; throws what the field throws, leaving no tensor behind. */
export async function attempt<Y extends TensorTree>(
  problem: Problem<Y>,
  { solver: state }: Running<Y>,
  output: Output<Y>,
): Promise<Running<Y>> {
  let evaluations = 0;
  const field: Field<Y> = (t, y) => {
    evaluations += 1;
    return problem.field(t, y);
  };
  const counted = { ...problem, field };
  const start = state.derivativeKnown
    ? state.derivative
    : evaluate(problem.backend, field, timeOf(problem, state), state.y);
  let next: Running<Y> | undefined;
  try {
    const size = await chooseSize(counted, state, start);
    const halt = size === null ? 'nan' : tooSmall(problem, state, size);
    next =
      size === null || halt !== null
        ? { solver: { ...state, derivative: start, derivativeKnown: true }, halt }
        : await tryStep(counted, state, output, start, size);
    next = {
      ...next,
      solver: { ...next.solver, evaluations: state.evaluations + evaluations },
    };
    return next;
  } finally {
    disposeUnless(start, state, next);
  }
}

/** Length of the attempt; null when the field is not finite at the start. */
async function chooseSize<Y extends TensorTree>(
  problem: Problem<Y>,
  state: SolverState<Y>,
  start: Y,
): Promise<number | null> {
  const { stepSize, method } = problem;
  if (stepSize.kind === 'fixed') return stepSize.size;
  if (state.stepSize > 0) return Math.min(state.stepSize, stepSize.maxStep);
  if (stepSize.firstStep !== undefined) return stepSize.firstStep;
  const size = await firstStep(problem, stepSize, method.errorPower ?? method.order, state.t, state.y, start);
  return Number.isNaN(size) ? null : size;
}

function tooSmall<Y extends TensorTree>(
  { stepSize }: Problem<Y>,
  state: SolverState<Y>,
  size: number,
): 'nan' | 'step-too-small' | null {
  if (stepSize.kind === 'fixed') return null;
  // Ten spacings of float64: less would not move the clock.
  if (size >= Math.max(stepSize.minStep, 10 * 2 ** -52 * Math.abs(state.t), Number.MIN_VALUE)) return null;
  return state.failure === 'not-finite' ? 'nan' : 'step-too-small';
}

async function tryStep<Y extends TensorTree>(
  problem: Problem<Y>,
  state: SolverState<Y>,
  output: Output<Y>,
  start: Y,
  size: number,
): Promise<Running<Y>> {
  const { stepSize, method, onTaken, direction, t1 } = problem;
  const plan = planStep(problem, state, size);
  const h = direction * plan.length;
  const due = stepSize.kind === 'pid' || (state.accepted + 1) % problem.checkEvery === 0 || plan.tNext === t1;
  const trial = makeTrial(problem, state, start, plan, due);
  let next: Running<Y> | undefined;
  try {
    const { finite, error, steady } = await measure(problem, trial);
    let stepLength = size;
    let { memory } = state;
    if (stepSize.kind === 'fixed') {
      if (!finite) {
        next = {
          solver: { ...state, derivative: start, derivativeKnown: true, failure: 'not-finite' },
          halt: 'nan',
        };
        return next;
      }
    } else {
      const largest = state.failure === 'none' ? stepSize.maxFactor : 1;
      const power = method.errorPower ?? method.order;
      const verdict = judgeStep(stepSize, power, finite ? error : NaN, memory, largest);
      stepLength = plan.length * verdict.factor;
      if (!verdict.accepted) {
        next = await refuse(problem, state, start, stepLength, finite && Number.isFinite(error));
        return next;
      }
      // The end of the interval, not the error, made the step short: a solution that goes on keeps its pace.
      if (plan.cut) stepLength = Math.max(stepLength, size);
      ({ memory } = verdict);
    }
    const derivative = saveStep(problem, { plan, before: state.y, ...trial }, output);
    onTaken?.({ t: plan.t, h, y: state.y, stages: trial.stages, points: trial.points });
    const restart = stepSize.kind === 'pid' || plan.cut;
    next = {
      solver: {
        t: plan.tNext,
        y: trial.y,
        derivative: derivative ?? trial.y,
        derivativeKnown: derivative !== null,
        stepSize: stepLength,
        memory,
        failure: 'none',
        anchor: restart ? plan.tNext : state.anchor,
        count: restart ? 0 : state.count + direction,
        accepted: state.accepted + 1,
        rejected: state.rejected,
        evaluations: state.evaluations,
      },
      halt: steady < 1 ? 'steady-state' : plan.tNext === t1 ? 'finished' : null,
    };
    return next;
  } finally {
    disposeUnless(trial, state, start, next);
  }
}

/** The state after a failed attempt. Where the derivative itself is not finite, no step is short enough. */
async function refuse<Y extends TensorTree>(
  { backend }: Problem<Y>,
  state: SolverState<Y>,
  start: Y,
  stepSize: number,
  finite: boolean,
): Promise<Running<Y>> {
  const solver: SolverState<Y> = {
    ...state,
    derivative: start,
    derivativeKnown: true,
    stepSize,
    failure: finite ? 'too-large' : 'not-finite',
    rejected: state.rejected + 1,
  };
  if (finite) return { solver, halt: null };
  const flag = allFinite(backend, start);
  const [sound] = await backend.read(flag).finally(() => {
    flag.dispose();
  });
  return { solver, halt: sound === 1 ? null : 'nan' };
}

function makeTrial<Y extends TensorTree>(
  { backend, method, field, project, steadyState, stepSize, direction, onTaken }: Problem<Y>,
  { y: before }: SolverState<Y>,
  start: Y,
  { t, length, tNext }: Plan,
  due: boolean,
): Trial<Y> {
  return backend.tidy(() => {
    const step = stepWithPoints(backend, method, field, t, direction * length, before, start);
    const y = project === undefined ? step.y : applyProjection({ backend }, project, step.y);
    const watched = due && steadyState !== undefined;
    const known = project === undefined ? (step.derivative ?? null) : null;
    const derivative: Y | null = known === null && watched ? evaluate(backend, field, tNext, y) : known;
    const measures = [allFinite(backend, y)];
    if (stepSize.kind === 'pid' && step.error !== undefined) {
      measures.push(meanSquareError(backend, step.error, stepSize, before, step.y));
    }
    if (watched && derivative !== null) {
      measures.push(meanSquareError(backend, derivative, steadyState, y, y));
    }
    return {
      raw: step.y,
      y,
      stages: step.stages,
      points: onTaken === undefined ? [] : step.points,
      derivative,
      checks: due ? backend.stack(measures) : null,
    };
  });
}

async function measure<Y extends TensorTree>(
  { backend, stepSize }: Problem<Y>,
  { checks }: Trial<Y>,
): Promise<{ finite: boolean; error: number; steady: number }> {
  if (checks === null) return { finite: true, error: 0, steady: Infinity };
  const [finite, ...squares] = await backend.read(checks);
  const roots = squares.map((square) => Math.sqrt(square));
  const error = stepSize.kind === 'pid' ? (roots.shift() ?? NaN) : 0;
  return { finite: finite === 1, error, steady: roots[0] ?? Infinity };
}
