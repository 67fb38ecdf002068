// The loss of the autoencoder in float64 loops, written after the formulas and not after the package's tensors.

/** A linear layer as nested lists. */
export interface Layer {
  readonly weight: readonly (readonly number[])[];
  readonly bias: readonly number[];
}

/** Parameters as nested lists. */
export interface PlainParams {
  readonly encoder: readonly Layer[];
  readonly posteriors: readonly (readonly Layer[])[];
  readonly codebooks: readonly (readonly (readonly number[])[])[];
  readonly decoder: readonly Layer[];
}

/** Weights of all terms, of two of them one a factor if wanted. */
export type Weights = Readonly<
  Record<'composite' | 'similarity' | 'estimate' | 'commitment' | 'codebook' | 'views', number> &
    Record<'entropy' | 'usage', number | readonly number[]>
>;

/** What a gradient does not go through. */
export interface Frozen {
  readonly x: readonly (readonly number[])[];
  readonly estimate: readonly (readonly number[])[];
}

/** Runs layers with ReLU in between. */
function run(layers: readonly Layer[], input: readonly number[]): number[] {
  let values = [...input];
  layers.forEach(({ weight, bias }, index) => {
    values = bias.map((start, to) =>
      values.reduce((sum, value, from) => sum + value * (weight[from]?.[to] ?? NaN), start),
    );
    if (index + 1 < layers.length) values = values.map((value) => Math.max(value, 0));
  });
  return values;
}

function softmax(logits: readonly number[]): number[] {
  const top = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** Posteriors of one bound vector at a temperature. */
function posteriorsOf(params: PlainParams, x: readonly number[], temperature: number): number[][] {
  return params.posteriors.map((layers) => softmax(run(layers, x).map((logit) => logit / temperature)));
}

/** Product over factors of the expected rows. */
function bind(params: PlainParams, choices: readonly (readonly number[])[]): number[] {
  const dimension = params.codebooks[0]?.[0]?.length ?? 0;
  return Array.from({ length: dimension }, (_, d) =>
    params.codebooks.reduce(
      (product, book, k) =>
        product * book.reduce((sum, row, i) => sum + (choices[k]?.[i] ?? NaN) * (row[d] ?? NaN), 0),
      1,
    ),
  );
}

const squared = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + (value - (b[index] ?? NaN)) ** 2, 0);
const negativeEntropy = (p: readonly number[]): number =>
  p.reduce((sum, value) => sum + value * Math.log(value), 0);
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** x and x̂ of pictures. */
export function encoded(
  params: PlainParams,
  pictures: readonly (readonly number[])[],
  temperature: number,
): Frozen {
  const x = pictures.map((y) => run(params.encoder, y));
  return { x, estimate: x.map((row) => bind(params, posteriorsOf(params, row, temperature))) };
}

/** The loss with z_k = p_k; `views[k]` are the pictures as factor k sees them. */
export function oracleLoss(
  params: PlainParams,
  pictures: readonly (readonly number[])[],
  views: readonly (readonly (readonly number[])[])[],
  weights: Weights,
  temperature: number,
  frozen: Frozen,
): number {
  const weightOf = (name: 'entropy' | 'usage', k: number): number => {
    const given = weights[name];
    return typeof given === 'number' ? given : (given[k] ?? NaN);
  };
  const rows = pictures.map((y, index) => {
    const x = run(params.encoder, y);
    const p = posteriorsOf(params, x, temperature);
    const estimate = bind(params, p);
    const seen = views.map(
      (view, k) => posteriorsOf(params, run(params.encoder, view[index] ?? []), temperature)[k] ?? [],
    );
    return {
      p,
      composite: squared(y, run(params.decoder, x)),
      similarity: -x.reduce((sum, value, d) => sum + value * (estimate[d] ?? NaN), 0) / x.length,
      entropy: p.reduce((sum, one, k) => sum + weightOf('entropy', k) * negativeEntropy(one), 0),
      estimate: squared(y, run(params.decoder, estimate)),
      commitment: squared(x, frozen.estimate[index] ?? []) / x.length,
      codebook: squared(frozen.x[index] ?? [], estimate) / x.length,
      views: squared(y, run(params.decoder, bind(params, seen))),
    };
  });
  const used = params.codebooks.map((book, k) =>
    book.map((_, i) => mean(rows.map(({ p }) => p[k]?.[i] ?? NaN))),
  );
  const usage = used.reduce((sum, p, k) => sum + weightOf('usage', k) * negativeEntropy(p), 0);
  const entropy = mean(rows.map((row) => row.entropy));
  const terms = ['composite', 'similarity', 'estimate', 'commitment', 'codebook', 'views'] as const;
  return terms.reduce(
    (sum, term) => sum + weights[term] * mean(rows.map((row) => row[term])),
    entropy + usage,
  );
}
