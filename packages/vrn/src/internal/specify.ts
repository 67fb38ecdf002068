// The numbers of a problem, checked: what both paths need to know before any tensor is made.

import type { Tensor } from '@vsa/backend';
import type { DeltaScale, ProblemOptions } from '../problem.js';
import { checkFinite, checkPriors, checkTensors, resolveName, type Priors } from './check.js';
import { at } from './lists.js';

const scales: Readonly<Record<DeltaScale, (dimension: number) => number>> = {
  mean: (dimension) => 1 / dimension,
  sum: () => 1,
};

/** A problem's numbers. */
export interface Specification {
  /** Number of components D. */
  readonly dimension: number;
  /** Sizes n_k of the codebooks. */
  readonly sizes: readonly number[];
  /** Entropy weight. */
  readonly gamma: number;
  /** Name of the scale of δ. */
  readonly deltaScale: DeltaScale;
  /** 1/D or 1. */
  readonly scale: number;
  /** Priors as given. */
  readonly priors: Priors | undefined;
}

/** Checks composites, codebooks, weight and priors. */
export function specify(
  where: string,
  composites: Tensor,
  codebooks: readonly Tensor[],
  options: ProblemOptions,
): Specification {
  checkTensors(where, composites, codebooks);
  const { deltaScale = 'mean', priors } = options;
  const dimension = at(at(codebooks, 0).shape, 1);
  const scale = resolveName(where, 'deltaScale', scales, deltaScale)(dimension);
  const gamma = checkFinite(where, 'gamma', options.gamma ?? scale);
  const sizes = codebooks.map((book) => at(book.shape, 0));
  checkPriors(where, priors, sizes);
  return { dimension, sizes, gamma, deltaScale, scale, priors };
}

/** Logarithms of the priors, one row a factor; undefined when all are uniform. */
export function logPriorsOf(priors: Priors | undefined, sizes: readonly number[]): number[][] | undefined {
  if (priors === undefined || priors.every((prior) => prior === undefined)) return undefined;
  return sizes.map((size, k) => {
    const prior = priors[k];
    return Array.from({ length: size }, (_, i) =>
      prior === undefined ? -Math.log(size) : Math.log(at(prior, i)),
    );
  });
}
