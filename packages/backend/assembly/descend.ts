// Gradient descent on the logits of all factors at once (SGD, or Adam with beta1 .9, beta2 .999, epsilon 1e-8, bias
// corrected). Gradient of L in vrn.ts (Eq 39's sign): g_k = -v_k + gamma (log p_k - log prior_k) [+ gamma, which the
// projection removes], dL/dphi_k = p_k (g_k - <p_k, g_k>).
import { sweep, sweep4 } from './sweep';
import { BLOCK, divergence, field, offset, padded, softmax } from './vrn';

const BETA1: f64 = 0.9;
const BETA2: f64 = 0.999;
const EPSILON: f32 = 1e-8;

/** Turns v into dL/dphi, in place. */
export function gradient(v: usize, p: usize, logp: usize, prior: usize, n4: i32, gamma: f32): void {
  const bytes = <usize>(n4 << 2);
  const weight = f32x4.splat(gamma);
  let sum = f64x2.splat(0);
  for (let o: usize = 0; o < bytes; o += 16) {
    let l = v128.load(logp + o);
    if (prior) l = f32x4.sub(l, v128.load(prior + o));
    const g = f32x4.sub(f32x4.mul(weight, l), v128.load(v + o));
    v128.store(v + o, g);
    const pg = f32x4.mul(v128.load(p + o), g);
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(pg));
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.shuffle<f32>(pg, pg, 2, 3, 2, 3)));
  }
  const mean = f32x4.splat(<f32>(f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
  for (let o: usize = 0; o < bytes; o += 16) {
    v128.store(v + o, f32x4.mul(v128.load(p + o), f32x4.sub(v128.load(v + o), mean)));
  }
}

/** phi -= rate g over `bytes` bytes. */
export function sgdStep(phi: usize, g: usize, bytes: usize, rate: f32): void {
  const r = f32x4.splat(rate);
  for (let o: usize = 0; o < bytes; o += 16) {
    v128.store(phi + o, f32x4.sub(v128.load(phi + o), f32x4.mul(r, v128.load(g + o))));
  }
}

/** One Adam step over `bytes` bytes; c1 = rate / (1 - beta1^t), c2 = 1 / (1 - beta2^t). */
export function adamStep(phi: usize, g: usize, m: usize, s: usize, bytes: usize, c1: f32, c2: f32): void {
  const b1 = f32x4.splat(<f32>BETA1);
  const b2 = f32x4.splat(<f32>BETA2);
  const a1 = f32x4.splat(<f32>(1 - BETA1));
  const a2 = f32x4.splat(<f32>(1 - BETA2));
  const k1 = f32x4.splat(c1);
  const k2 = f32x4.splat(c2);
  const epsilon = f32x4.splat(EPSILON);
  for (let o: usize = 0; o < bytes; o += 16) {
    const d = v128.load(g + o);
    const first = f32x4.add(f32x4.mul(b1, v128.load(m + o)), f32x4.mul(a1, d));
    const second = f32x4.add(f32x4.mul(b2, v128.load(s + o)), f32x4.mul(a2, f32x4.mul(d, d)));
    v128.store(m + o, first);
    v128.store(s + o, second);
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(k2, second)), epsilon);
    v128.store(phi + o, f32x4.sub(v128.load(phi + o), f32x4.div(f32x4.mul(k1, first), root)));
  }
}

/** One delta a composite of a block. */
const deltas = memory.data(8 * BLOCK);

/**
 * Per composite: x in, phi [N] in and out, p [N] out, trace f64 [T + 1] out when wanted.
 *
 * All factors are updated from the same products o. Composites go through in blocks of four; what is left over goes
 * alone, or as a block with a lane unused when it is three. Both give a composite the same bits. With ±1 codebooks, where
 * a block would save nothing, they go one by one.
 */
export function descend(desc: usize, x: usize, phi: usize, p: usize, count: i32, trace: usize): void {
  const size = field(desc, 8) << 2;
  const traced = load<i32>(desc, 60) ? (load<i32>(desc, 12) + 1) << 3 : 0;
  const signs = load<i32>(desc, 88) != 0;
  while (count > 0) {
    const live = signs ? 1 : count >= BLOCK ? BLOCK : count == 3 ? 3 : 1;
    descendBlock(desc, x, phi, p, live, trace);
    x += <usize>live * field(desc, 80);
    phi += <usize>live * size;
    p += <usize>live * size;
    trace += live * traced;
    count -= live;
  }
}

function descendBlock(desc: usize, x: usize, phi: usize, p: usize, live: i32, trace: usize): void {
  const k = load<i32>(desc);
  const size = field(desc, 8) << 2;
  const steps = load<i32>(desc, 12);
  const adam = load<i32>(desc, 16);
  const gammas = field(desc, 24);
  const prior = field(desc, 28);
  const traced = load<i32>(desc, 60);
  const rate = load<f32>(desc, 68);
  const v = field(desc, 40);
  const now = field(desc, 44);
  const logp = field(desc, 48);
  const m = field(desc, 52);
  const s = field(desc, 56);
  const all = <usize>live * size;
  memory.fill(m, 0, all);
  memory.fill(s, 0, all);
  if (live == 3) memory.fill(now + all, 0, size);
  let power1: f64 = 1;
  let power2: f64 = 1;
  for (let b: usize = 0; b < all; b += size) {
    for (let j = 0; j < k; j++) {
      const at = offset(desc, j) + b;
      softmax(phi + at, padded(desc, j), now + at, logp + at);
    }
  }
  for (let t = 0; t <= steps; t++) {
    if (t == steps && !traced) break;
    if (live == 1) store<f64>(deltas, sweep(desc, x));
    else sweep4(desc, x, live, deltas);
    const gamma = load<f32>(gammas + (t << 2));
    if (traced) {
      for (let b = 0; b < live; b++) {
        const to = trace + (<usize>(b * (steps + 1) + t) << 3);
        store<f64>(to, <f64>gamma * divergence(desc, b) - load<f64>(deltas + (b << 3)));
      }
    }
    if (t == steps) break;
    power1 *= BETA1;
    power2 *= BETA2;
    const c1 = <f32>(<f64>rate / (1 - power1));
    const c2 = <f32>(1 / (1 - power2));
    for (let b: usize = 0; b < all; b += size) {
      for (let j = 0; j < k; j++) {
        const part = offset(desc, j);
        const at = part + b;
        const n4 = padded(desc, j);
        gradient(v + at, now + at, logp + at, prior ? prior + part : 0, n4, gamma);
        if (adam) adamStep(phi + at, v + at, m + at, s + at, n4 << 2, c1, c2);
        else sgdStep(phi + at, v + at, n4 << 2, rate);
        softmax(phi + at, n4, now + at, logp + at);
      }
    }
  }
  memory.copy(p, now, all);
}
