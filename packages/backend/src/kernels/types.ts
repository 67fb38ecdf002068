// The contract of the hand-written WASM-SIMD kernels. Typed arrays only: whoever wants tensors wraps them.

import type { CoupledKernels, PairKernels } from './pair-types.js';
import type { RelaxInput, RelaxOptions, RelaxResult } from './relax-types.js';

/** Packed signs as 32-bit words, `[rows, ceil(D / 32)]`, lowest bit first, bit 1 is -1, padding bits zero. */
export type Words = Int32Array | Uint32Array;

/** Options that every batched run takes. */
export interface PoolRunOptions {
  /** Ends the run early: the promise rejects with an `AbortError`. */
  readonly signal?: AbortSignal | undefined;
}

/** What a bit-packed resonator network is run on. */
export interface ResonateInput {
  /** Number of components D of a vector, 1 to 2^24. */
  readonly dimension: number;
  /** Packed composites, `[B, ceil(D / 32)]`. */
  readonly composites: Words;
  /** K packed codebooks, 2 to 16, each `[n_k, ceil(D / 32)]` with its own n_k >= 1. */
  readonly codebooks: readonly Words[];
  /** Packed start of the factor estimates, `[B, K, ceil(D / 32)]`. */
  readonly states: Words;
}

/** Options of `resonate`. */
export interface ResonateOptions {
  /** Most iterations; an iteration updates each factor once. @defaultValue `100` */
  readonly maxSteps?: number | undefined;
  /**
   * `sequential`: in order, each update sees the factors already updated (Gauss-Seidel; Frady and Kent).
   * `synchronous`: all updates see the previous iterate. @defaultValue `'sequential'`
   */
  readonly order?: 'sequential' | 'synchronous' | undefined;
  /**
   * `fixed-point`: a composite is done once an iteration changes nothing (or a limit cycle is found).
   * `never`: always `maxSteps` iterations; the status then describes the last one. @defaultValue `'fixed-point'`
   */
  readonly stop?: 'fixed-point' | 'never' | undefined;
  /**
   * Longest limit cycle to look for, in iterations, 0 to 1024; below 2 none is looked for. Keeps that many past states.
   * @defaultValue `0`
   */
  readonly maxCycleLength?: number | undefined;
}

/** What `resonate` found; all arrays are new and the caller's. */
export interface ResonateResult {
  /** Packed states after the last iteration, `[B, K, ceil(D / 32)]`. */
  readonly states: Int32Array;
  /** Dot products of the final states with the rows of their codebooks, `[B, n_1 + ... + n_K]`, factor after factor. */
  readonly similarities: Int32Array;
  /** Iterations done, `[B]`, the one that confirmed the fixed point or closed the cycle included; 0 only if `maxSteps` is 0. */
  readonly steps: Int32Array;
  /** `[B]`: 0 steps ran out, 1 fixed point, 2 limit cycle. */
  readonly status: Int32Array;
  /** Period of what was reached, `[B]`, iterations: 1 for a fixed point, 2 or more for a limit cycle, 0 where neither is known. */
  readonly cycleLength: Int32Array;
}

/** A dense factorisation problem; float32, all values finite. */
export interface DenseInput {
  /** Number of components D of a vector. */
  readonly dimension: number;
  /** Composites x, `[B, D]`. */
  readonly composites: Float32Array;
  /** K codebooks, 1 to 16, each `[n_k, D]` with its own n_k >= 1. */
  readonly codebooks: readonly Float32Array[];
}

/** Options of `fields`. */
export interface FieldsOptions {
  /** Scale of delta: `mean` is 1/D, `sum` is 1. @defaultValue `'mean'` */
  readonly deltaScale?: 'mean' | 'sum' | undefined;
}

/** Fields and agreement of given distributions. */
export interface FieldsResult {
  /** `v_k = scale X_k (x . prod_{j != k} X_j p_j)`, `[B, n_1 + ... + n_K]`. */
  readonly fields: Float32Array;
  /** `delta = scale sum(x . prod_k X_k p_k)`, `[B]`, float64. */
  readonly delta: Float64Array;
}

/** Options that both dense solvers take. N is n_1 + ... + n_K. */
export interface DenseSolverOptions extends FieldsOptions {
  /** Most steps (descent) or sweeps (ascent) T. @defaultValue `100` */
  readonly maxSteps?: number | undefined;
  /** Weight of the entropy: one number, or one a step `[T]` (annealing). @defaultValue `0` */
  readonly gamma?: number | Float32Array | undefined;
  /** Start of the logits phi, `[B, N]`. @defaultValue zeros (uniform) */
  readonly logits?: Float32Array | undefined;
  /** Logarithm of a prior over each codebook, `[N]`, need not be normalised. @defaultValue uniform */
  readonly logPrior?: Float32Array | undefined;
  /** `free-energy`: return L at the start and after every step. @defaultValue `'none'` */
  readonly trace?: 'none' | 'free-energy' | undefined;
}

