// The methods that the figures compare, by name. Names are part of the rows.

import type { Backend, Tensor } from '@vsa/backend';
import { factorize as resonate, paperRule, standardRule, type ResonatorOptions } from '@vsa/resonator';
import { factorize as infer, type VrnOptions } from '@vsa/vrn';

/** What a method says about one composite. */
export interface Found {
  /** Index in each codebook. */
  readonly indices: readonly number[];
  /** How it ended. */
  readonly status: string;
}

/** A way to factor composites. */
export interface Method {
  /** Name in rows and cells. */
  readonly id: string;
  /** Name in legends. */
  readonly label: string;
  /** Work relative to a VRN run of the same sizes. */
  readonly cost: number;
  /** Factors composites `[B, D]` over codebooks `[n, D]`. */
  run(
    backend: Backend,
    composites: Tensor,
    codebooks: readonly Tensor[],
    signal?: AbortSignal,
  ): Promise<readonly Found[]>;
}

/** Steps of every method: the paper's number (App F). */
export const STEPS = 100;

/** Step size of SGD and Adam: the paper's (App F). */
export const LEARNING_RATE = 0.02;

/** Entropy weights of the paper's ablation (App F, Fig. 10). */
export const GAMMAS = [-1, -0.1, 0, 0.1, 1] as const;

function vrn(id: string, label: string, options: VrnOptions): Method {
  return {
    id,
    label,
    cost: 1,
    async run(backend, composites, codebooks, signal) {
      const fixed = { learningRate: LEARNING_RATE, steps: STEPS, signal };
      return (await infer(backend, composites, codebooks, { ...fixed, ...options })).results;
    },
  };
}

function resonator(id: string, label: string, options: ResonatorOptions, cost: number): Method {
  return {
    id,
    label,
    cost,
    async run(backend, composites, codebooks, signal) {
      return (await resonate(backend, composites, codebooks, { maxSteps: STEPS, ...options, signal }))
        .results;
    },
  };
}

const gammaLabel = (gamma: number): string => `γ = ${String(gamma).replace('-', '−')}`;

const METHODS: readonly Method[] = [
  ...GAMMAS.flatMap((gamma) => [
    vrn(`vrn/adam/${gamma}`, `VRN ${gammaLabel(gamma)}`, { optimizer: 'adam', gamma }),
    vrn(`vrn/sgd/${gamma}`, `VRN SGD ${gammaLabel(gamma)}`, { optimizer: 'sgd', gamma }),
  ]),
  vrn('vrn/adam/sum', 'VRN γ = 1, δ not divided by D', { optimizer: 'adam', gamma: 1, deltaScale: 'sum' }),
  resonator('resonator/paper', 'Resonator, Eq 1 as printed', paperRule, 0.2),
  resonator('resonator/standard', 'Resonator, standard rule', standardRule, 0.1),
  resonator('resonator/paper/tanh', 'Resonator, Eq 1, tanh', { ...paperRule, activation: 'tanh' }, 3),
  resonator('resonator/paper/norm', 'Resonator, Eq 1, norm', { ...paperRule, activation: 'norm' }, 3),
  resonator(
    'resonator/standard/tanh',
    'Resonator, standard rule, tanh',
    { ...standardRule, activation: 'tanh' },
    3,
  ),
  resonator(
    'resonator/standard/norm',
    'Resonator, standard rule, norm',
    { ...standardRule, activation: 'norm' },
    3,
  ),
];

/**
 * Finds a method by its name.
 *
 * @param id - Such as `vrn/adam/0` or `resonator/paper`.
 * @returns The method.
 * @throws RangeError for an unknown name; the message lists the known ones.
 */
export function methodNamed(id: string): Method {
  const method = METHODS.find((candidate) => candidate.id === id);
  if (method !== undefined) return method;
  const known = METHODS.map((candidate) => candidate.id).join(', ');
  throw new RangeError(`reproductions.methodNamed: expected one of ${known}, got '${id}'.`);
}
