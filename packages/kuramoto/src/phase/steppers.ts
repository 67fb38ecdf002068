// Two ways to make the same steps.

import { disposeTree, run, type Backend, type Tensor } from '@vsa/backend';
import { euler, heun, rk4, rungeKuttaStep } from '@vsa/backend/ode';
import { phaseField, phaseParams, wrapPhases, type PhaseNetwork } from './field.js';
import type { PhaseMethodName } from './simulate.js';

/** A run under way. */
export interface Stepper extends Disposable {
  /** θ now, a copy of the host, `[N]`. */
  readonly phases: Float32Array;
  /** How it computes. */
  readonly path: 'fused' | 'tensor';
  /** Goes on by `steps`: pairs of mean sine and cosine before them and after every `every` steps, and how far each phase has moved. */
  advance(
    steps: number,
    every: number,
  ): Promise<{ readonly means: readonly number[]; readonly travelled: Float32Array }>;
}

/** How to step. */
export interface StepperOptions {
  readonly stepSize: number;
  readonly method: PhaseMethodName;
}

/**
 * All steps of a call in one kernel.
 *
 * @param backend - Tensor backend; its kernels are used.
 * @param network - See {@link PhaseNetwork}; checked.
 * @param start - θ(0), `[N]`, rad.
 * @param options - See {@link StepperOptions}.
 * @returns The stepper.
 * @throws RangeError where the backend has no kernels.
 */
export function fusedStepper(
  backend: Backend,
  network: PhaseNetwork,
  start: Float32Array,
  options: StepperOptions,
): Stepper {
  const { kernels, name } = backend;
  if (kernels === undefined) {
    throw new RangeError(
      `kuramoto.simulate: expected a backend with fused kernels, got '${name}': use path auto.`,
    );
  }
  const { frequencies, coupling, lag = 0, graph, torus } = network;
  let phases = start;
  return {
    path: 'fused',
    get phases() {
      return phases;
    },
    async advance(steps, every) {
      const own = { phases, frequencies, coupling, lag, graph, torus };
      const done = kernels.phases({ ...options, ...own, steps, every });
      phases = done.phases;
      // Timers, signals and the page get their turn between calls.
      await new Promise((resolve) => setTimeout(resolve, 0));
      return { means: [...done.records], travelled: done.travelled };
    },
    [Symbol.dispose]: () => undefined,
  };
}

type Moving = { readonly phases: Tensor; readonly travelled: Tensor };

/**
 * Operation by operation, on any backend.
 *
 * @param backend - Tensor backend.
 * @param network - See {@link PhaseNetwork}; checked.
 * @param start - θ(0), `[N]`, rad.
 * @param options - See {@link StepperOptions}.
 * @returns The stepper.
 */
export function tensorStepper(
  backend: Backend,
  network: PhaseNetwork,
  start: Float32Array,
  options: StepperOptions,
): Stepper {
  const { stepSize, method } = options;
  const params = phaseParams(backend, network);
  const field = phaseField(backend, params);
  const tableau = { euler, heun, rk4 }[method];
  const step = ({ phases, travelled }: Moving): Moving =>
    backend.tidy(() => {
      const zero = backend.zeros(phases.shape);
      const { y } = rungeKuttaStep(
        backend,
        tableau,
        (t, moved: Tensor) => field(t, backend.add(phases, moved)),
        0,
        stepSize,
        zero,
      );
      return { phases: wrapPhases(backend, backend.add(phases, y)), travelled: backend.add(travelled, y) };
    });
  let now = start;
  return {
    path: 'tensor',
    get phases() {
      return now;
    },
    async advance(steps, every) {
      const initial: Moving = { phases: backend.tensor(now), travelled: backend.zeros([now.length]) };
      let moving = initial;
      const means: number[] = [...(await meansOf(backend, initial.phases))];
      try {
        for (let done = 0; done < steps; done += every) {
          const before = moving;
          const { state } = await run(step, before, { maxSteps: Math.min(every, steps - done) });
          moving = state;
          if (before !== initial) disposeTree(before);
          means.push(...(await meansOf(backend, moving.phases)));
        }
        now = Float32Array.from(await backend.read(moving.phases));
        return { means, travelled: Float32Array.from(await backend.read(moving.travelled)) };
      } finally {
        disposeTree([initial, moving]);
      }
    },
    [Symbol.dispose]: () => {
      disposeTree(params);
    },
  };
}

async function meansOf(backend: Backend, phases: Tensor): Promise<readonly number[]> {
  using both = backend.tidy(() =>
    backend.stack([backend.mean(backend.sin(phases)), backend.mean(backend.cos(phases))]),
  );
  return [...(await backend.read(both))];
}
