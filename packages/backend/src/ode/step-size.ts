// How long the steps are: a constant, or what a controller makes of the error estimates. Pure data and one pure function.

/** Steps of one length. */
export interface FixedSteps {
  /** Tells the strategies apart. */
  readonly kind: 'fixed';
  /** Length, > 0, in units of t; only the last step of an interval may be shorter. */
  readonly size: number;
}

/** Options of {@link pid}. */
export interface PidOptions {
  /** Tolerance relative to the state, >= 0. Below about 1e-6, float32 rounds more coarsely than that. */
  readonly rtol: number;
  /** Absolute tolerance in units of the state, >= 0; not both may be 0. */
  readonly atol: number;
  /** Length of the first step. @defaultValue chosen from two evaluations of the field, at the first attempt */
  readonly firstStep?: number | undefined;
  /** Weight of the last error but one against the last. @defaultValue `0` */
  readonly pCoefficient?: number | undefined;
  /** Weight of the last error. @defaultValue `1` */
  readonly iCoefficient?: number | undefined;
  /** Weight of the errors' second difference. @defaultValue `0` */
  readonly dCoefficient?: number | undefined;
  /** Share of the step thought right that is taken, in (0, 1]. @defaultValue `0.9` */
  readonly safety?: number | undefined;
  /** Smallest change of a step in one go, in (0, 1). @defaultValue `0.2` */
  readonly minFactor?: number | undefined;
  /** Largest change of a step in one go, > 1. @defaultValue `10` */
  readonly maxFactor?: number | undefined;
  /** A controller that asks for less ends the run, >= 0. @defaultValue `0`; ten spacings of float64 around t always count */
  readonly minStep?: number | undefined;
  /** Longest step, > 0. @defaultValue `Infinity` */
  readonly maxStep?: number | undefined;
}

/** Steps that keep the error estimate of each below its tolerance. */
export interface PidSteps {
  /** Tells the strategies apart. */
  readonly kind: 'pid';
  /** See {@link PidOptions}. */
  readonly rtol: number;
  /** See {@link PidOptions}. */
  readonly atol: number;
  /** See {@link PidOptions}. */
  readonly firstStep: number | undefined;
  /** Exponents for the last error, the one before and the one before that, to be divided by the power of the estimate. */
  readonly exponents: readonly [number, number, number];
  /** See {@link PidOptions}. */
  readonly safety: number;
  /** See {@link PidOptions}. */
  readonly minFactor: number;
  /** See {@link PidOptions}. */
  readonly maxFactor: number;
  /** See {@link PidOptions}. */
  readonly minStep: number;
  /** See {@link PidOptions}. */
  readonly maxStep: number;
}

/** A strategy for the length of steps. */
export type StepSize = FixedSteps | PidSteps;

/**
 * Steps of one length.
 *
 * @param size - Length, > 0, in units of t.
 * @returns The strategy.
 * @throws RangeError when the length is not positive and finite.
 */
export function fixed(size: number): FixedSteps {
  check('fixed', 'a step', size, size > 0 && Number.isFinite(size), 'positive and finite');
  return { kind: 'fixed', size };
}

/**
 * Proportional, integral and differential control of the error per step: G. Söderlind, Numer. Algorithms 31, 2002, section 2, with the
 * weights kP, kI, kD divided by the power of the error estimate. With the defaults it is the plain controller of most codes (SciPy's
 * among them); `pCoefficient: 0.4, iCoefficient: 0.3` is PI control after K. Gustafsson, ACM TOMS 17, 1991, smoother where stability limits.
 *
 * @param options - See {@link PidOptions}.
 * @returns The strategy.
 * @throws RangeError when an option is out of range.
 */
