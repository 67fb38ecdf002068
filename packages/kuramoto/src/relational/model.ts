// Same or different, by oscillators: E. G. Veliz, A. Altabaa, J. D. Lafferty, "Binding by oscillatory dynamics in neural architectures
// for relational reasoning" (poster), section Model Architecture. Images of two objects go through the encoder, the features drive
// oscillators, and a classifier sees nothing but the coherences.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { choose } from '@vsa/backend/check';
import { foldIn, type RandomKey } from '@vsa/backend/random';
import { checkFloat } from '../internal/validate.js';
import { coherence } from '../sphere/coherence.js';
import {
  initOscillators,
  oscillatorLayer,
  type InitOptions,
  type LayerOptions,
  type OscillatorParams,
} from '../sphere/layer.js';
import { startStates, type StartName } from '../sphere/start.js';
import { contextNorm, initContextNorm, type ContextNormParams } from './context-norm.js';
import { encode, initEncoder, SIDE, type EncoderParams } from './encoder.js';
import { initPerceptron, perceptron, type PerceptronParams } from './perceptron.js';

/** What is done to features before they drive oscillators. */
export type NormName = 'none' | 'context';

/** What is frozen after the first stage: encoder and oscillators. All float32. */
export type BindingParams = {
  /** CNN. */
  readonly encoder: EncoderParams;
  /** Used with `norm: 'context'` only. */
  readonly norm: ContextNormParams;
  /** W, b, JIN, JOUT and A. */
  readonly oscillators: OscillatorParams;
};

/** The whole model of the first stage. */
export type SameDifferentParams = {
  readonly binding: BindingParams;
  /** Classifier of coherences. */
  readonly head: PerceptronParams;
};

/** Choices that the poster leaves open; all but `start` and `startKey` have defaults that were tried (see docs/same-different.md). */
export interface BindingOptions extends Omit<LayerOptions, 'steps' | 'stepSize'> {
  /** Euler steps T. @defaultValue `25`, the poster's */
  readonly steps?: number | undefined;
  /** Length of a step. @defaultValue `0.1` */
  readonly stepSize?: number | undefined;
  /** @defaultValue `'none'` */
  readonly norm?: NormName | undefined;
  /** @defaultValue `'fixed'` */
  readonly start?: StartName | undefined;
  /** Fixes the start phases; with `'shared'` and `'independent'` starts use another key for every pass. */
  readonly startKey: RandomKey;
}

/** Options of {@link initSameDifferent}. */
export interface ModelInitOptions extends InitOptions {
  /** Units of the classifier's hidden layers; none is a linear classifier that starts as a threshold on the mean coherence. @defaultValue none */
  readonly hidden?: readonly number[] | undefined;
  /** Mean coherence at which a linear classifier starts to say "same", in [0, 2]. @defaultValue `1.6` */
  readonly threshold?: number | undefined;
}

const NORMS: Readonly<
  Record<NormName, (backend: Backend, features: Tensor, params: ContextNormParams) => Tensor>
> = {
  none: (backend, features) => backend.clone(features),
  context: contextNorm,
};

/**
 * Draws a model.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes the parameters.
 * @param options - See {@link ModelInitOptions}.
 * @returns Parameters that the caller owns.
 * @throws RangeError for a wrong size; TypeError when `key` is no key.
 */
export function initSameDifferent(
  backend: Backend,
  key: RandomKey,
  options: ModelInitOptions,
): SameDifferentParams {
  const { features, hidden = [], threshold = 1.6 } = options;
  if (!(threshold >= 0 && threshold <= 2)) {
    throw new RangeError(
      `kuramoto.initSameDifferent: expected threshold in [0, 2], as coherences are, got ${threshold}.`,
    );
  }
  return {
    binding: {
      oscillators: initOscillators(backend, foldIn(key, 'oscillators'), options),
      encoder: initEncoder(backend, foldIn(key, 'encoder'), features),
      norm: initContextNorm(backend, features),
    },
    head:
      hidden.length === 0
        ? initThreshold(backend, features, threshold)
        : initPerceptron(backend, foldIn(key, 'head'), [features, ...hidden, 2]),
  };
}

/** Logits a unit of mean coherence. */
const SHARPNESS = 20;

/**
 * A linear classifier that answers by the mean coherence: "same" above the threshold. From random weights, half of the features first learn to be
 * coherent for different symbols, and the accuracy stays at chance for several hundred updates.
 */
function initThreshold(backend: Backend, features: number, threshold: number): PerceptronParams {
  const share = SHARPNESS / features;
  const bias = SHARPNESS * threshold;
  return [
    {
      weight: backend.tensor(
        Array.from({ length: features }, () => [share, -share]),
        [features, 2],
      ),
      bias: backend.tensor([-bias, bias]),
    },
  ];
}

/**
 * Features of both objects of each pair, before any normalisation; differentiable.
 *
 * @param backend - Tensor backend.
 * @param params - The encoder's.
 * @param images - Float32 `[batch, 2, 1024]`.
 * @returns E, float32 `[batch, 2, D]`.
 * @throws RangeError for another shape; TypeError for a tensor that is not float32.
 */
