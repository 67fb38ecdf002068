// Whether posteriors mean what they say: of the choices made with probability 0.8, are 80 % right?
// Source: M. P. Naeini, G. Cooper, M. Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015.

import { checkWhole } from './internal/check.js';

const WHERE = 'vrn.calibrationError';

/** One choice: how sure, and whether right. */
export interface Prediction {
  /** Probability of the chosen row, in [0, 1]. */
  readonly confidence: number;
  /** Whether the choice was right. */
  readonly correct: boolean;
}

/** Options of {@link calibrationError}. */
export interface CalibrationOptions {
  /** Number of equally wide bins of confidence, a whole number >= 1. @defaultValue `10` */
  readonly bins?: number | undefined;
}

/** Choices of similar confidence. */
export interface CalibrationBin {
  /** Number of choices. */
  readonly count: number;
  /** Their mean confidence; 0 in an empty bin. */
  readonly confidence: number;
  /** Share of right ones; 0 in an empty bin. */
  readonly accuracy: number;
}

/** What {@link calibrationError} gives. */
export interface Calibration {
  /** Expected calibration error, in [0, 1]: mean over the choices of |accuracy - confidence| of their bin. */
  readonly error: number;
  /** Bins in rising order of confidence. */
  readonly bins: readonly CalibrationBin[];
}

/**
 * Expected calibration error: how far the confidence of choices is from the share of right ones.
 *
 * @param predictions - At least one choice.
 * @param options - See {@link CalibrationOptions}.
 * @returns The error and its bins.
 * @throws RangeError when there is no choice, a confidence is not in [0, 1], or the number of bins is no whole number >= 1.
 */
export function calibrationError(
  predictions: readonly Prediction[],
  options: CalibrationOptions = {},
): Calibration {
  const count = checkWhole(WHERE, 'bins', options.bins ?? 10, 1);
  if (predictions.length === 0) throw new RangeError(`${WHERE}: expected at least one prediction, got none.`);
  const groups = Array.from({ length: count }, (): Prediction[] => []);
  predictions.forEach((prediction, index) => {
    const { confidence } = prediction;
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new RangeError(
        `${WHERE}: expected predictions[${index}].confidence in [0, 1], got ${confidence}.`,
      );
    }
    groups[Math.min(count - 1, Math.floor(confidence * count))]?.push(prediction);
  });
  const bins = groups.map(binOf);
  const error = bins.reduce(
    (sum, { accuracy, confidence, count: n }) => sum + n * Math.abs(accuracy - confidence),
    0,
  );
  return { error: error / predictions.length, bins };
}

function binOf(group: readonly Prediction[]): CalibrationBin {
  const count = group.length;
  if (count === 0) return { count, confidence: 0, accuracy: 0 };
  const confidence = group.reduce((sum, prediction) => sum + prediction.confidence, 0) / count;
  return { count, confidence, accuracy: group.filter(({ correct }) => correct).length / count };
}
