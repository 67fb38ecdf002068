// What the autoencoder learns by: Eq 41 of "Variational semantic decomposition of compositional representations", with a weight for each
// term, and terms of our own that keep the codes from collapsing and the factors apart (docs/autoencoder.md has what each was worth).

import type { Backend, Tensor } from '@vsa/backend';
import { checkFinite, checkWhole, choose } from '@vsa/backend/check';
import { foldIn, integers } from '@vsa/backend/random';
import type { LossContext, TrainingLoss } from '@vsa/backend/train';
import { choicesOf, type ChoiceOptions } from './choices.js';
import { bindChoices, decode, encode, type VraeParams } from './model.js';
import { checkPictures, picturesAt, type Pictures } from './pictures.js';
import type { View } from './views.js';

/** Weights of the terms of the loss. Squares are sums over pixels or means over components, and means over pictures. */
export interface VraeWeights {
  /** Of `‖y - g(x)‖²`, Eq 41. @defaultValue `1` */
  readonly composite?: number | undefined;
  /** Of `-δ(x, x̂)`, δ = x·x̂ / D, Eq 41; it has no lower bound, as x can grow. @defaultValue `0` */
  readonly similarity?: number | undefined;
  /** γ of `-γ Σ_k H(p_k)`, Eq 41, or one γ_k a factor; negative makes posteriors sharp. @defaultValue `0` */
  readonly entropy?: number | readonly number[] | undefined;
  /** Of `‖y - g(x̂)‖²`, which teaches the decoder what was bound of choices. @defaultValue `1` */
  readonly estimate?: number | undefined;
  /** Of `‖x - sg(x̂)‖² / D`, the commitment of VQ-VAE; sg stops the gradient. @defaultValue `0` */
  readonly commitment?: number | undefined;
  /** Of `‖sg(x) - x̂‖² / D`, which draws codebooks and posteriors to x. @defaultValue `0` */
  readonly codebook?: number | undefined;
  /** Of `-Σ_k H(mean of p_k over the batch)`, or one a factor, which spreads pictures over codes. @defaultValue `0` */
  readonly usage?: number | readonly number[] | undefined;
  /** Of `‖y - g(x̂')‖²`, x̂' bound of what each factor sees in its own view of y; for {@link VraeLossOptions.views} only. @defaultValue `1` */
  readonly views?: number | undefined;
}

/** Options of {@link vraeLoss}. */
export interface VraeLossOptions extends ChoiceOptions {
  /** See {@link VraeWeights}. */
  readonly weights?: VraeWeights | undefined;
  /** `fixed` codebooks keep every bit under SGD, Adam and the like. @defaultValue `'learnt'` */
  readonly codebooks?: 'learnt' | 'fixed' | undefined;
  /** One a factor: changes that the factor must not notice. @defaultValue none */
  readonly views?: readonly View[] | undefined;
  /** Pictures an update, drawn with replacement. @defaultValue `64` */
  readonly batch?: number | undefined;
}

const DEFAULTS = {
  composite: 1,
  similarity: 0,
  entropy: 0,
  estimate: 1,
  commitment: 0,
  codebook: 0,
  usage: 0,
  views: 1,
} as const satisfies Record<keyof VraeWeights, number>;

/** What a batch is judged by. */
interface Seen {
  readonly y: Tensor;
  readonly x: Tensor;
  /** x̂. */
  readonly estimate: Tensor;
  readonly logPosteriors: readonly Tensor[];
}

/** A term of the loss but {@link VraeWeights.views} and those of {@link EACH}. */
type Term = (backend: Backend, params: VraeParams, seen: Seen) => Tensor;

const TERMS: Readonly<Record<Exclude<keyof VraeWeights, 'views' | keyof typeof EACH>, Term>> = {
  composite: (backend, params, { y, x }) => squaredError(backend, y, decode(backend, params, x)),
  estimate: (backend, params, { y, estimate }) => squaredError(backend, y, decode(backend, params, estimate)),
  similarity: ({ mean, mul, neg }, _, { x, estimate }) => neg(mean(mul(x, estimate))),
  commitment: ({ mean, square, stopGradient, sub }, _, { x, estimate }) =>
    mean(square(sub(x, stopGradient(estimate)))),
  codebook: ({ mean, square, stopGradient, sub }, _, { x, estimate }) =>
    mean(square(sub(stopGradient(x), estimate))),
};

/** Terms that each factor has one of, with a weight of its own: from `log p_k`. */
const EACH = {
  entropy: negativeEntropy,
  usage: (backend: Backend, logPosterior: Tensor): Tensor => {
    const { add, exp, log, mean } = backend;
    const used = mean(exp(logPosterior), { axis: 0, keepDims: true });
    return negativeEntropy(backend, log(add(used, TINY)));
  },
} as const;

/** Keeps the logarithm of a code that nothing uses finite. */
const TINY = 1e-20;

const CODEBOOKS: Readonly<Record<'learnt' | 'fixed', (backend: Backend, params: VraeParams) => VraeParams>> =
  {
    learnt: (_, params) => params,
    fixed: (backend, params) => ({
      ...params,
      codebooks: params.codebooks.map((book) => backend.stopGradient(book)),
    }),
  };

