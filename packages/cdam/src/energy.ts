// Energies of the CDAM paper, Eq 2 (undirected graphs) and Eq 3 (directed ones). Both are given there up to a factor, with overlaps
// m = σ·ξ/n in the exponents; neither is a Lyapunov function of Eq 1 with η < 1 and the mean load, so a run may raise them.

import type { Backend, Tensor } from '@vsa/backend';
import { checkFinite, checkPositive, choose } from '@vsa/backend/check';
import { overlaps } from './correlation.js';
import type { CdamParams, Links } from './model.js';

/** Eq 2 adds two logarithms; Eq 3 takes one logarithm of the sum. */
export type EnergyName = 'undirected' | 'directed';

/** Options of {@link energy}. */
export interface EnergyOptions {
  /** a, a finite number. @defaultValue `1` */
  readonly a?: number | undefined;
  /** h, a finite number. @defaultValue `0` */
  readonly h?: number | undefined;
  /** β, > 0. @defaultValue `1` */
  readonly beta?: number | undefined;
  /** Which equation. @defaultValue `'undirected'`, Eq 2 */
  readonly graph?: EnergyName | undefined;
}

interface Terms {
  readonly a: number;
  readonly h: number;
  readonly beta: number;
  /** β m^μ m^μ, `[batch, p]`. */
  readonly own: Tensor;
  /** β m^α m^κ + log M, `[batch, entries]`; undefined for a graph without edges. */
  readonly linked: Tensor | undefined;
}

const EQUATIONS: Readonly<Record<EnergyName, (backend: Backend, terms: Terms) => Tensor>> = {
  undirected: (backend, { a, h, beta, own, linked }) => {
    const { add, logSumExp, mul } = backend;
    const first = mul(logSumExp(own, { axis: -1 }), -a / beta);
    return linked === undefined || h === 0
      ? first
      : add(first, mul(logSumExp(linked, { axis: -1 }), -h / beta));
  },
  directed: (backend, { a, h, beta, own, linked }) => {
    const { add, exp, log, max, maximum, mul, squeeze, sub, sum } = backend;
    const rows = { axis: -1, keepDims: true };
    const links = h === 0 ? undefined : linked;
    const shift = links === undefined ? max(own, rows) : maximum(max(own, rows), max(links, rows));
    const weigh = (terms: Tensor, factor: number): Tensor => mul(sum(exp(sub(terms, shift)), rows), factor);
    const total = links === undefined ? weigh(own, a) : add(weigh(own, a), weigh(links, h));
    return squeeze(mul(add(log(total), shift), -1 / beta), [1]);
  },
};

/** Stands for log 0: its exponential is 0 in float32 beside any overlap of use. */
const LOG_ZERO = -1e30;

/**
 * Energy of states, up to the paper's factor. O(batch · (n p + E)), with p^2 in place of E where M is held in full.
 *
 * Eq 2: `-(a/β) log Σ_μ exp(β m_μ^2) - (h/β) log Σ_ακ M_ακ exp(β m_α m_κ)`, without its second term where there is no edge.
 * Eq 3: `-(1/β) log(a Σ_μ exp(β m_μ^2) + h Σ_ακ M_ακ exp(β m_α m_κ))`; the printed sum over edges is the one with normalisation `'none'`.
 * Where a or h is so negative that the logarithm has no value, Eq 3 is NaN.
 *
 * @param backend - Tensor backend.
 * @param activity - σ, float32 `[batch, n]`.
 * @param params - See {@link CdamParams}.
 * @param options - See {@link EnergyOptions}.
 * @returns Float32 `[batch]`.
 * @throws TypeError or RangeError for a wrong argument or option.
 */
export function energy(
  backend: Backend,
  activity: Tensor,
  params: CdamParams,
  options: EnergyOptions = {},
): Tensor {
  const where = 'cdam.energy';
  const { a = 1, h = 0, beta = 1, graph = 'undirected' } = options;
  checkFinite(where, 'a', a);
  checkFinite(where, 'h', h);
  checkPositive(where, 'beta', beta);
  const equation = choose(EQUATIONS, graph, where, 'graph');
  const { mul, square } = backend;
  return backend.tidy(() => {
    const m = overlaps(backend, activity, params);
    const own = mul(square(m), beta);
    return equation(backend, { a, h, beta, own, linked: linkedTerms(backend, m, params.links, beta) });
  });
}

function linkedTerms(backend: Backend, m: Tensor, links: Links, beta: number): Tensor | undefined {
  const { add, concat, expandDims, gather, mul, reshape } = backend;
  const [batch = 0, p = 0] = m.shape;
  switch (links.kind) {
    case 'dense': {
      const products = mul(expandDims(m, 2), expandDims(m, 1));
      return reshape(add(mul(products, beta), logarithm(backend, links.matrix)), [batch, p * p]);
    }
    case 'regular':
      return concat(
        links.slots.map(({ sources, values }) => {
          const products = mul(gather(m, sources, 1), m);
          return add(mul(products, beta), reshape(logarithm(backend, values), [1, p]));
        }),
        1,
      );
    case 'sparse': {
      if (links.values.size === 0) return undefined;
      const products = mul(gather(m, links.sources, 1), gather(m, links.targets, 1));
      return add(mul(products, beta), reshape(logarithm(backend, links.values), [1, links.values.size]));
    }
    default:
      return links satisfies never;
  }
}

function logarithm({ greater, log, maximum, where }: Backend, values: Tensor): Tensor {
  return where(greater(values, 0), log(maximum(values, 1e-37)), LOG_ZERO);
}
