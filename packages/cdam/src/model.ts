// Correlated dense associative memory: T. F. Burns, "Semantically-correlated memories in a dense associative model", ICML 2024
// (CDAM paper), Eq 1. Patterns are rows here, Ξ^T of shape [p, n].
//
// Where this deviates: the printed Eq 1 subtracts 1/n of the mean memory load, with which the paper's figures cannot be had; its code
// subtracts all of it. `meanLoad` is the coefficient, 1 by default. The softmax is the stable one.

import type { Backend, Operand, Tensor } from '@vsa/backend';

/** One predecessor of each vertex. */
export type Slot = {
  /** Predecessor of each vertex, int32 `[p]`. */
  readonly sources: Tensor;
  /** Entry of M at (predecessor, vertex), float32 `[p, 1]`; 0 where the vertex has fewer predecessors. */
  readonly values: Tensor;
};

/** M as tensors: in full, as slots where vertices have about equally many predecessors, or as its entries sorted by target. */
export type Links =
  | {
      /** Held in full. */
      readonly kind: 'dense';
      /** Entry (μ, ν) links μ to its successor ν, float32 `[p, p]`. */
      readonly matrix: Tensor;
    }
  | {
      /** Held as slots. */
      readonly kind: 'regular';
      /** As many as the largest number of predecessors. */
      readonly slots: readonly Slot[];
    }
  | {
      /** Held as entries. */
      readonly kind: 'sparse';
      /** Row of each entry, int32 `[E]`. */
      readonly sources: Tensor;
      /** Column of each entry, int32 `[E]`. */
      readonly targets: Tensor;
      /** Value of each entry, float32 `[E, 1]`. */
      readonly values: Tensor;
    };

/** Patterns and graph in the forms that a step needs; made by `prepare`, freed with `disposeTree`. */
export type CdamParams = {
  /** Patterns, float32 `[p, n]`, a pattern a row. */
  readonly patterns: Tensor;
  /** Their transpose, float32 `[n, p]`: the paper's Ξ. */
  readonly transposed: Tensor;
  /** M. */
  readonly links: Links;
};

/** Where a run of a batch of starts stands. */
export type CdamState = {
  /** σ, float32 `[batch, n]`. */
  readonly activity: Tensor;
};

/** Coefficient of the mean memory load: all of it, as the paper's figures need, or the printed 1/n, or any number. */
export type MeanLoad = 'full' | 'per-neuron' | number;

/** Options of {@link step}. */
export interface CdamStepOptions {
  /** a, strength of auto-association: a number, or `[batch, 1]` for one a start. @defaultValue `1` */
  readonly a?: Operand | undefined;
  /** h, strength of hetero-association: a number, or `[batch, 1]` for one a start. @defaultValue `0` */
  readonly h?: Operand | undefined;
  /** β, inverse temperature, > 0. @defaultValue `1` */
  readonly beta?: number | undefined;
  /** η, size of an update, > 0. @defaultValue `0.1` */
  readonly eta?: number | undefined;
  /** Coefficient of the mean memory load: `'full'` is 1, `'per-neuron'` the printed 1/n. @defaultValue `'full'` */
  readonly meanLoad?: MeanLoad | undefined;
}

/** The paper's settings where it says nothing else (section 3). */
export const paperSettings = {
  beta: 1,
  eta: 0.1,
  steps: 100,
  noise: 1,
  neurons: 1000,
} as const;

/**
 * The state before the first step.
 *
 * @param backend - Tensor backend.
 * @param activity - σ(0), float32 `[batch, n]`; the state holds a second handle on it.
 * @returns A state whose tensors the caller owns.
 */
export function init(backend: Backend, activity: Tensor): CdamState {
  return { activity: backend.clone(activity) };
}

