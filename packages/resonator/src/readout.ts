// From final estimates to indices: the vector of each codebook that lies nearest by cosine.

import type { Backend } from '@vsa/backend';
import { choose } from '@vsa/backend/check';
import type { ResonatorParams, ResonatorState } from './model.js';
import { readouts, type Readout, type ReadoutName } from './rules.js';

/** What the estimates of one composite stand for. */
export interface Reading {
  /** Index of the winning vector in each codebook, K numbers. */
  readonly indices: readonly number[];
  /** Cosine of each estimate, after sign repair, with its winner, in [-1, 1]; K numbers. */
  readonly similarities: Float32Array;
  /** The sign, +1 or -1, by which each estimate was multiplied; always +1 with the signed readout. */
  readonly signs: readonly number[];
}

/** Dot products of one factor's estimates with its codebook. */
export interface FactorDots {
  /** `[batch, n]`. */
  readonly dots: ArrayLike<number>;
  /** Where row 0 begins in `dots`. */
  readonly offset: number;
  /** From one row of `dots` to the next. */
  readonly stride: number;
  /** Squared lengths of the estimates, by row. */
  readonly squaredLength: (row: number) => number;
  /** Squared lengths of the codebook's vectors, n numbers. */
  readonly squaredLengths: Float64Array;
}

/** Smallest divisor: an estimate of zeros stays one. */
const TINY = 1e-37;

/**
 * Reads the factors off a state: `argmax_i score(cos(s_k, X_k[i]))`, the first index among equals.
 *
 * @param backend - Tensor backend.
 * @param state - See {@link ResonatorState}.
 * @param params - See {@link ResonatorParams}.
 * @param readout - `'absolute'` (with sign repair) or `'signed'`. Default `'absolute'`.
 * @returns One reading a composite, on the host.
 * @throws RangeError for an unknown readout.
 */
export async function decode(
  backend: Backend,
  state: ResonatorState,
  params: ResonatorParams,
  readout: ReadoutName = 'absolute',
): Promise<Reading[]> {
  const rule = choose(readouts, readout, 'resonator.decode', 'decode');
  const factors: FactorDots[] = [];
  for (const [k, estimate] of state.estimates.entries()) {
    const transpose = params.transposes[k];
    const squaredLengths = params.squaredLengths[k];
    if (transpose === undefined || squaredLengths === undefined) {
      throw new RangeError(`resonator.decode: expected a codebook for factor ${k}.`);
    }
    const { dots, squared } = backend.tidy(() => {
      // Scaled to a largest component of 1, so that squares neither overflow nor vanish; ±1 stay as they are.
      const largest = backend.max(backend.abs(estimate), { axis: -1, keepDims: true });
      const scaled = backend.div(estimate, backend.maximum(largest, TINY));
      return {
        dots: backend.matMul(scaled, transpose),
        squared: backend.sum(backend.square(scaled), { axis: -1 }),
      };
    });
    try {
      const values = await backend.read(dots);
      const lengths = await backend.read(squared);
      factors.push({
        dots: values,
        offset: 0,
        stride: squaredLengths.length,
        squaredLength: (row) => lengths[row] ?? 0,
        squaredLengths,
      });
    } finally {
      dots.dispose();
      squared.dispose();
    }
  }
  return readRows(state.composites.shape[0] ?? 0, factors, rule);
}

/**
 * Picks the winners from dot products on the host; both paths read their results here.
 *
 * @param rows - Number of composites.
 * @param factors - Dot products of each factor.
 * @param rule - How winners are chosen.
 * @returns One reading a composite.
 */
export function readRows(rows: number, factors: readonly FactorDots[], rule: Readout): Reading[] {
  return Array.from({ length: rows }, (_, row) => {
    const winners = factors.map((factor) => winner(factor, row, rule));
    return {
      indices: winners.map(({ index }) => index),
      similarities: Float32Array.from(winners, ({ cosine, sign }) => sign * cosine),
      signs: winners.map(({ sign }) => sign),
    };
  });
}

function winner(
  { dots, offset, stride, squaredLength, squaredLengths }: FactorDots,
  row: number,
  rule: Readout,
): { index: number; cosine: number; sign: number } {
  const own = squaredLength(row);
  let best = { index: 0, cosine: 0, score: -Infinity };
  for (let index = 0; index < squaredLengths.length; index += 1) {
    // One square root of the product: exact for ±1 vectors, where it is D.
    const length = Math.sqrt(own * (squaredLengths[index] ?? 0));
    const cosine = length > 0 ? (dots[offset + row * stride + index] ?? 0) / length : 0;
    const score = rule.score(cosine);
    if (score > best.score) best = { index, cosine, score };
  }
  return { index: best.index, cosine: best.cosine, sign: rule.sign(best.cosine) };
}