/** Options of `descend`. */
export interface DescendOptions extends DenseSolverOptions {
  /** Adam has beta1 .9, beta2 .999, epsilon 1e-8, bias corrected. @defaultValue `'adam'` */
  readonly optimizer?: 'adam' | 'sgd' | undefined;
  /** Step size, > 0. @defaultValue `0.02` */
  readonly learningRate?: number | undefined;
}

/** Options of `coordinateAscent`; gamma must be >= 0. */
export interface CoordinateAscentOptions extends DenseSolverOptions {
  /** A composite is done when no probability moves by this much in a sweep (and gamma is constant from there on). @defaultValue `1e-6` */
  readonly tolerance?: number | undefined;
}

/** Result of a dense solver. */
export interface DenseResult {
  /** Final logits phi, `[B, N]`. */
  readonly logits: Float32Array;
  /** `softmax(phi)` of each factor, `[B, N]`. */
  readonly probabilities: Float32Array;
  /** L at the start and after each step, `[B, T + 1]`, float64; entries past a sample's last sweep repeat its value. */
  readonly freeEnergy: Float64Array | undefined;
  /** Steps or sweeps done, `[B]`. */
  readonly steps: Int32Array;
  /** `[B]`: 0 all steps were used, 1 converged (coordinate ascent only). */
  readonly status: Int32Array;
}

/** A binary-Gaussian restricted Boltzmann machine and the chains to run; float32, all values finite. */
export interface GibbsInput {
  /** Number of visible units N. */
  readonly visible: number;
  /** Number of hidden units p. */
  readonly hidden: number;
  /** W, `[N, p]`. */
  readonly weights: Float32Array;
  /** b, `[N]`. @defaultValue zeros */
  readonly visibleField?: Float32Array | undefined;
  /** c, `[p]`. @defaultValue zeros */
  readonly hiddenField?: Float32Array | undefined;
  /** Visible units s of every chain, `[chains, N]`, each -1 or 1. */
  readonly states: Float32Array;
  /** Hidden units of every chain, `[chains, p]`; only order `visible-first` reads them. @defaultValue zeros */
  readonly lambda?: Float32Array | undefined;
  /** States of the random generators, `[chains, 12]`, from `generatorStates(key, 3 chains)`. */
  readonly streams: Int32Array;
  /** Log weights to add to, `[chains]`. @defaultValue zeros */
  readonly logWeights?: Float64Array | undefined;
}

/** Options of `gibbs`. A step draws each layer once. */
export interface GibbsOptions {
  /** Steps, 0 to 2^24. @defaultValue `1` */
  readonly steps?: number | undefined;
  /** Which layer a step draws first. @defaultValue `'hidden-first'` */
  readonly order?: 'hidden-first' | 'visible-first' | undefined;
  /** a >= 0, the factor on b and W: one number, or one a step. @defaultValue `1` */
  readonly coupling?: number | Float32Array | undefined;
  /** Inverse temperature > 0: one number, or one a step. @defaultValue `1` */
  readonly beta?: number | Float32Array | undefined;
  /**
   * What a step adds to the log weights, at its coupling a and the one before a', before it draws visible units:
   * `joint` beta (a - a') s.(W lambda + b); `marginal` the log ratio of the densities of lambda, with s summed out.
   * @defaultValue `'none'`
   */
  readonly weights?: 'none' | 'joint' | 'marginal' | undefined;
  /** The coupling before the first step. @defaultValue `0` */
  readonly couplingBefore?: number | undefined;
}

/** What the chains came to; all arrays are new and the caller's. */
export interface GibbsResult {
  /** Visible units, `[chains, N]`. */
  readonly states: Float32Array;
  /** Hidden units, `[chains, p]`: with order `hidden-first`, those that the last visible units were drawn from. */
  readonly lambda: Float32Array;
  /** The generators, advanced, `[chains, 12]`. */
  readonly streams: Int32Array;
  /** Log weights, `[chains]`. */
  readonly logWeights: Float64Array;
}

