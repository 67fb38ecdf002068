// Checks of the arguments of `relax`; all before the kernel runs, which trusts every number.

import type { RelaxInput, RelaxLinks, RelaxOptions, RelaxState } from './relax-types.js';
import { finite, floatRows, integer, oneOf } from './validate.js';

const NAME = 'kernels.relax';
/** Most patterns: the Gram matrix then takes a quarter of the largest memory. */
const MAX_PATTERNS = 2 ** 14;

/** Sizes of a problem. */
export interface Sizes {
  /** Number of patterns. */
  readonly p: number;
  /** p rounded up to 8, as rows are in the kernel. */
  readonly padded: number;
  /** Number of starts. */
  readonly batch: number;
}

/** Options with every default filled in. */
export interface Run {
  readonly steps: number;
  readonly beta: number;
  readonly eta: number;
  readonly meanLoad: number;
  readonly tolerance: number;
  readonly longest: number;
  readonly traced: boolean;
}

/**
 * Checks everything that `relax` is given.
 *
 * @param input - The memory and its starts.
 * @param options - Options of the run.
 * @returns Sizes and options with every default filled in.
 * @throws TypeError for a wrong kind; RangeError for a wrong size or value.
 */
export function checkRelax(
  input: RelaxInput,
  options: RelaxOptions,
): { readonly run: Run; readonly sizes: Sizes } {
  const run = runOf(options);
  const { neurons, gram, gramMeans, means, links, pull, state, strengths, reference } = input;
  integer(`${NAME}: neurons`, neurons, 1, 2 ** 24);
  doubles('means', means);
  const p = integer(`${NAME}: number of patterns`, means.length, 1, MAX_PATTERNS);
  floats('gram', gram, [p, p]);
  doubles('gramMeans', gramMeans, [p]);
  checkLinks(links, p);
  const batch = checkState(state, p);
  doubles('strengths', strengths, [batch, 2]);
  if (pull !== undefined) {
    floats('pull.gram', pull.gram, [p, p]);
    doubles('pull.means', pull.means, [p]);
    const other = strengths.findIndex((value, i) => value !== strengths[i % 2]);
    if (other >= 0) {
      throw new RangeError(
        `${NAME}: strengths: expected the same a and h for all starts with pull, got others for start ${other >> 1}.`,
      );
    }
  }
  if (run.traced) {
    if (reference === undefined) {
      throw new TypeError(`${NAME}: expected a reference with history 'correlations', got none.`);
    }
    floats('reference.inverseLengths', reference.inverseLengths, [p]);
    doubles('reference.overlaps', reference.overlaps, [batch, p]);
    doubles('reference.squares', reference.squares, [batch]);
  }
  return { run, sizes: { p, padded: Math.ceil(p / 8) * 8, batch } };
}

function checkState({ coordinates, overlaps, remainders, means }: RelaxState, p: number): number {
  doubles('state.means', means);
  const batch = means.length;
  doubles('state.remainders', remainders, [batch]);
  doubles('state.overlaps', overlaps, [batch, p]);
  floats('state.coordinates', coordinates, [batch, p]);
  return batch;
}

function checkLinks(links: RelaxLinks, p: number): void {
  switch (links.kind) {
    case 'none':
      return;
    case 'full':
      floats('links.matrix', links.matrix, [p, p]);
      return;
    case 'entries': {
      const { offsets, targets, values } = links;
      if (!(offsets instanceof Int32Array && targets instanceof Int32Array)) {
        throw new TypeError(`${NAME}: links: expected offsets and targets as Int32Array.`);
      }
      floats('links.values', values);
      sized('links.targets', targets.length, [values.length]);
      sized('links.offsets', offsets.length, [p + 1]);
      // The kernel writes where targets point to, so a wrong one must not get there.
      if (targets.some((target) => target < 0 || target >= p)) {
        throw new RangeError(`${NAME}: links.targets: expected columns from 0 to ${p - 1}.`);
      }
      const falls = offsets.some((offset, i) => offset < (offsets[i - 1] ?? 0));
      if (falls || offsets[0] !== 0 || offsets[p] !== values.length) {
        throw new RangeError(
          `${NAME}: links.offsets: expected offsets that never fall, from 0 to ${values.length}.`,
        );
      }
      return;
    }
    default:
      links satisfies never;
  }
}

function runOf(options: RelaxOptions): Run {
  const tolerance = finite(`${NAME}: tolerance`, options.tolerance ?? 0);
  if (tolerance < 0) throw new RangeError(`${NAME}: tolerance: expected a number >= 0, got ${tolerance}.`);
  const history = oneOf(`${NAME}: history`, options.history ?? 'none', ['none', 'correlations']);
  return {
    steps: integer(`${NAME}: maxSteps`, options.maxSteps ?? 100, 0, 2 ** 24),
    beta: positive('beta', options.beta ?? 1),
    eta: positive('eta', options.eta ?? 0.1),
    meanLoad: finite(`${NAME}: meanLoad`, options.meanLoad ?? 1),
    tolerance,
    longest: integer(`${NAME}: longest`, options.longest ?? 0, 0, 1024),
    traced: history === 'correlations',
  };
}

function positive(what: string, value: number): number {
  if (!(finite(`${NAME}: ${what}`, value) > 0)) {
    throw new RangeError(`${NAME}: ${what}: expected a number > 0, got ${value}.`);
  }
  return value;
}

function floats(what: string, values: Float32Array, shape?: readonly number[]): void {
  floatRows(`${NAME}: ${what}`, values, 1);
  if (shape !== undefined) sized(what, values.length, shape);
}

function doubles(what: string, values: Float64Array, shape?: readonly number[]): void {
  if (!(values instanceof Float64Array)) throw new TypeError(`${NAME}: ${what}: expected a Float64Array.`);
  if (shape !== undefined) sized(what, values.length, shape);
  // As in floatRows: 0 x is 0 for finite x and NaN for the rest.
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += 0 * (values[i] ?? 0);
  if (sum === 0) return;
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  throw new RangeError(
    `${NAME}: ${what}: expected finite values, got ${values[wrong] ?? NaN} at index ${wrong}.`,
  );
}

function sized(what: string, length: number, shape: readonly number[]): void {
  if (length === shape.reduce((product, size) => product * size, 1)) return;
  throw new RangeError(`${NAME}: ${what}: expected [${shape.join(', ')}], got ${length} values.`);
}
