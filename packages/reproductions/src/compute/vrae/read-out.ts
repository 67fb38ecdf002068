// What a linear classifier reads from features: ridge regression on -1 and 1 for each class, solved exactly in float64.

/** Rows of features. */
export interface FeatureRows {
  /** Row-major `[rows, features]`. */
  readonly values: ArrayLike<number>;
  /** Rows and features. */
  readonly shape: readonly [rows: number, features: number];
}

/** A linear classifier. */
export interface ReadOut {
  /** Weights of the features and, last, the intercept, for each class. */
  readonly classes: readonly Float64Array[];
}

/**
 * Fits a linear classifier by least squares with a penalty on the weights, not on the intercepts. Cost O(rows features²).
 *
 * @param features - What to read from.
 * @param labels - Class of each row, whole numbers from 0.
 * @param ridge - Penalty on squared weights, > 0, summed over rows as the squared errors are.
 * @returns The classifier.
 */
export function fitReadOut(features: FeatureRows, labels: ArrayLike<number>, ridge = 1): ReadOut {
  const [rows, width] = features.shape;
  const count = Math.max(...Array.from(labels)) + 1;
  const means = new Float64Array(width);
  for (let at = 0; at < rows * width; at += 1) {
    means[at % width] = (means[at % width] ?? 0) + (features.values[at] ?? 0) / rows;
  }
  const shares = Float64Array.from({ length: count }, () => -1);
  for (let row = 0; row < rows; row += 1) {
    const label = labels[row] ?? 0;
    shares[label] = (shares[label] ?? 0) + 2 / rows;
  }
  // Features and targets less their means need no intercept: one symmetric system with a right side for each class.
  const system = Array.from({ length: width }, () => new Float64Array(width + count));
  const centred = new Float64Array(width);
  for (let row = 0; row < rows; row += 1) {
    for (let j = 0; j < width; j += 1) {
      centred[j] = (features.values[row * width + j] ?? 0) - (means[j] ?? 0);
    }
    for (const [j, line] of system.entries()) {
      const own = centred[j] ?? 0;
      for (let i = 0; i < width; i += 1) line[i] = (line[i] ?? 0) + own * (centred[i] ?? 0);
      for (let c = 0; c < count; c += 1) {
        const target = (labels[row] === c ? 1 : -1) - (shares[c] ?? 0);
        line[width + c] = (line[width + c] ?? 0) + own * target;
      }
    }
  }
  for (const [j, line] of system.entries()) line[j] = (line[j] ?? 0) + ridge;
  solve(system);
  return {
    classes: Array.from(shares, (share, c) => {
      const weights = Float64Array.from(system, (line) => line[width + c] ?? 0);
      const offset = weights.reduce((sum, weight, j) => sum - weight * (means[j] ?? 0), share);
      return Float64Array.of(...weights, offset);
    }),
  };
}

/**
 * Reads classes.
 *
 * @param readOut - From {@link fitReadOut}.
 * @param features - Rows of as many features.
 * @returns The class with the largest score of each row, of equals the first.
 */
export function readClasses({ classes }: ReadOut, features: FeatureRows): number[] {
  const [rows, width] = features.shape;
  return Array.from({ length: rows }, (_, row) => {
    const scores = classes.map((weights) => {
      let score = weights[width] ?? 0;
      for (let j = 0; j < width; j += 1) {
        score += (weights[j] ?? 0) * (features.values[row * width + j] ?? 0);
      }
      return score;
    });
    return scores.indexOf(Math.max(...scores));
  });
}

/** Gauss and Jordan's elimination in place; the left part is positive definite, so no row has to move. */
function solve(system: readonly Float64Array[]): void {
  for (const [pivot, line] of system.entries()) {
    const scale = line[pivot] ?? 1;
    for (let at = pivot; at < line.length; at += 1) line[at] = (line[at] ?? 0) / scale;
    for (const [row, other] of system.entries()) {
      const factor = row === pivot ? 0 : (other[pivot] ?? 0);
      if (factor === 0) continue;
      for (let at = pivot; at < line.length; at += 1) {
        other[at] = (other[at] ?? 0) - factor * (line[at] ?? 0);
      }
    }
  }
}
