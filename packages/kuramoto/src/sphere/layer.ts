// A layer of oscillators that learns: features of two objects in, states at the end out. The poster's model between its encoder and its
// classifier.

import { formatShape, type Backend, type EvolveOptions, type Tensor } from '@vsa/backend';
import { checkNonNegative, checkPositive, checkWhole, choose } from '@vsa/backend/check';
import { foldIn, normal, type RandomKey } from '@vsa/backend/random';
import { checkFloat, checkShape } from '../internal/validate.js';

/** What the layer learns; a tree for `valueAndGrad`, the optimisers and checkpoints. All float32. */
export type OscillatorParams = {
  /** W, `[D, N]`. */
  readonly weight: Tensor;
  /** b, `[D, N]`. */
  readonly bias: Tensor;
  /** JIN, `[D, D]` or, with blocks, `[D, D, N, N]`. */
  readonly within: Tensor;
  /** JOUT, of the form of JIN. */
  readonly between: Tensor;
  /** A, `[D, N, N]`: Ω = (A - Aᵀ)/2, skew-symmetric whatever A is, for any N >= 2. */
  readonly rotation: Tensor;
};

/** A number a pair of oscillators, or an N x N block. */
export type CouplingName = 'scalar' | 'block';

/**
 * What couplings are made of: as learnt; symmetric, `(J + Jᵀ)/2`, as the energy needs; or symmetric and attractive between objects, with
 * `L Lᵀ` of what is learnt for JOUT as L, so that objects which agree are lower in energy. The last needs a number a pair, not blocks.
 */
export type SymmetryName = 'free' | 'symmetric' | 'attractive';

/** How learnt numbers become couplings; the same for drawing them and for running them. */
export interface CouplingOptions {
  /** @defaultValue `'free'` */
  readonly symmetry?: SymmetryName | undefined;
  /**
   * Coupling, or entry of L, that a learnt 1 is, > 0. An optimiser that moves every number by the learning rate moves the D of a row
   * together D times as far: with 1/D, as in Kuramoto's K/N, it moves a phase no further than W does. @defaultValue `1`
   */
  readonly couplingUnit?: number | undefined;
}

/** Options of {@link initOscillators}. */
export interface InitOptions extends CouplingOptions {
  /** Oscillators an object, D. */
  readonly features: number;
  /** Components of an oscillator, N >= 2. @defaultValue `2`, the poster's circle */
  readonly dimension?: number | undefined;
  /** @defaultValue `'scalar'` */
  readonly coupling?: CouplingName | undefined;
  /** Standard deviation of W. @defaultValue `1` */
  readonly weightScale?: number | undefined;
  /** Standard deviation of each row of JIN and JOUT times its root length. @defaultValue `1` */
  readonly couplingScale?: number | undefined;
  /** With `symmetry: 'attractive'`, JOUT of each feature with itself at the start; 0 with others. @defaultValue `0.1` */
  readonly attraction?: number | undefined;
  /** Standard deviation of the entries of A, rad per unit of time. @defaultValue `0.1` */
  readonly rotationScale?: number | undefined;
}

/**
 * Draws parameters: Gaussian, and b = 0. The poster says nothing of it; the scales are ours.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes the numbers.
 * @param options - See {@link InitOptions}.
 * @returns Parameters that the caller owns.
 * @throws RangeError for a wrong size, scale or name; TypeError for a wrong kind.
 */
export function initOscillators(backend: Backend, key: RandomKey, options: InitOptions): OscillatorParams {
  const where = 'kuramoto.initOscillators';
  const { features, dimension = 2, coupling = 'scalar' } = options;
  const { weightScale = 1, couplingScale = 1, rotationScale = 0.1, attraction = 0.1 } = options;
  const { symmetry = 'free', couplingUnit = 1 } = options;
  checkWhole(where, 'features', features, 1);
  checkWhole(where, 'dimension', dimension, 2);
  const blocks = { scalar: [], block: [dimension, dimension] };
  const form = [features, features, ...choose(blocks, coupling, where, 'coupling')];
  const perRow = coupling === 'block' ? features * dimension : features;
  const draw = (name: string, shape: readonly number[], deviation: number): Tensor =>
    backend.tensor(
      normal(foldIn(key, name), shape).map((value) => value * deviation),
      shape,
    );
  checkNonNegative(where, 'weightScale', weightScale);
  checkNonNegative(where, 'couplingScale', couplingScale);
  checkNonNegative(where, 'rotationScale', rotationScale);
  checkNonNegative(where, 'attraction', attraction);
  checkPositive(where, 'couplingUnit', couplingUnit);
  const deviation = couplingScale / Math.sqrt(perRow) / couplingUnit;
  const between = {
    free: () => draw('between', form, deviation),
    symmetric: () => draw('between', form, deviation),
    attractive: () => {
      checkScalar(where, form.length);
      return backend.tidy(() => backend.mul(backend.eye(features), Math.sqrt(attraction) / couplingUnit));
    },
  };
  return {
    weight: draw('weight', [features, dimension], weightScale),
    bias: backend.zeros([features, dimension]),
    within: draw('within', form, deviation),
    between: choose(between, symmetry, where, 'symmetry')(),
    rotation: draw('rotation', [features, dimension, dimension], rotationScale),
  };
}

