// Runge-Kutta methods as data: a Butcher tableau each, run by one stepper. Trees of order conditions check every number in the tests.

/** An explicit Runge-Kutta method of s stages. */
export interface RungeKuttaMethod {
  /** Name for messages. */
  readonly name: string;
  /** Order p: the error over a fixed interval falls with the p-th power of the step. */
  readonly order: number;
  /** Nodes c, length s, c[0] = 0: stage i is evaluated at `t + c[i] h`. */
  readonly nodes: readonly number[];
  /** Matrix a, row i of length i: stage i is evaluated at `y + h sum_j a[i][j] k_j`. */
  readonly matrix: readonly (readonly number[])[];
  /** Weights b, length s: the step is `y + h sum_i b[i] k_i`. */
  readonly weights: readonly number[];
  /** Weights b - b* of the error estimate, length s; undefined for methods without an embedded one, which take fixed steps only. */
  readonly errorWeights?: readonly number[] | undefined;
  /** Power q of the step with which the error estimate of one step falls; step control takes its q-th root. */
  readonly errorPower?: number | undefined;
  /** Coefficients of x, x^2, ... of the weights b_i(x) of the continuous extension `y(t + x h)`; cubic Hermite when undefined. */
  readonly interpolant?: readonly (readonly number[])[] | undefined;
}

/**
 * Tells whether the last stage of a step is the first one of the next (first same as last).
 *
 * @param method - Any method.
 * @returns True when the last row of its matrix holds its weights.
 */
export function isFirstSameAsLast(method: RungeKuttaMethod): boolean {
  const { matrix, nodes, weights } = method;
  const last = matrix.at(-1) ?? [];
  return (
    last.length > 0 &&
    nodes.at(-1) === 1 &&
    weights.at(-1) === 0 &&
    last.every((value, index) => value === weights[index])
  );
}

/** Explicit Euler: order 1, one stage. L. Euler, Institutionum calculi integralis I, 1768, chapter 7. */
export const euler: RungeKuttaMethod = {
  name: 'euler',
  order: 1,
  nodes: [0],
  matrix: [[]],
  weights: [1],
};

/**
 * Heun's method, the explicit trapezoid: order 2, two stages, with Euler's step as embedded estimate.
 * K. Heun, Z. Math. Phys. 45, 1900; the pair is in E. Hairer, S. P. Nørsett, G. Wanner, Solving Ordinary Differential Equations I, II.4.
 */
export const heun: RungeKuttaMethod = {
  name: 'heun',
  order: 2,
  nodes: [0, 1],
  matrix: [[], [1]],
  weights: [1 / 2, 1 / 2],
  errorWeights: [-1 / 2, 1 / 2],
  errorPower: 2,
};

/** The classic method of order 4, four stages, no error estimate. W. Kutta, Z. Math. Phys. 46, 1901. */
export const rk4: RungeKuttaMethod = {
  name: 'rk4',
  order: 4,
  nodes: [0, 1 / 2, 1 / 2, 1],
  matrix: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
  weights: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
};

/**
 * Dormand and Prince's pair 5(4), seven stages of which one is shared with the next step: J. R. Dormand, P. J. Prince, J. Comput. Appl.
 * Math. 6, 1980, RK5(4)7M. Continuous extension of order 4: L. F. Shampine, Math. Comput. 46, 1986, with the best c6.
 */
export const dormandPrince5: RungeKuttaMethod = {
  name: 'dormandPrince5',
  order: 5,
  nodes: [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1],
  matrix: [
    [],
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  ],
  weights: [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84, 0],
  errorWeights: [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40],
  errorPower: 5,
  interpolant: [
    [1, -8048581381 / 2820520608, 8663915743 / 2820520608, -12715105075 / 11282082432],
    [0, 0, 0, 0],
    [0, 131558114200 / 32700410799, -68118460800 / 10900136933, 87487479700 / 32700410799],
    [0, -1754552775 / 470086768, 14199869525 / 1410260304, -10690763975 / 1880347072],
    [0, 127303824393 / 49829197408, -318862633887 / 49829197408, 701980252875 / 199316789632],
    [0, -282668133 / 205662961, 2019193451 / 616988883, -1453857185 / 822651844],
    [0, 40617522 / 29380423, -110615467 / 29380423, 69997945 / 29380423],
  ],
};

/**
 * Tsitouras' pair 5(4), seven stages of which one is shared with the next step, and its continuous extension of order 4:
 * Ch. Tsitouras, Comput. Math. Appl. 62, 2011, Table 1 and section 3, with more digits.
 */
export const tsitouras5: RungeKuttaMethod = {
  name: 'tsitouras5',
  order: 5,
  nodes: [0, 161 / 1000, 327 / 1000, 9 / 10, 0.9800255409045097, 1, 1],
  matrix: [
    [],
    [161 / 1000],
    [-0.008480655492356989, 0.335480655492357],
    [2.8971530571054935, -6.359448489975075, 4.3622954328695815],
    [5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525],
    [5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383],
    [0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774],
  ],
  weights: [
    0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774,
    0,
  ],
  errorWeights: [
    -0.001780011052225777,
    -0.0008164344596567469,
    0.007880878010261995,
    -0.1447110071732629,
    0.5823571654525552,
    -0.45808210592918697,
    1 / 66,
  ],
  errorPower: 5,
  interpolant: [
    [1, -2.763706197274826, 2.9132554618219126, -1.0530884977290216],
    [0, 0.1317, -0.2234, 0.1017],
    [0, 3.9302962368947516, -5.941033872131505, 2.490627285651253],
    [0, -12.411077166933676, 30.33818863028232, -16.548102889244902],
    [0, 37.50931341651104, -88.1789048947664, 47.37952196281928],
    [0, -27.896526289197286, 65.09189467479366, -34.87065786149661],
    [0, 1.5, -4, 2.5],
  ],
};
