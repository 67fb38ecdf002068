// Coupled oscillators on spheres: several Euler steps in one call, and sums over the edges of a graph, so that an implementation may fuse
// them. Every step of a training run goes through here: Euler's, as separate small operations, would be some 16 kernels forward and more
// than twice as many back, and sums over edges would need arrays of the size of samples times edges.

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

/** An undirected graph of N oscillators and E edges, from `createPairGraph`, for any backend. Its arrays must not be changed. */
export interface PairGraph {
  /** N. */
  readonly count: number;
  /** Ends of each edge, `[E, 2]`. */
  readonly edges: Int32Array;
  /** First entry of each oscillator among the neighbours, and at last 2 E, `[N + 1]`. */
  readonly starts: Int32Array;
  /** Neighbours of one oscillator after the other, ascending, `[2 E]`. */
  readonly neighbours: Int32Array;
  /** Which edge leads to each of them, `[2 E]`. */
  readonly ids: Int32Array;
}

/** Weights of pair interactions: `w_e = A_e + B_e relu(s_e)` with `s_e = x_i . x_j` at the ends of edge e. All float32. */
export type PairWeights = {
  /** A, `[E]`. */
  readonly constant: Tensor;
  /** B, `[E]`. */
  readonly slope: Tensor;
};

/** Sums along the edges of a graph, without any array of the size of edges times samples. */
export interface PairOps {
  /**
   * `field_i = sum over the edges e = {i, j} of w_e x_j`: gather, dot, weigh and scatter in one.
   *
   * Differentiable in states and weights; where `s_e = 0` relu counts as flat. O(B E D).
   * @param x - States, float32 `[B, N, D]`, D >= 2; lengths are not looked at.
   * @returns The field, `[B, N, D]`.
   * @throws RangeError for a wrong shape; TypeError for a wrong type of number.
   */
  pairField(x: Tensor, graph: PairGraph, weights: PairWeights): Tensor;
  /**
   * `y_i = sum over the neighbours j of i of x_j`, the product with the graph's adjacency matrix. Differentiable. O(B E D).
   * @param x - float32 `[B, N, D]`, D >= 1.
   * @returns `[B, N, D]`.
   * @throws RangeError for a wrong shape; TypeError for a wrong type of number.
   */
  neighbourSum(x: Tensor, graph: PairGraph): Tensor;
}

/** Whole steps of oscillators on spheres. */
export interface EvolveOps {
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

/** Oscillators on spheres. */
export interface OscillatorOps extends EvolveOps, PairOps {}