/** The batched runs, which one thread or a pool can do with the same bits. */
export interface BatchKernels {
  /** Runs a bipolar resonator network on every composite. See {@link ResonateInput}. */
  resonate(input: ResonateInput, options?: ResonateOptions): ResonateResult;
  /** Minimises the free energy by gradient descent on the logits. */
  descend(input: DenseInput, options?: DescendOptions): DenseResult;
  /** Minimises the free energy factor by factor, exactly. */
  coordinateAscent(input: DenseInput, options?: CoordinateAscentOptions): DenseResult;
  /** Runs block Gibbs sampling of a binary-Gaussian restricted Boltzmann machine, with weights for annealed importance sampling. */
  gibbs(input: GibbsInput, options?: GibbsOptions): GibbsResult;
  /** Runs Eq 1 of correlated dense associative memory from every start. See {@link RelaxInput}. */
  relax(input: RelaxInput, options?: RelaxOptions): RelaxResult;
}

/** The same runs on several threads. Results equal those of one thread bit for bit. */
export interface KernelPool extends Disposable {
  /** Number of worker threads. */
  readonly threads: number;
  /** As {@link BatchKernels.resonate}. */
  resonate(input: ResonateInput, options?: ResonateOptions & PoolRunOptions): Promise<ResonateResult>;
  /** As {@link BatchKernels.descend}. */
  descend(input: DenseInput, options?: DescendOptions & PoolRunOptions): Promise<DenseResult>;
  /** As {@link BatchKernels.coordinateAscent}. */
  coordinateAscent(
    input: DenseInput,
    options?: CoordinateAscentOptions & PoolRunOptions,
  ): Promise<DenseResult>;
  /** As {@link BatchKernels.gibbs}. */
  gibbs(input: GibbsInput, options?: GibbsOptions & PoolRunOptions): Promise<GibbsResult>;
  /** As {@link BatchKernels.relax}. */
  relax(input: RelaxInput, options?: RelaxOptions & PoolRunOptions): Promise<RelaxResult>;
  /** Ends the threads; runs under way reject with an `AbortError`. */
  dispose(): void;
}

/** Options of {@link Kernels.createPool}. */
export interface KernelPoolOptions {
  /** Worker threads, 1 to 256. @defaultValue the processors that the machine reports */
  readonly threads?: number | undefined;
}

/** Oscillators on spheres to step; see `OscillatorOps` for the equation. All values finite, shapes checked by the caller. */
export interface SphereInput {
  /** B. */
  readonly batch: number;
  /** One or two. */
  readonly objects: number;
  /** D. */
  readonly features: number;
  /** N. */
  readonly dimension: number;
  /** Whether couplings are `[D, D, N, N]`, else `[D, D]`. */
  readonly blocks: boolean;
  /** T. */
  readonly steps: number;
  /** h. */
  readonly stepSize: number;
  /** x(0), `[B, objects, D, N]`. */
  readonly start: Float32Array;
  /** JIN. */
  readonly within: Float32Array;
  /** JOUT. */
  readonly between: Float32Array | undefined;
  /** Ω, `[D, N, N]`. */
  readonly omega: Float32Array | undefined;
  /** c, `[B, objects, D, N]`. */
  readonly drive: Float32Array | undefined;
}

/** What to keep of a run: its end alone, or a tape for the gradient, some `2 T B objects D N` numbers. */
export type SphereRun = 'end' | 'tape';

/** What `evolveSphere` kept for `reverseSphere`, once; plain memory of the host. */
export interface SphereTape {
  /** What was run. */
  readonly input: SphereInput;
}

/** Gradients with respect to the parts of a {@link SphereInput}; undefined for those that were not given. */
export interface SphereGradient {
  /** `[B, objects, D, N]`. */
  readonly start: Float32Array;
  /** Of the form of the coupling. */
  readonly within: Float32Array;
  /** Of the form of the coupling. */
  readonly between: Float32Array | undefined;
  /** `[D, N, N]`. */
  readonly omega: Float32Array | undefined;
  /** `[B, objects, D, N]`. */
  readonly drive: Float32Array | undefined;
}

/** Methods of whole steps. */
export type PhaseMethod = 'euler' | 'heun' | 'rk4';

/** A lattice of N = rows times columns oscillators, row by row. */
export interface PhaseTorus {
  /** At least 3. */
  readonly rows: number;
  /** At least 3. */
  readonly columns: number;
}

