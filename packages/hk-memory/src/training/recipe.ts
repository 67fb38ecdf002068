// How the paper trains: App F of Fanaskov and Oseledets, 2025, with what its programs leave to the defaults of their libraries.

import { pid, tsitouras5, type RungeKuttaMethod, type StepSize } from '@vsa/backend/ode';
import { exponentialDecay, flattened, lion } from '@vsa/backend/optim';
import type { TrainingOptimizer } from '@vsa/backend/train';

/** How the equations of motion are solved. */
export interface MemorySolver {
  /** Time that the memory gets. @defaultValue `1` */
  readonly duration?: number | undefined;
  /** @defaultValue `pid({ rtol: 1e-3, atol: 1e-6, firstStep: 1e-2 })` */
  readonly stepSize?: StepSize | undefined;
  /** @defaultValue `tsitouras5` */
  readonly method?: RungeKuttaMethod | undefined;
  /** Most attempted steps. @defaultValue `5000` */
  readonly maxSteps?: number | undefined;
}

/**
 * The paper's solver where nothing else is asked for. A batch shares its steps; the paper's programs step every sample alone.
 *
 * @param solver - See {@link MemorySolver}.
 * @returns Options of `solve`.
 */
export function solverOptions({
  duration = 1,
  stepSize = pid({ rtol: 1e-3, atol: 1e-6, firstStep: 1e-2 }),
  method = tsitouras5,
  maxSteps = 5000,
}: MemorySolver): { t1: number; stepSize: StepSize; method: RungeKuttaMethod; maxSteps: number } {
  return { t1: duration, stepSize, method, maxSteps };
}

/** Updates that the paper does: 15 passes of 600. */
export const PAPER_UPDATES = 9000;

/** Images an update. */
export const PAPER_BATCH = 100;

/** Options of {@link memoryOptimizer}. */
export interface MemoryOptimizerOptions {
  /** Learning rate at the start. @defaultValue `1e-4` */
  readonly learningRate?: number | undefined;
  /** Updates in which it halves, continuously. @defaultValue `1000` */
  readonly halfLife?: number | undefined;
  /** Decoupled weight decay, a share of the learning rate. @defaultValue Optax's, `1e-3` */
  readonly weightDecay?: number | undefined;
}

/**
 * Lion as Optax has it, on all parameters as one vector, with a rate that halves every so many updates.
 *
 * @param options - See {@link MemoryOptimizerOptions}.
 * @returns The optimiser.
 * @throws RangeError for a number out of range.
 */
export function memoryOptimizer(options: MemoryOptimizerOptions = {}): TrainingOptimizer {
  const { learningRate = 1e-4, halfLife = 1000, weightDecay = 1e-3 } = options;
  return flattened(lion(exponentialDecay(learningRate, { factor: 0.5, every: halfLife }), { weightDecay }));
}