/**
 * The loss of one batch; differentiable in all parameters. Eq 41 is `{ composite: 1, similarity: 1, entropy: 1, estimate: 0 }`.
 *
 * @param backend - Tensor backend.
 * @param params - The autoencoder's.
 * @param pictures - Float32 `[B, pixels]` in [0, 1].
 * @param context - Key of samples and views, updates done, and where to note `composite` and `estimate`, the two reconstruction errors.
 * @param options - See {@link VraeLossOptions}.
 * @returns A scalar.
 * @throws RangeError for a number out of range, or when views and codebooks differ in number.
 */
export function vraeObjective(
  backend: Backend,
  params: VraeParams,
  pictures: Tensor,
  context: LossContext,
  options: VraeLossOptions = {},
): Tensor {
  const where = 'vrn.vraeObjective';
  const { weights = {}, codebooks = 'learnt', views = [] } = options;
  if (views.length > 0 && views.length !== params.codebooks.length) {
    throw new RangeError(
      `${where}: expected one view a codebook, ${params.codebooks.length}, got ${views.length}.`,
    );
  }
  const weightOf = (name: keyof typeof TERMS | 'views'): number =>
    checkFinite(where, `weights.${name}`, weights[name] ?? DEFAULTS[name]);
  const weightsOf = (name: keyof typeof EACH): readonly number[] => {
    const given = weights[name] ?? DEFAULTS[name];
    const each = typeof given === 'number' ? params.codebooks.map(() => given) : given;
    if (each.length === params.codebooks.length) {
      return each.map((weight) => checkFinite(where, `weights.${name}`, weight));
    }
    throw new RangeError(
      `${where}: expected one weights.${name} a codebook, ${params.codebooks.length}, got ${each.length}.`,
    );
  };
  const { add, mul, scalar, tidy } = backend;
  return tidy(() => {
    const own = choose(CODEBOOKS, codebooks, where, 'codebooks')(backend, params);
    const x = encode(backend, own, pictures);
    const { logPosteriors, choices } = choicesOf(backend, own, x, context, options);
    const estimate = bindChoices(backend, own.codebooks, choices);
    const seen: Seen = { y: pictures, x, estimate, logPosteriors };
    let total = scalar(0);
    for (const [name, term] of Object.entries(TERMS) as [keyof typeof TERMS, Term][]) {
      const weight = weightOf(name);
      if (weight === 0) continue;
      const value = term(backend, own, seen);
      if (name === 'composite' || name === 'estimate') context.note(name, value);
      total = add(total, mul(value, weight));
    }
    for (const name of ['entropy', 'usage'] as const) {
      for (const [k, weight] of weightsOf(name).entries()) {
        const logPosterior = logPosteriors[k];
        if (weight === 0 || logPosterior === undefined) continue;
        total = add(total, mul(EACH[name](backend, logPosterior), weight));
      }
    }
    const weight = weightOf('views');
    if (views.length === 0 || weight === 0) return total;
    return add(total, mul(viewError(backend, own, pictures, context, { ...options, views }), weight));
  });
}

/**
 * {@link vraeObjective} on batches drawn anew at every update, for `train` of @vsa/backend/train.
 *
 * @param backend - Tensor backend.
 * @param pictures - What to learn from.
 * @param options - See {@link VraeLossOptions}.
 * @returns The loss.
 * @throws RangeError for a wrong batch or pictures that do not fit their shape.
 */
export function vraeLoss(
  backend: Backend,
  pictures: Pictures,
  options: VraeLossOptions = {},
): TrainingLoss<VraeParams> {
  const { batch = 64 } = options;
  checkWhole('vrn.vraeLoss', 'batch', batch, 1);
  checkPictures('vrn.vraeLoss', pictures);
  return (params, context) =>
    backend.tidy(() => {
      const indices = integers(foldIn(context.key, 'batch'), [batch], { high: pictures.shape[0] });
      return vraeObjective(backend, params, picturesAt(backend, pictures, indices), context, options);
    });
}

/** `‖a - b‖²`, the sum over pixels, the mean over pictures. */
function squaredError({ mean, square, sub, sum }: Backend, a: Tensor, b: Tensor): Tensor {
  return mean(sum(square(sub(a, b)), { axis: -1 }));
}

/** `-H(p)` of `log p`, the mean over rows. */
function negativeEntropy({ exp, mean, mul, sum }: Backend, logs: Tensor): Tensor {
  return mean(sum(mul(exp(logs), logs), { axis: -1 }));
}

/** Error of pictures bound of what each factor saw in its own view. */
function viewError(
  backend: Backend,
  params: VraeParams,
  pictures: Tensor,
  { key, step }: Pick<LossContext, 'key' | 'step'>,
  options: VraeLossOptions & { readonly views: readonly View[] },
): Tensor {
  const choices = options.views.flatMap((view, k) => {
    const own = foldIn(foldIn(key, 'view'), k);
    const x = encode(backend, params, view(backend, pictures, foldIn(own, 'picture')));
    return choicesOf(backend, params, x, { key: own, step }, options).choices.slice(k, k + 1);
  });
  return squaredError(
    backend,
    pictures,
    decode(backend, params, bindChoices(backend, params.codebooks, choices)),
  );
}