export function pid(options: PidOptions): PidSteps {
  const { rtol, atol, firstStep, pCoefficient = 0, iCoefficient = 1, dCoefficient = 0 } = options;
  const { safety = 0.9, minFactor = 0.2, maxFactor = 10, minStep = 0, maxStep = Infinity } = options;
  const where = 'pid';
  check(where, 'rtol', rtol, rtol >= 0 && rtol < 1, 'in [0, 1)');
  check(where, 'atol', atol, atol >= 0 && Number.isFinite(atol), 'finite and >= 0');
  check(where, 'rtol + atol', rtol + atol, rtol + atol > 0, 'above 0');
  for (const [name, value] of Object.entries({ pCoefficient, iCoefficient, dCoefficient })) {
    check(where, name, value, value >= 0 && value <= 2, 'in [0, 2]');
  }
  const total = pCoefficient + iCoefficient + dCoefficient;
  check(where, 'the sum of coefficients', total, total > 0, 'above 0');
  check(where, 'safety', safety, safety > 0 && safety <= 1, 'in (0, 1]');
  check(where, 'minFactor', minFactor, minFactor > 0 && minFactor < 1, 'in (0, 1)');
  check(where, 'maxFactor', maxFactor, maxFactor > 1 && Number.isFinite(maxFactor), 'finite and above 1');
  check(where, 'minStep', minStep, minStep >= 0 && Number.isFinite(minStep), 'finite and >= 0');
  check(where, 'maxStep', maxStep, maxStep > 0 && maxStep >= minStep, 'positive and at least minStep');
  if (firstStep !== undefined) {
    const good = firstStep > 0 && firstStep >= minStep && firstStep <= maxStep && Number.isFinite(firstStep);
    check(where, 'firstStep', firstStep, good, 'positive and between minStep and maxStep');
  }
  const exponents = [total, -(pCoefficient + 2 * dCoefficient), dCoefficient] as const;
  return {
    kind: 'pid',
    rtol,
    atol,
    firstStep,
    exponents,
    safety,
    minFactor,
    maxFactor,
    minStep,
    maxStep,
  };
}

/** Scaled errors of the last two accepted steps, the last first; 1 before there are any. */
export type ErrorMemory = readonly [number, number];

/** What the controller makes of one attempt. */
export interface Verdict {
  /** True when the error is below its tolerance. */
  readonly accepted: boolean;
  /** By how much the next attempt is longer. */
  readonly factor: number;
  /** Errors to remember. */
  readonly memory: ErrorMemory;
}

/** An error this small says nothing about the step; it would only overflow. */
const TINY = 1e-20;

/**
 * Judges one attempt. A failed one is followed by the plain controller's step, as the memory is of longer steps, and the step accepted
 * after it does not grow: Hairer, Nørsett, Wanner, Solving Ordinary Differential Equations I, II.4.
 *
 * @param steps - The controller.
 * @param power - Power q of the step with which the estimate falls.
 * @param error - Scaled error, accepted below 1; NaN or infinite asks for the smallest factor.
 * @param memory - Errors of the accepted steps before.
 * @param largestFactor - Limit of the factor: 1 straight after a failed attempt and `steps.maxFactor` else.
 * @returns Whether to accept, and the next step.
 */
export function judgeStep(
  steps: PidSteps,
  power: number,
  error: number,
  memory: ErrorMemory,
  largestFactor: number,
): Verdict {
  const { safety, minFactor, exponents } = steps;
  if (!Number.isFinite(error)) return { accepted: false, factor: minFactor, memory };
  const last = Math.max(error, TINY);
  if (error >= 1) {
    return { accepted: false, factor: Math.max(minFactor, safety * last ** (-1 / power)), memory };
  }
  const factor = [last, ...memory].reduce(
    (product, each, index) => product * each ** (-(exponents[index] ?? 0) / power),
    safety,
  );
  return {
    accepted: true,
    factor: Math.min(largestFactor, Math.max(minFactor, factor)),
    memory: [last, memory[0]],
  };
}

function check(where: string, name: string, value: number, good: boolean, expected: string): void {
  if (typeof value !== 'number')
    throw new TypeError(`ode.${where}: expected ${name} to be a number, got ${typeof value}.`);
  if (!good) throw new RangeError(`ode.${where}: expected ${name} to be ${expected}, got ${value}.`);
}
