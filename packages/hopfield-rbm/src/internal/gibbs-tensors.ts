// Block Gibbs sampling on tensors, for backends without kernels; random numbers come from the same generators, in the same order.

import type { Backend, Tensor } from '@vsa/backend';
import { normalFrom, uniformFrom } from '@vsa/backend/random';
import type { GibbsInput, GibbsPlan, GibbsResult } from './gibbs.js';

/** Generators of a chain: even units, odd units, hidden units. */
const STREAMS = 3;

/** The uniform numbers of a step, `[chains, N]`: unit i takes one of generator i mod 2, which draws two for every four units. */
function uniforms(streams: Int32Array, chains: number, visible: number): Float32Array {
  const numbers = new Float32Array(chains * visible);
  const count = 2 * Math.ceil(visible / 4);
  for (let chain = 0; chain < chains; chain += 1) {
    const row = numbers.subarray(chain * visible, (chain + 1) * visible);
    for (const lane of [0, 1]) {
      const drawn = uniformFrom(streams, STREAMS * chain + lane, count);
      for (let unit = lane; unit < visible; unit += 2) row[unit] = drawn[unit >> 1] ?? 0;
    }
  }
  return numbers;
}

/** The standard normal numbers of a step, `[chains, p]`. */
function normals(streams: Int32Array, chains: number, hidden: number): Float32Array {
  const numbers = new Float32Array(chains * hidden);
  for (let chain = 0; chain < chains; chain += 1) {
    numbers.set(normalFrom(streams, STREAMS * chain + 2, hidden), chain * hidden);
  }
  return numbers;
}

const at = (values: number | Float32Array | undefined, step: number): number =>
  values instanceof Float32Array ? (values[step] ?? 1) : (values ?? 1);

/** Runs chains on tensors. */
export async function gibbsTensors(
  backend: Backend,
  input: GibbsInput,
  plan: GibbsPlan,
  signal: AbortSignal | undefined,
): Promise<GibbsResult> {
  const { visible: n, hidden: p, weights } = input;
  const { steps = 1, order = 'hidden-first', weights: weighing = 'none', couplingBefore = 0 } = plan;
  const b = backend;
  const chains = input.states.length / n;
  const streams = input.streams.slice();
  const field = (values: Float32Array | undefined, size: number): Tensor =>
    values === undefined ? b.zeros([size]) : b.tensor(values, [size]);
  using w = b.tensor(weights, [n, p]);
  using visibleField = field(input.visibleField, n);
  using hiddenField = field(input.hiddenField, p);

  const drawHidden = (s: Tensor, coupling: number, beta: number): Tensor =>
    b.tidy(() => {
      const noise = b.mul(b.tensor(normals(streams, chains, p), [chains, p]), 1 / Math.sqrt(beta));
      return b.add(b.add(hiddenField, noise), b.mul(b.matMul(s, w), coupling));
    });
  const inputOf = (lambda: Tensor): Tensor =>
    b.tidy(() => b.add(b.matMul(lambda, w, { transposeB: true }), visibleField));
  const drawVisible = (x: Tensor, coupling: number, beta: number): Tensor =>
    b.tidy(() => {
      const u = b.tensor(uniforms(streams, chains, n), [chains, n]);
      const odds = b.add(b.exp(b.mul(x, -2 * beta * coupling)), 1);
      return b.where(b.less(b.mul(u, odds), 1), 1, b.fill([chains, n], -1));
    });
  const gain = (s: Tensor, x: Tensor, before: number, coupling: number, beta: number): Tensor =>
    b.tidy(() => {
      if (weighing === 'joint') return b.mul(b.sum(b.mul(s, x), { axis: 1 }), beta * (coupling - before));
      const size = b.abs(x);
      const tail = (a: number): Tensor => b.softplus(b.mul(size, -2 * beta * a));
      const rise = b.mul(size, beta * (coupling - before));
      return b.sum(b.add(rise, b.sub(tail(coupling), tail(before))), { axis: 1 });
    });

  let s = b.tensor(input.states, [chains, n]);
  let lambda = input.lambda === undefined ? b.zeros([chains, p]) : b.tensor(input.lambda, [chains, p]);
  let logWeights = b.zeros([chains]);
  const replace = (old: Tensor, next: Tensor): Tensor => {
    old.dispose();
    return next;
  };
  try {
    for (let step = 0; step < steps; step += 1) {
      signal?.throwIfAborted();
      const coupling = at(plan.coupling, step);
      const beta = at(plan.beta, step);
      if (order === 'hidden-first') lambda = replace(lambda, drawHidden(s, coupling, beta));
      using x = inputOf(lambda);
      if (weighing !== 'none') {
        const before = step === 0 ? couplingBefore : at(plan.coupling, step - 1);
        using rise = gain(s, x, before, coupling, beta);
        logWeights = replace(logWeights, b.add(logWeights, rise));
      }
      s = replace(s, drawVisible(x, coupling, beta));
      if (order === 'visible-first') lambda = replace(lambda, drawHidden(s, coupling, beta));
      // Reading now and then lets the device catch up and signals arrive.
      if (step % 16 === 15) await b.read(logWeights);
    }
    const gains = await b.read(logWeights);
    return {
      states: new Float32Array(await b.read(s)),
      lambda: new Float32Array(await b.read(lambda)),
      streams,
      logWeights: Float64Array.from(gains, (value, chain) => value + (input.logWeights?.[chain] ?? 0)),
    };
  } finally {
    s.dispose();
    lambda.dispose();
    logWeights.dispose();
  }
}
