// Options of a factorisation, the two rules of the literature as presets, and their resolution into strategies.

import type { Tensor } from '@vsa/backend';
import { checkWhole, choose } from '@vsa/backend/check';
import { activations, type Activation, type ActivationName } from './activations.js';
import { product, type Binding } from './binding.js';
import { readouts, starts, updates, type ReadoutName, type StartName, type UpdateName } from './rules.js';
import { synapses, type SynapseName } from './synapses.js';

/** Names of the ways to compute. */
export type PathName = 'auto' | 'dense' | 'packed';

/** Look for limit cycles. */
export interface LimitCycleOptions {
  /** Longest cycle to find, in steps, 2 to 1024. That many past states are kept. */
  readonly longest: number;
}

/** Options that fix a resonator. */
export interface ResonatorOptions {
  /** Order of update. @defaultValue `'sequential'` */
  readonly update?: UpdateName | undefined;
  /** First estimates: a rule, or K tensors `[D]` or `[batch, D]`. @defaultValue `'signed'` */
  readonly start?: StartName | readonly Tensor[] | undefined;
  /** How winners are read off the estimates. @defaultValue `'absolute'` */
  readonly decode?: ReadoutName | undefined;
  /** How an estimate is compared with a codebook. @defaultValue `'outer-product'` */
  readonly synapse?: SynapseName | undefined;
  /** What follows the projection onto a codebook: a name or a function of tensors. @defaultValue `'sign'` */
  readonly activation?: ActivationName | Activation | undefined;
  /** How factors are bound. @defaultValue elementwise product */
  readonly binding?: Binding | undefined;
  /**
   * Largest number of steps, a whole number >= 1. Near capacity more are needed: Kent et al. allow `0.001 n^K`.
   * @defaultValue `100`, the paper's
   */
  readonly maxSteps?: number | undefined;
  /** Look for limit cycles. @defaultValue they are not looked for */
  readonly limitCycles?: LimitCycleOptions | undefined;
  /**
   * An estimate stands still when no component moves by more than this share of its largest one. `0` asks for equality.
   * @defaultValue `0` for `'sign'`, else `1e-5`: rounding of float32 sums of a thousand terms is about `1e-6`
   */
  readonly tolerance?: number | undefined;
  /**
   * `packed` works on bits, in WebAssembly; `dense` on tensors, on any backend; `auto` takes `packed` where it gives the same
   * decisions: ±1 codebooks and composites, sign, outer product, elementwise binding. @defaultValue `'auto'`
   */
  readonly path?: PathName | undefined;
  /** Worker threads of the packed path, a whole number >= 1. @defaultValue `1` */
  readonly threads?: number | undefined;
  /** Composites at a time, which bounds the memory. @defaultValue as many as keep the states below about 64 MiB, at most 1024 */
  readonly chunk?: number | undefined;
}

/** Where a factorisation stands. */
export interface FactorizeProgress {
  /** Composites that are done. */
  readonly done: number;
  /** All composites. */
  readonly rows: number;
  /** Steps done on the composites under way. */
  readonly step: number;
  /** Largest number of steps. */
  readonly maxSteps: number;
}

/** Options of one call. */
export interface FactorizeRunOptions {
  /** Called after each step of the dense path, and after each chunk of the packed one. */
  readonly onProgress?: ((progress: FactorizeProgress) => void) | undefined;
  /** Ends the call with status `aborted` for the composites not yet done: dense after the current step, packed after the current chunk. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The paper's rule (VRN paper, Eq 1 and App F): synchronous, from the unsigned mean, signed argmax, 100 steps.
 *
 * Where the paper's `sgn(0)` matters it says nothing; here it is +1.
 */
export const paperRule = {
  update: 'synchronous',
  start: 'mean',
  decode: 'signed',
  synapse: 'outer-product',
  activation: 'sign',
  maxSteps: 100,
} as const satisfies ResonatorOptions;

/** The standard rule (Frady, Kent et al. 2020): in order, from the signed sum, `sgn(0) = +1`, largest |cosine| with sign repair. */
export const standardRule = {
  update: 'sequential',
  start: 'signed',
  decode: 'absolute',
  synapse: 'outer-product',
  activation: 'sign',
} as const satisfies ResonatorOptions;

/** Options with every default filled in and every name checked. */
export interface ResolvedOptions {
  /** Order of update. */
  readonly update: UpdateName;
  /** First estimates. */
  readonly start: StartName | readonly Tensor[];
  /** How winners are read. */
  readonly decode: ReadoutName;
  /** Synapse. */
  readonly synapse: SynapseName;
  /** Activation as a function. */
  readonly activation: Activation;
  /** Binding. */
  readonly binding: Binding;
  /** Largest number of steps. */
  readonly maxSteps: number;
  /** Longest limit cycle, 0 when none is looked for. */
  readonly longest: number;
  /** Tolerance of a fixed point. */
  readonly tolerance: number;
  /** Path. */
  readonly path: PathName;
  /** Threads. */
  readonly threads: number;
  /** Composites at a time, or undefined for the default. */
  readonly chunk: number | undefined;
}

const PATHS: Readonly<Record<PathName, PathName>> = { auto: 'auto', dense: 'dense', packed: 'packed' };

/**
 * Fills in defaults and checks every option.
 *
 * @param where - `module.fn` for messages.
 * @param options - As the caller gave them.
 * @returns Resolved options.
 * @throws TypeError or RangeError for an option that is wrong.
 */
export function resolveOptions(where: string, options: ResonatorOptions): ResolvedOptions {
  const { update = 'sequential', start = 'signed', decode = 'absolute', synapse = 'outer-product' } = options;
  const { binding = product, maxSteps = 100, threads = 1, chunk, path = 'auto', limitCycles } = options;
  choose(updates, update, where, 'update');
  if (!Array.isArray(start)) choose(starts, start, where, 'start');
  choose(readouts, decode, where, 'decode');
  choose(synapses, synapse, where, 'synapse');
  choose(PATHS, path, where, 'path');
  const named = options.activation ?? 'sign';
  const activation = typeof named === 'function' ? named : choose(activations, named, where, 'activation');
  if (typeof binding.bind !== 'function' || typeof binding.unbind !== 'function') {
    throw new TypeError(`${where}: expected binding to have the functions bind and unbind.`);
  }
  const { tolerance = activation === activations.sign ? 0 : 1e-5 } = options;
  if (!(tolerance >= 0 && tolerance < 1)) {
    throw new RangeError(`${where}: expected tolerance in [0, 1), got ${tolerance}.`);
  }
  const longest =
    limitCycles === undefined ? 0 : checkWhole(where, 'limitCycles.longest', limitCycles.longest, 2);
  if (longest > 1024) throw new RangeError(`${where}: expected limitCycles.longest <= 1024, got ${longest}.`);
  checkWhole(where, 'maxSteps', maxSteps, 1);
  checkWhole(where, 'threads', threads, 1);
  if (chunk !== undefined) checkWhole(where, 'chunk', chunk, 1);
  return {
    update,
    start,
    decode,
    synapse,
    activation,
    binding,
    maxSteps,
    longest,
    tolerance,
    path,
    threads,
    chunk,
  };
}
