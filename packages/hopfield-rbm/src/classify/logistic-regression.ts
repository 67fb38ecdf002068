// Multinomial logistic regression by Newton's method, converged and without chance.
//
// P(class c | x) is proportional to exp(w_c·x + b_c), the last class having w = 0, b = 0. The penalty ½ ridge |w|² on standardised
// features makes the loss strictly convex, so that separable data have a solution too. Newton's step is halved until the loss falls.

import { CholeskyDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import { formatShape } from '@vsa/backend';
import { checkPositive, checkWhole } from '@vsa/backend/check';
import { checkMatrix, type Matrix } from '../matrix.js';

/** Options of {@link fitLogisticRegression}. */
export interface LogisticRegressionOptions {
  /** Penalty on the squared weights of standardised features, > 0, per sample. @defaultValue `1e-6` */
  readonly ridge?: number | undefined;
  /** Most Newton steps, >= 1. @defaultValue `100` */
  readonly maxSteps?: number | undefined;
  /** Converged when no derivative of the mean loss is larger, > 0. @defaultValue `1e-8` */
  readonly tolerance?: number | undefined;
}

/** A fitted classifier. */
export interface LogisticRegression {
  /** Weights of features, then the intercept, a class a row, `[classes, features + 1]`; the last row is zero. */
  readonly coefficients: Matrix;
  /** How the fit ended. */
  readonly status: 'converged' | 'max-steps';
  /** Newton steps taken. */
  readonly steps: number;
  /** Mean loss with its penalty, nats a sample. */
  readonly loss: number;
}

/** Newton's steps stop shrinking here: the loss is flat to rounding. */
const SMALLEST = 2 ** -20;

/**
 * Fits a multinomial logistic regression. Cost O(rows (classes features)²) a Newton step, of which some ten are needed.
 *
 * @param features - `[rows, features]`, finite.
 * @param labels - Class of each row, a whole number from 0; all classes up to the largest must occur.
 * @param options - See {@link LogisticRegressionOptions}.
 * @returns The classifier.
 * @throws TypeError for a wrong kind; RangeError for labels that do not fit or a wrong option.
 */
export function fitLogisticRegression(
  features: Matrix,
  labels: ArrayLike<number>,
  options: LogisticRegressionOptions = {},
): LogisticRegression {
  const where = 'hopfield-rbm.fitLogisticRegression';
  const ridge = checkPositive(where, 'ridge', options.ridge ?? 1e-6);
  const maxSteps = checkWhole(where, 'maxSteps', options.maxSteps ?? 100, 1);
  const tolerance = checkPositive(where, 'tolerance', options.tolerance ?? 1e-8);
  checkMatrix(where, 'features', features);
  const classes = classesOf(where, features, labels);
  const standard = standardised(features);
  const free = classes - 1;
  const width = features.shape[1] + 1;
  let theta: Float64Array = new Float64Array(free * width);
  let now = lossOf(standard.rows, width, labels, theta, free, ridge, true);
  let steps = 0;
  let status: LogisticRegression['status'] = 'max-steps';
  while (steps < maxSteps) {
    if (now.gradient.every((value) => Math.abs(value) <= tolerance)) {
      status = 'converged';
      break;
    }
    const direction = new CholeskyDecomposition(now.hessian).solve(MlMatrix.columnVector([...now.gradient]));
    // The loss is convex: along Newton's direction it falls for a short enough step.
    const at = (scale: number): { readonly theta: Float64Array; readonly loss: number } => {
      const trial = theta.map((value, index) => value - scale * direction.get(index, 0));
      return { theta: trial, loss: lossOf(standard.rows, width, labels, trial, free, ridge, false).loss };
    };
    let scale = 1;
    let next = at(scale);
    while (!(next.loss <= now.loss) && scale > SMALLEST) {
      scale /= 2;
      next = at(scale);
    }
    steps += 1;
    if (!(next.loss <= now.loss)) {
      status = 'converged';
      break;
    }
    theta = next.theta;
    now = lossOf(standard.rows, width, labels, theta, free, ridge, true);
  }
  return { coefficients: unstandardised(theta, classes, standard), status, steps, loss: now.loss };
}

/**
 * Classes of rows of features.
 *
 * @param classifier - From {@link fitLogisticRegression}.
 * @param features - `[rows, features]`.
 * @returns The most probable class of each row; of equals the first.
 * @throws RangeError for another number of features.
 */
export function predictClasses({ coefficients }: LogisticRegression, features: Matrix): Int32Array {
  const [classes, width] = coefficients.shape;
  const [rows, count] = features.shape;
  if (count !== width - 1) {
    throw new RangeError(
      `hopfield-rbm.predictClasses: expected ${width - 1} features, got ${formatShape(features.shape)}.`,
    );
  }
  return Int32Array.from({ length: rows }, (_, row) => {
    let best = 0;
    let most = -Infinity;
    for (let c = 0; c < classes; c += 1) {
      let score = coefficients.values[c * width + count] ?? 0;
      for (let j = 0; j < count; j += 1) {
        score += (coefficients.values[c * width + j] ?? 0) * (features.values[row * count + j] ?? 0);
      }
      if (score > most) [best, most] = [c, score];
    }
    return best;
  });
}

function classesOf(where: string, { shape }: Matrix, labels: ArrayLike<number>): number {
  if (labels.length !== shape[0]) {
    throw new RangeError(`${where}: expected ${shape[0]} labels, one a row, got ${labels.length}.`);
  }
  const seen = new Set<number>();
  for (let row = 0; row < labels.length; row += 1)
    seen.add(checkWhole(where, `label ${row}`, labels[row], 0));
  const classes = Math.max(...seen) + 1;
  if (classes < 2 || seen.size !== classes) {
    throw new RangeError(
      `${where}: expected labels 0 to K - 1 that all occur, K >= 2, got ${seen.size} different ones up to ${classes - 1}.`,
    );
  }
  return classes;
}

interface Standardised {
  /** Rows with mean 0 and variance 1, and a last 1, `[rows, features + 1]`. */
  readonly rows: Float64Array;
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

function standardised({ values, shape: [rows, count] }: Matrix): Standardised {
  const mean = new Array<number>(count).fill(0);
  const square = new Array<number>(count).fill(0);
  values.forEach((value, index) => {
    mean[index % count] = (mean[index % count] ?? 0) + value / rows;
  });
  values.forEach((value, index) => {
    square[index % count] = (square[index % count] ?? 0) + (value - (mean[index % count] ?? 0)) ** 2 / rows;
  });
  // A feature that never varies tells nothing: it becomes zeros.
  const deviation = square.map((value) => (value > 0 ? Math.sqrt(value) : Infinity));
  const result = new Float64Array(rows * (count + 1)).fill(1);
  values.forEach((value, index) => {
    const j = index % count;
    result[Math.floor(index / count) * (count + 1) + j] = (value - (mean[j] ?? 0)) / (deviation[j] ?? 1);
  });
  return { rows: result, mean, deviation };
}

function unstandardised(theta: Float64Array, classes: number, { mean, deviation }: Standardised): Matrix {
  const width = mean.length + 1;
  const values = new Float64Array(classes * width);
  for (let c = 0; c < classes - 1; c += 1) {
    let intercept = theta[c * width + mean.length] ?? 0;
    mean.forEach((center, j) => {
      const weight = (theta[c * width + j] ?? 0) / (deviation[j] ?? 1);
      values[c * width + j] = weight;
      intercept -= weight * center;
    });
    values[c * width + mean.length] = intercept;
  }
  return { values, shape: [classes, width] };
}

interface Loss {
  readonly loss: number;
  readonly gradient: Float64Array;
  readonly hessian: MlMatrix;
}

/** Mean loss with penalty; with `derivatives`, its gradient and Hessian too. */
function lossOf(
  rows: Float64Array,
  width: number,
  labels: ArrayLike<number>,
  theta: Float64Array,
  free: number,
  ridge: number,
  derivatives: boolean,
): Loss {
  const count = labels.length;
  const size = free * width;
  const gradient = new Float64Array(derivatives ? size : 0);
  const curvature = new Float64Array(derivatives ? size * size : 0);
  const p = new Float64Array(free);
  let loss = 0;
  for (let row = 0; row < count; row += 1) {
    const x = rows.subarray(row * width, (row + 1) * width);
    loss += probabilities(x, theta, free, labels[row] ?? 0, p);
    if (derivatives) addDerivatives(x, p, labels[row] ?? 0, gradient, curvature);
  }
  const hessian = new MlMatrix(derivatives ? size : 1, derivatives ? size : 1);
  loss /= count;
  for (let i = 0; i < size; i += 1) {
    const value = theta[i] ?? 0;
    // The intercept is not penalised, but for a trace that keeps the Hessian definite.
    const weight = i % width === width - 1 ? ridge * 1e-3 : ridge;
    loss += (weight * value * value) / 2;
    if (!derivatives) continue;
    gradient[i] = (gradient[i] ?? 0) / count + weight * value;
    for (let j = 0; j <= i; j += 1) {
      const entry = (curvature[i * size + j] ?? 0) / count + (i === j ? weight : 0);
      hessian.set(i, j, entry);
      hessian.set(j, i, entry);
    }
  }
  return { loss, gradient, hessian };
}

/** Fills p with the probabilities of all classes but the last; returns -ln of the label's. */
function probabilities(
  x: Float64Array,
  theta: Float64Array,
  free: number,
  label: number,
  p: Float64Array,
): number {
  let top = 0;
  for (let c = 0; c < free; c += 1) {
    let score = 0;
    for (let j = 0; j < x.length; j += 1) score += (theta[c * x.length + j] ?? 0) * (x[j] ?? 0);
    p[c] = score;
    top = Math.max(top, score);
  }
  const own = label < free ? (p[label] ?? 0) : 0;
  let z = Math.exp(-top);
  for (let c = 0; c < free; c += 1) {
    p[c] = Math.exp((p[c] ?? 0) - top);
    z += p[c] ?? 0;
  }
  for (let c = 0; c < free; c += 1) p[c] = (p[c] ?? 0) / z;
  return top + Math.log(z) - own;
}

/** Adds a row's share: gradient (p - y) xᵀ, Hessian (diag p - p pᵀ) ⊗ x xᵀ, its lower triangle. */
function addDerivatives(
  x: Float64Array,
  p: Float64Array,
  label: number,
  gradient: Float64Array,
  curvature: Float64Array,
): void {
  const width = x.length;
  const size = gradient.length;
  for (let c = 0; c < p.length; c += 1) {
    const pc = p[c] ?? 0;
    const error = pc - (c === label ? 1 : 0);
    for (let j = 0; j < width; j += 1) {
      const at = c * width + j;
      const xj = x[j] ?? 0;
      gradient[at] = (gradient[at] ?? 0) + error * xj;
      for (let d = 0; d <= c; d += 1) {
        const factor = (d === c ? pc * (1 - pc) : -pc * (p[d] ?? 0)) * xj;
        const line = at * size + d * width;
        for (let k = 0; k < width; k += 1)
          curvature[line + k] = (curvature[line + k] ?? 0) + factor * (x[k] ?? 0);
      }
    }
  }
}
