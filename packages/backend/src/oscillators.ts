// Coupled oscillators on spheres and tori: several steps in one call, and sums over the edges of a graph, so that an implementation may fuse
// them. Every step of a training run goes through here: Euler's, as separate small operations, would be some 16 kernels forward and more
// than twice as many back, and sums over edges would need arrays of the size of samples times edges.

import type { PhaseMethod } from './kernels/types.js';
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

/** State of threshold units and oscillators, or its derivative, or the gradient of one. All float32. */
export type CoupledState = {
  /** Threshold units: activations g as a state, what drives them as a derivative, `[B, N]`. */
  readonly g: Tensor;
  /** Oscillators, `[B, N, D]`, D >= 2; only their directions count, and none may be 0. */
  readonly mu: Tensor;
};

/** The two graphs of a coupled system, of N units each. */
export interface CoupledGraphs {
  /** Where oscillators pull one another; its E edges have weights. */
  readonly pairs: PairGraph;
  /** Where oscillators and threshold units act on one another. */
  readonly coupling: PairGraph;
}

/** Parameters of a coupled system. All float32. */
export type CoupledWeights = PairWeights & {
  /** κ, `[]`. */
  readonly strength: Tensor;
  /** What turns all oscillators alike: `μ S` is added, `[D, D]`, skew-symmetric for vectors that keep their length. */
  readonly turn: Tensor;
};

/** The field of oscillators and threshold units that act on one another along graphs, in one operation and its gradient in another. */
export interface CoupledOps {
  /**
   * With `u = μ / |μ|` and the sums `h_i` of `g_j u_j` over the coupling's neighbours of i: `dμ = -(1 - u uᵀ) F + u S` with
   * `F_i = sum over the pairs' edges e = {i, j} of (A_e + B_e relu(u_i . u_j)) u_j - κ g_i h_i`, and units are driven by `κ u . h`.
   * Equation 18 of Fanaskov and Oseledets, Binding threshold units with artificial oscillatory neurons, 2025, on sparse graphs.
   *
   * Differentiable in state and weights, by {@link CoupledOps.coupledPullback} with less work. O(B E D).
   * @returns The derivative of μ, and what drives the units.
   * @throws RangeError for a wrong shape; TypeError for a wrong type of number.
   */
  coupledField(state: CoupledState, graphs: CoupledGraphs, weights: CoupledWeights): CoupledState;
  /**
   * Gradients of `sum(gradient * coupledField(state, graphs, weights))` with respect to state and weights. O(B E D).
   * `along` has the `value` that `coupledField` gave for the same, and the `gradient` of the field, of its form.
   * @throws RangeError for a wrong shape; TypeError for a wrong type of number.
   */
  coupledPullback(
    state: CoupledState,
    graphs: CoupledGraphs,
    weights: CoupledWeights,
    along: { readonly value: CoupledState; readonly gradient: CoupledState },
  ): { readonly state: CoupledState; readonly weights: CoupledWeights };
}

/** Phase oscillators on a square lattice that is closed to a torus, each of which hears its four neighbours by weights 1. */
export type TorusSystem = {
  /** ω, float32 `[rows, columns]`, rad per unit of time. */
  readonly frequencies: Tensor;
  /** K. */
  readonly coupling: number;
  /** α of `sin(θ_j - θ_i - α)`, rad. @defaultValue `0` */
  readonly lag?: number | undefined;
};

/** How far to go on a torus. */
export interface TorusOptions extends EvolveOptions {
  /** Of order 1, 2 or 4. @defaultValue `'heun'` */
  readonly method?: PhaseMethod | undefined;
}

/** Whole steps of phase oscillators on a torus. */
export interface TorusOps {
  /**
   * `Σ_j sin(θ_j - θ_i - α)` over the four neighbours j of i on a torus. Differentiable. O(N).
   * @param phases - θ, float32 `[rows, columns]`, both 3 or more, rad.
   * @param lag - α, rad. @defaultValue `0`
   * @returns The pull, `[rows, columns]`.
   * @throws RangeError for a wrong shape or number; TypeError for a tensor that is not float32.
   */
  torusPull(phases: Tensor, lag?: number): Tensor;
  /**
   * T steps of `dθ_i/dt = ω_i + K Σ_j sin(θ_j - θ_i - α)` by Euler, Heun or the classical Runge-Kutta method of order 4.
   *
   * Differentiable. O(T N); WebGPU runs one shader a stage and keeps nothing but the stages.
   * @param phases - θ(0), float32 `[rows, columns]`, both 3 or more, rad, best within [-π, π].
   * @returns θ at the end, in [-π, π] after at least one step.
   * @throws RangeError for a wrong shape, name or number; TypeError for a tensor that is not float32.
   */
  torusSteps(phases: Tensor, system: TorusSystem, options: TorusOptions): Tensor;
}

/** Oscillators on spheres and on tori. */
export interface OscillatorOps extends EvolveOps, PairOps, CoupledOps, TorusOps {}