export function pairFeatures(backend: Backend, params: EncoderParams, images: Tensor): Tensor {
  const { shape } = checkFloat('kuramoto.pairFeatures', 'images', images);
  const [batch = 0, objects, pixels] = shape;
  if (shape.length !== 3 || objects !== 2 || pixels !== SIDE * SIDE) {
    throw new RangeError(
      `kuramoto.pairFeatures: expected images of shape [batch, 2, ${SIDE * SIDE}], got ${formatShape(shape)}.`,
    );
  }
  return backend.tidy(() => {
    const flat = encode(backend, params, backend.reshape(images, [batch * 2, SIDE * SIDE]));
    return backend.reshape(flat, [batch, 2, flat.shape[1] ?? 0]);
  });
}

/**
 * The relational bottleneck: coherences of the two objects of each pair. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param params - See {@link BindingParams}.
 * @param images - Float32 `[batch, 2, 1024]`, 32 x 32 pixels each, values in [0, 1].
 * @param options - See {@link BindingOptions}.
 * @returns ρ, float32 `[batch, D]`, in [0, 2].
 * @throws RangeError for a wrong shape or option; TypeError for a tensor that is not float32.
 */
export function pairCoherences(
  backend: Backend,
  params: BindingParams,
  images: Tensor,
  options: BindingOptions,
): Tensor {
  return backend.tidy(() => bound(backend, params, bindingInputs(backend, params, images, options)));
}

function bound(backend: Backend, params: BindingParams, { features, start, layer }: BindingInputs): Tensor {
  return coherence(backend, oscillatorLayer(backend, features, start, params.oscillators, layer));
}

/** What the oscillator layer is run on. */
export interface BindingInputs {
  /** Normalised features, `[batch, 2, D]`. */
  readonly features: Tensor;
  /** x(0), `[batch, 2, D, N]`. */
  readonly start: Tensor;
  /** Steps, step size and how couplings are made. */
  readonly layer: LayerOptions;
}

/**
 * What {@link pairCoherences} runs its oscillators on, for trajectories and energies. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param params - See {@link BindingParams}.
 * @param images - Float32 `[batch, 2, 1024]`.
 * @param options - See {@link BindingOptions}.
 * @returns Tensors that the caller owns, and the layer's options.
 * @throws As {@link pairCoherences}.
 */
export function bindingInputs(
  backend: Backend,
  params: BindingParams,
  images: Tensor,
  options: BindingOptions,
): BindingInputs {
  const features = pairFeatures(backend, params.encoder, images);
  try {
    return driven(backend, params, features, options);
  } finally {
    features.dispose();
  }
}

/** What features, `[batch, 2, D]`, set the layer to. */
function driven(
  backend: Backend,
  params: BindingParams,
  embedded: Tensor,
  options: BindingOptions,
): BindingInputs {
  const {
    norm = 'none',
    start = 'fixed',
    startKey,
    steps = 25,
    stepSize = 0.1,
    symmetry = 'symmetric',
    couplingUnit = 1,
  } = options;
  const normalise = choose(NORMS, norm, 'kuramoto.pairCoherences', 'norm');
  const [count = 0, dimension = 0] = params.oscillators.weight.shape;
  const features = normalise(backend, embedded, params.norm);
  const batch = features.shape[0] ?? 0;
  return {
    features,
    start: startStates(backend, startKey, start, { batch, features: count, dimension }),
    layer: { steps, stepSize, symmetry, couplingUnit },
  };
}

/**
 * Scores of "same" (0) and "different" (1) for each pair. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param params - See {@link SameDifferentParams}.
 * @param images - Float32 `[batch, 2, 1024]`.
 * @param options - See {@link BindingOptions}.
 * @returns Logits, float32 `[batch, 2]`.
 * @throws As {@link pairCoherences}.
 */
export function sameDifferent(
  backend: Backend,
  params: SameDifferentParams,
  images: Tensor,
  options: BindingOptions,
): Tensor {
  return backend.tidy(() =>
    perceptron(backend, params.head, pairCoherences(backend, params.binding, images, options)),
  );
}

/**
 * Scores of pairs whose embeddings are there already, so that one image can be in several pairs. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param params - See {@link SameDifferentParams}.
 * @param features - E, float32 `[batch, 2, D]`, as of `encode`.
 * @param options - See {@link BindingOptions}.
 * @returns Logits, float32 `[batch, 2]`: what {@link sameDifferent} gives for the images.
 * @throws RangeError for a wrong shape or option; TypeError for a tensor that is not float32.
 */
export function sameDifferentOf(
  backend: Backend,
  params: SameDifferentParams,
  features: Tensor,
  options: BindingOptions,
): Tensor {
  return backend.tidy(() => {
    const inputs = driven(backend, params.binding, features, options);
    return perceptron(backend, params.head, bound(backend, params.binding, inputs));
  });
}
