// Oscillators on spheres, after E. G. Veliz, A. Altabaa, J. D. Lafferty, "Binding by oscillatory dynamics in neural architectures for
// relational reasoning" (poster), section Model Architecture, stepped as T. Miyato et al., "Artificial Kuramoto oscillatory neurons",
// ICLR 2025, do: explicit Euler, each step followed by division by the length.

import type { Backend, EvolveOptions, OscillatorSystem, Tensor } from '@vsa/backend';
import { checkPositive, checkWhole } from '@vsa/backend/check';

/** How far {@link sphereTrajectory} goes and what it keeps. */
export interface TrajectoryOptions extends EvolveOptions {
  /** Keep every so many steps; the start and the end are kept in any case. @defaultValue `1` */
  readonly every?: number | undefined;
}

/**
 * States after T Euler steps: `x <- (x + h dx) / |x + h dx|` with `dx = Ω x + Proj_x(c_i + JIN x_i + JOUT x_(3-i))`.
 *
 * Differentiable in the start and in all of the system. |x| = 1 after every step to rounding (2e-7). On wasm and native backends one
 * fused kernel does all steps, and another all of their gradient. O(T batch objects D²), with blocks O(T batch objects D² N²).
 *
 * @param backend - Tensor backend.
 * @param start - Unit vectors, float32 `[batch, objects, D, N]`, one object or two, N >= 2.
 * @param system - Couplings, rotations and drive; see {@link OscillatorSystem}.
 * @param options - `steps` T and `stepSize` h.
 * @returns x(T), float32 `[batch, objects, D, N]`.
 * @throws RangeError for a wrong shape or option; TypeError for a tensor that is not float32.
 */
export function evolveSphere(
  backend: Backend,
  start: Tensor,
  system: OscillatorSystem,
  options: EvolveOptions,
): Tensor {
  return backend.oscillators.evolve(start, system, options);
}

/**
 * The states on the way, for plots, energies and losses that look at more than the end.
 *
 * @param backend - Tensor backend.
 * @param start - See {@link evolveSphere}.
 * @param system - See {@link evolveSphere}.
 * @param options - See {@link TrajectoryOptions}.
 * @returns Float32 `[kept, batch, objects, D, N]`: x(0), then a state every `every` steps, then x(T); differentiable.
 * @throws As {@link evolveSphere}.
 */
export function sphereTrajectory(
  backend: Backend,
  start: Tensor,
  system: OscillatorSystem,
  options: TrajectoryOptions,
): Tensor {
  const where = 'kuramoto.sphereTrajectory';
  const { steps, stepSize, every = 1 } = options;
  checkWhole(where, 'every', every, 1);
  checkWhole(where, 'steps', steps, 0);
  checkPositive(where, 'stepSize', stepSize);
  return backend.tidy(() => {
    const states = [backend.oscillators.evolve(start, system, { steps: 0, stepSize })];
    let x = start;
    for (let done = 0; done < steps; done += every) {
      x = backend.oscillators.evolve(x, system, { steps: Math.min(every, steps - done), stepSize });
      states.push(x);
    }
    return backend.stack(states);
  });
}
