// Coupled oscillators on spheres, several Euler steps in one call, so that an implementation may fuse them. Every step of a training
// run goes through here: as separate small operations it would be some 16 kernels forward and more than twice as many back.

import type { Tensor } from './tensor.js';

/** What moves the oscillators; B batch, D oscillators an object, N >= 2 components of each. All float32. */
export type OscillatorSystem = {
  /** Coupling within an object, a number a pair `[D, D]` or a block a pair `[D, D, N, N]`. */
  readonly within: Tensor;
  /** Coupling to the other object, of the same form; only with two objects. @defaultValue none */
  readonly between?: Tensor | undefined;
  /** Ω, skew-symmetric `[D, N, N]`, shared by the objects, rad per unit of time. @defaultValue none */
  readonly omega?: Tensor | undefined;
  /** c, `[B, objects, D, N]`. @defaultValue none */
  readonly drive?: Tensor | undefined;
};

/** How far to go. */
export interface EvolveOptions {
  /** Euler steps T, a whole number >= 0. */
  readonly steps: number;
  /** Length of a step, > 0, in units of time. */
  readonly stepSize: number;
}

/** Oscillators on spheres. */
export interface OscillatorOps {
  /**
   * T steps of explicit Euler, each followed by division by the length:
   * `x <- (x + h dx) / |x + h dx|` with `dx = Ω x + y - (x·y) x` and `y_i = c_i + within x_i + between x_(3-i)`.
   *
   * Differentiable in the start and all of the system. O(T B objects D² N), or D² N² with blocks.
   * @param start - Unit vectors, `[B, objects, D, N]`, one object or two.
   * @throws RangeError for a wrong shape or option; TypeError for a tensor that is not float32.
   */
  evolve(start: Tensor, system: OscillatorSystem, options: EvolveOptions): Tensor;
}