/** Phase oscillators to step: `dθ_i/dt = ω_i + K Σ_j a_ij sin(θ_j - θ_i - α)`. */
export interface PhaseInput {
  /** θ(0), `[N]`, rad, best within [-π, π]. */
  readonly phases: Float32Array;
  /** ω, `[N]`, rad per unit of time. */
  readonly frequencies: Float32Array;
  /** Who hears whom; without it all hear the mean field, a_ij = 1/N. */
  readonly graph?:
    | {
        /** First edge of each oscillator that hears, and at last the number of edges, `[N + 1]`. */
        readonly offsets: Int32Array;
        /** Which oscillator each edge comes from, `[E]`. */
        readonly sources: Int32Array;
        /** a_ij of each edge, `[E]`. */
        readonly weights: Float32Array;
      }
    | undefined;
  /** In place of a graph: all hear their four neighbours, by weights 1, on a square lattice that is closed to a torus. */
  readonly torus?: PhaseTorus | undefined;
  /** K. */
  readonly coupling: number;
  /** α, rad. */
  readonly lag: number;
  /** Length of a step, > 0. */
  readonly stepSize: number;
  /** Steps to do, >= 0. */
  readonly steps: number;
  /** Steps from one record to the next, >= 1. */
  readonly every: number;
  /** How to step. */
  readonly method: PhaseMethod;
}

/** What `phases` gives; all arrays are new and the caller's. */
export interface PhaseRun {
  /** θ at the end, `[N]`, in [-π, π] after at least one step. */
  readonly phases: Float32Array;
  /** How far each has turned, `[N]`, rad. */
  readonly travelled: Float32Array;
  /** Mean sine and mean cosine at the start and after every so many steps, float64 `[records, 2]`. */
  readonly records: Float64Array;
}

/** The kernels of one thread: synchronous, pure functions of their arguments. */
export interface Kernels extends BatchKernels, CoupledKernels, PairKernels {
  /** Name of the implementation. */
  readonly name: string;
  /** Packs the signs of `x [rows, D]`: bit 1 where x < 0, so `sgn(0) = +1`. Throws `RangeError` on NaN. */
  pack(x: Float32Array, dimension: number): Int32Array;
  /** The ±1 vectors of packed rows, `[rows, D]`. */
  unpack(words: Words, dimension: number): Float32Array;
  /** Elementwise product of signs, `a XOR b`; `b` may hold fewer rows and is then repeated. */
  bind(a: Words, b: Words): Int32Array;
  /** Dot products `D - 2 popcount(a XOR b)` of `a [q]` with `b [r]`: `[q, r]`. */
  similarity(a: Words, b: Words, dimension: number): Int32Array;
  /** `sum_i w_i x_i` of `weights [q, n]` and a packed codebook `[n]`: `[q, D]`, exact; `sum |w| < 2^31` a row. */
  project(weights: Int32Array, codebook: Words, dimension: number): Int32Array;
  /** Packed `sgn(sum_i w_i x_i)`, `sgn(0) = +1`: `[q, ceil(D / 32)]`; `sum |w| < 2^31` a row. */
  projectSign(weights: Int32Array, codebook: Words, dimension: number): Int32Array;
  /** Float32 exponential, at most 2 ulp from exact. */
  exp(x: Float32Array): Float32Array;
  /** Float32 natural logarithm, at most 1 ulp from exact. */
  log(x: Float32Array): Float32Array;
  /** Float32 sine and cosine, at most 1.5e-7 from exact for |x| <= 20,000. */
  sinCos(x: Float32Array): { readonly sin: Float32Array; readonly cos: Float32Array };
  /** Whole steps of phase oscillators. O(steps (N + E)). */
  phases(input: PhaseInput): PhaseRun;
  /** Fields and agreement of distributions `p [B, N]`. */
  fields(input: DenseInput, probabilities: Float32Array, options?: FieldsOptions): FieldsResult;
  /** T normalised Euler steps of oscillators on spheres. @defaultValue keep `'end'` */
  evolveSphere(
    input: SphereInput,
    keep?: SphereRun,
  ): { readonly end: Float32Array; readonly tape: SphereTape | undefined };
  /** Gradients of a run, given that of its end `[B, objects, D, N]`. Uses the tape up: a second time throws RangeError. */
  reverseSphere(tape: SphereTape, gradient: Float32Array): SphereGradient;
  /** Product of signs and a matrix, `signs [rows, n]` of -1 and 1 with `matrix [n, p]`: `[rows, p]`, summed four rows of the matrix at a time. */
  signProduct(signs: Float32Array, matrix: Float32Array, n: number): Float32Array;
  /** Starts a pool of worker threads with the same kernels. */
  createPool(options?: KernelPoolOptions): KernelPool;
  /**
   * The pool that all callers of these kernels share, one for each number of threads. Threads start with its first run,
   * sleep between runs, never keep a process alive and end with it, or with the page; `dispose` ends them sooner, for
   * all, and the next call starts anew.
   */
  sharedPool(options?: KernelPoolOptions): KernelPool;
}