/**
 * One step of Eq 1, `σ <- σ + η (softmax(β σ Ξ) Q^T - c ξ̄ - σ)` with `Q = a Ξ + h Ξ M^T`. Pure.
 *
 * The weights are mixed over the graph first, then multiplied with the patterns once; the mean load enters as `c/p` less on every weight,
 * since ξ̄ is the mean of the patterns. O(batch · (n p + E)), with p^2 in place of E where M is held in full.
 *
 * @param backend - Tensor backend.
 * @param state - See {@link CdamState}; stays the caller's.
 * @param params - See {@link CdamParams}.
 * @param options - See {@link CdamStepOptions}.
 * @returns The next state.
 */
export function step(
  backend: Backend,
  state: CdamState,
  params: CdamParams,
  options: CdamStepOptions = {},
): CdamState {
  const { add, mul, matMul } = backend;
  const { eta = paperSettings.eta } = options;
  return backend.tidy(() => {
    const overlaps = matMul(state.activity, params.transposed);
    const weights = mixedWeights(backend, overlaps, params, options);
    const pull = matMul(mul(weights, eta), params.patterns);
    // 0 · σ would keep nothing but trouble where σ is not finite.
    return { activity: eta === 1 ? pull : add(mul(state.activity, 1 - eta), pull) };
  });
}

/**
 * What the patterns weigh in the next pull: `a s + h s M - c/p` with `s = softmax(β z)`. O(batch · (p + E)).
 *
 * @param backend - Tensor backend.
 * @param overlaps - z = σ Ξ, raw scalar products, float32 `[batch, p]`.
 * @param params - See {@link CdamParams}.
 * @param options - See {@link CdamStepOptions}; `eta` plays no part.
 * @returns Float32 `[batch, p]`.
 */
export function mixedWeights(
  backend: Backend,
  overlaps: Tensor,
  params: CdamParams,
  options: CdamStepOptions = {},
): Tensor {
  const { add, sub, mul, softmax } = backend;
  const { a = 1, h = 0, beta = paperSettings.beta, meanLoad = 'full' } = options;
  const [p = 1, n = 1] = params.patterns.shape;
  return backend.tidy(() => {
    const shares = softmax(beta === 1 ? overlaps : mul(overlaps, beta));
    const own = mul(shares, a);
    const mixed = h === 0 ? own : add(own, mul(alongLinks(backend, shares, params.links), h));
    const load = meanCoefficient(meanLoad, n) / p;
    return load === 0 ? mixed : sub(mixed, load);
  });
}

/**
 * Passes shares on to successors: `s M`.
 *
 * @param backend - Tensor backend.
 * @param shares - s, float32 `[batch, p]`.
 * @param links - M.
 * @returns Float32 `[batch, p]`.
 */
export function alongLinks(backend: Backend, shares: Tensor, links: Links): Tensor {
  const { gather, matMul, mul, segmentSum, transpose, zeros } = backend;
  switch (links.kind) {
    case 'dense':
      return matMul(shares, links.matrix);
    // Below, only the small [batch, p] shares are turned, so that the patterns never are.
    case 'regular':
      // About half the time of a segmentSum of the same entries (1.2 ms; wasm, 500 starts on C500, 2 cores, Node 20, November 2026).
      return backend.tidy(() => {
        const turned = transpose(shares);
        const heard = links.slots.map(({ sources, values }) => mul(gather(turned, sources), values));
        return transpose(heard.reduce((a, b) => backend.add(a, b)));
      });
    case 'sparse': {
      if (links.values.size === 0) return zeros(shares.shape);
      return backend.tidy(() => {
        const sent = mul(gather(transpose(shares), links.sources), links.values);
        return transpose(segmentSum(sent, links.targets, shares.shape[1] ?? 0));
      });
    }
    default:
      return links satisfies never;
  }
}

/**
 * The number that a mean load stands for.
 *
 * @param meanLoad - See {@link MeanLoad}.
 * @param neurons - n.
 * @returns c.
 */
export function meanCoefficient(meanLoad: MeanLoad, neurons: number): number {
  return meanLoad === 'full' ? 1 : meanLoad === 'per-neuron' ? 1 / neurons : meanLoad;
}