/** Options of {@link oscillatorLayer}. */
export interface LayerOptions extends Partial<EvolveOptions>, CouplingOptions {
  /** Euler steps T. @defaultValue `25`, the poster's */
  readonly steps?: number;
  /** Length of a step. @defaultValue `0.1` */
  readonly stepSize?: number;
}

/** A system with all its parts; see `OscillatorSystem` of the backend. */
export type WholeSystem = {
  /** JIN. */
  readonly within: Tensor;
  /** JOUT. */
  readonly between: Tensor;
  /** Ω. */
  readonly omega: Tensor;
  /** c. */
  readonly drive: Tensor;
};

/**
 * The system that features set up: `c_id = W_d E_i[d] + b_d`, Ω made skew, J made what is asked for. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param features - E, float32 `[batch, objects, D]`.
 * @param params - See {@link OscillatorParams}.
 * @param options - See {@link CouplingOptions}.
 * @returns Tensors that the caller owns.
 * @throws RangeError for a wrong shape, name or unit; TypeError for a tensor that is not float32.
 */
export function oscillatorSystem(
  backend: Backend,
  features: Tensor,
  params: OscillatorParams,
  { symmetry = 'free', couplingUnit = 1 }: CouplingOptions = {},
): WholeSystem {
  const where = 'kuramoto.oscillatorSystem';
  checkPositive(where, 'couplingUnit', couplingUnit);
  const { shape } = checkFloat(where, 'features', features);
  const [count = 0, dimension = 0] = checkFloat(where, 'weight', params.weight).shape;
  if (shape.length !== 3 || shape[2] !== count) {
    throw new RangeError(
      `${where}: expected features of shape [batch, objects, ${count}], got ${formatShape(shape)}.`,
    );
  }
  checkShape(where, 'bias', params.bias, [count, dimension]);
  checkShape(where, 'rotation', params.rotation, [count, dimension, dimension]);
  const { add, expandDims, matMul, mul, sub, transpose } = backend;
  const symmetric = symmetricPart(backend);
  const plain = (coupling: Tensor): Tensor => mul(coupling, couplingUnit);
  const forms: Readonly<Record<SymmetryName, () => { within: Tensor; between: Tensor }>> = {
    free: () => ({ within: plain(params.within), between: plain(params.between) }),
    symmetric: () => ({
      within: plain(symmetric(params.within)),
      between: plain(symmetric(params.between)),
    }),
    attractive: () => {
      checkScalar(where, params.between.shape.length);
      const factor = plain(params.between);
      return {
        within: plain(symmetric(params.within)),
        between: matMul(factor, factor, { transposeB: true }),
      };
    },
  };
  const coupled = choose(forms, symmetry, where, 'symmetry');
  return backend.tidy(() => ({
    drive: add(mul(expandDims(features, 3), params.weight), params.bias),
    ...coupled(),
    omega: mul(sub(params.rotation, transpose(params.rotation, [0, 2, 1])), 0.5),
  }));
}

function checkScalar(where: string, axes: number): void {
  if (axes !== 2) {
    throw new RangeError(`${where}: expected couplings [D, D] with symmetry 'attractive', got blocks.`);
  }
}

function symmetricPart({ add, mul, transpose }: Backend): (coupling: Tensor) => Tensor {
  return (coupling) =>
    mul(add(coupling, transpose(coupling, coupling.shape.length === 4 ? [1, 0, 3, 2] : [1, 0])), 0.5);
}

/**
 * Lets features drive oscillators for T steps. Differentiable in features and parameters; read it out with `coherence`.
 *
 * @param backend - Tensor backend.
 * @param features - E, float32 `[batch, objects, D]`, one object or two.
 * @param start - x(0), float32 `[batch, objects, D, N]`; see `startStates`.
 * @param params - See {@link OscillatorParams}.
 * @param options - See {@link LayerOptions}.
 * @returns x(T), float32 `[batch, objects, D, N]`.
 * @throws RangeError for a wrong shape or option; TypeError for a tensor that is not float32.
 */
export function oscillatorLayer(
  backend: Backend,
  features: Tensor,
  start: Tensor,
  params: OscillatorParams,
  options: LayerOptions = {},
): Tensor {
  const { steps = 25, stepSize = 0.1 } = options;
  return backend.tidy(() => {
    const system = oscillatorSystem(backend, features, params, options);
    const [, objects] = start.shape;
    const { between, ...alone } = system;
    return backend.oscillators.evolve(start, objects === 1 ? alone : { ...alone, between }, {
      steps,
      stepSize,
    });
  });
}
