// Correlated dense associative memory (Burns, ICML 2024, Eq 1) for one start after the other, all steps in one call.
//
// By Eq 1 a state never leaves the span of its start and the patterns, sigma = d sigma(0) + u Xi^T with d = (1 - eta)^t:
// u, its overlaps with the patterns and its mean are all that a step needs. Patterns and states are centred here, each by
// its own mean over the neurons, so that what is large and common to all overlaps, n mean(sigma) mean(xi), stays out of the
// float32 products. A step is
//   z_k = y_k + n mu xi_k          overlaps: y centred, mu and xi the means
//   s = softmax(beta z)            the smallest are 0, which together are below half a rounding of float32
//   m = a s + h s M                over the graph
//   u <- (1 - eta) u + eta (m - c/p)
//   y <- (1 - eta) y + eta (m G - c g), g the mean row of G     float64, so that roundings do not pile up
//   mu <- (1 - eta) mu + eta (m xi - c mean(xi))
// and costs only the rows of G where m is not 0: few while the softmax is sharp, all p when it is flat. Where a and h are
// the same for all starts, m G = s K with K = (a + h M) G, made once: then only the rows where s is not 0. Every start is
// computed alone and in one order, so its bits do not depend on the batch.
import { addRows, advance, dot, gatherSet, lift, shares, slide } from './relax-parts';

// Descriptor. i32: 0 p, 4 bytes of a float32 row, 8 G, 12 xi f64, 16 eta c g f64, 20 links (0 none, 1 entries, 2 in full),
// 24 first entry of each source [p + 1] or matrix, 28 targets, 32 values, 36 steps, 40 longest lag (0: no look), 44 history,
// 48 1 / |xi_k - mean| f32, 52 z f64, 56 s f32, 60 m f32, 64 G product f32, 68 list of s, 72 its weights, 76 list of m,
// 80 its weights, 84 ring of u, 88 ring of d, 92 c / p f32. f64: 96 beta, 104 eta, 112 n, 120 c mean(xi), 128 tolerance, 144 least
// exponent of a share. i32: 136 K or 0, 140 (a + h M) xi f64.

/** Bytes of a start's record of float64: a, h, d, mu, |sigma(0) - mean|^2, 3 free. */
const RECORD: usize = 64;

const CONVERGED: i32 = 1;
const CYCLE: i32 = 2;
const DIVERGED: i32 = 3;

/** Largest sum that still counts as finite, as the tensor path has it. */
const FINITE: f32 = 3e38;

@inline
function field(desc: usize, at: usize): usize {
  return <usize>load<i32>(desc + at);
}

/**
 * Per start: record, u [p8] f32 and y [p8] f64 in and out, overlaps of the start y0 [p8] f64 in (history only), outcome
 * [status, steps, lag, 0] out, history [steps, p + 2] f32 out when wanted: correlations, mean, deviation.
 */
export function relax(
  desc: usize,
  records: usize,
  u: usize,
  y: usize,
  y0: usize,
  count: i32,
  outcomes: usize,
  history: usize,
): void {
  const bytes = field(desc, 4);
  const line = load<i32>(desc, 44) ? <usize>load<i32>(desc, 36) * <usize>(load<i32>(desc) + 2) * 4 : 0;
  for (let i = 0; i < count; i++) {
    one(desc, records, u, y, y0, outcomes, history);
    records += RECORD;
    u += bytes;
    y += bytes * 2;
    if (line) y0 += bytes * 2;
    outcomes += 16;
    history += line;
  }
}

function one(
  desc: usize,
  record: usize,
  u: usize,
  y: usize,
  y0: usize,
  outcome: usize,
  history: usize,
): void {
  const p = load<i32>(desc);
  const bytes = field(desc, 4);
  const steps = load<i32>(desc, 36);
  const longest = load<i32>(desc, 40);
  const kept = load<i32>(desc, 44);
  const z = field(desc, 52);
  const m = field(desc, 60);
  const product = field(desc, 64);
  const whole = field(desc, 136);
  const rows = whole ? whole : field(desc, 8);
  const list = whole ? field(desc, 68) : field(desc, 76);
  const weights = whole ? field(desc, 72) : field(desc, 80);
  const pulled = whole ? field(desc, 140) : field(desc, 12);
  const ring = field(desc, 84);
  const remainders = field(desc, 88);
  const means = field(desc, 12);
  const eta = load<f64>(desc, 104);
  const n = load<f64>(desc, 112);
  const load0 = load<f64>(desc, 120);
  const keep: f32 = <f32>(1 - eta);
  const slots = max(1, longest) + 1;
  let d: f32 = <f32>load<f64>(record, 16);
  let mu = load<f64>(record, 24);
  memory.copy(ring, u, bytes);
  store<f32>(remainders, d);
  let top = lift(y, means, n * mu, z, p);
  let status = 0;
  let lag = 0;
  let t = 0;
  let now = ring;
  while (t < steps) {
    t++;
    const slot = t % slots;
    const next = ring + <usize>slot * bytes;
    let live = mix(desc, record, top);
    const size = live < 0 ? <f32>NaN : slide(now, m, field(desc, 92), keep, <f32>eta, bytes, next);
    if (!(size <= FINITE)) {
      status = DIVERGED;
      lag = 1;
      break;
    }
    d = d * keep;
    store<f32>(remainders + (<usize>slot << 2), d);
    if (!whole) live = gatherSet(m, bytes, list, weights);
    memory.fill(product, 0, bytes);
    addRows(rows, bytes, list, weights, live, product, bytes);
    mu = (1 - eta) * mu + eta * (along(list, weights, live, pulled) - load0);
    top = advance(y, product, field(desc, 16), means, 1 - eta, eta, n * mu, z, p);
    now = next;
    if (kept) {
      remember(desc, record, now, y, y0, d, mu, history);
      history += <usize>(p + 2) << 2;
    }
    lag = stands(desc, t, slots, now, size, d);
    if (lag) {
      status = lag == 1 ? CONVERGED : CYCLE;
      break;
    }
  }
  // What follows a start's last step must not be that of the start before it.
  if (kept) memory.fill(history, 0, <usize>(steps - t + (status == DIVERGED ? 1 : 0)) * <usize>(p + 2) * 4);
  memory.copy(u, now, bytes);
  store<f64>(record, <f64>d, 16);
  store<f64>(record, mu, 24);
  store<i32>(outcome, status);
  store<i32>(outcome, t, 4);
  store<i32>(outcome, lag, 8);
}

/** s with its list, and m = a s + h s M; returns how many s are not 0, or -1 when the overlaps are past float32. */
function mix(desc: usize, record: usize, top: f64): i32 {
  const bytes = field(desc, 4);
  const links = load<i32>(desc, 20);
  const s = field(desc, 56);
  const m = field(desc, 60);
  const chosen = field(desc, 68);
  const parts = field(desc, 72);
  const beta = load<f64>(desc, 96);
  const largest: f64 = 3.4028234663852886e38;
  if (!(abs(top) <= largest && abs(beta * top) <= largest)) return -1;
  const count = shares(field(desc, 52), top, beta, <f32>load<f64>(desc, 144), bytes, s, chosen, parts);
  const a = <f32>load<f64>(record);
  const h = <f32>load<f64>(record, 8);
  const own = f32x4.splat(a);
  if (links == 2 && h != 0) {
    memory.fill(m, 0, bytes);
    addRows(field(desc, 24), bytes, chosen, parts, count, m, bytes);
    const other = f32x4.splat(h);
    for (let o: usize = 0; o < bytes; o += 16) {
      v128.store(m + o, f32x4.add(f32x4.mul(own, v128.load(s + o)), f32x4.mul(other, v128.load(m + o))));
    }
  } else {
    for (let o: usize = 0; o < bytes; o += 16) v128.store(m + o, f32x4.mul(own, v128.load(s + o)));
    if (links == 1 && h != 0) scatter(desc, count, h);
  }
  return count;
}

/** m += h s M by the entries of the rows where s is not 0. */
function scatter(desc: usize, count: i32, h: f32): void {
  const m = field(desc, 60);
  const chosen = field(desc, 68);
  const parts = field(desc, 72);
  const offsets = field(desc, 24);
  const targets = field(desc, 28);
  const values = field(desc, 32);
  for (let i: usize = 0; i < <usize>count << 2; i += 4) {
    const from = offsets + (<usize>load<i32>(chosen + i) << 2);
    const sent = h * load<f32>(parts + i);
    const end = <usize>load<i32>(from, 4) << 2;
    for (let e = <usize>load<i32>(from) << 2; e < end; e += 4) {
      const to = m + (<usize>load<i32>(targets + e) << 2);
      store<f32>(to, load<f32>(to) + sent * load<f32>(values + e));
    }
  }
}

/** sum_i weights_i means_(list_i). */
function along(list: usize, weights: usize, count: i32, means: usize): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < <usize>count << 2; i += 4) {
    sum += <f64>load<f32>(weights + i) * load<f64>(means + (<usize>load<i32>(list + i) << 3));
  }
  return sum;
}

/** The shortest lag at which the state stands still; 0 when there is none. */
function stands(desc: usize, t: i32, slots: i32, now: usize, size: f32, d: f32): i32 {
  const bytes = field(desc, 4);
  const ring = field(desc, 84);
  const remainders = field(desc, 88);
  const tolerance = load<f64>(desc, 128);
  const bound = <f32>(<f64>size * tolerance);
  const most = min(load<i32>(desc, 40), t);
  for (let lag = 1; lag <= most; lag++) {
    const slot = <usize>((t - lag) % slots);
    if (!(<f64>abs(d - load<f32>(remainders + (slot << 2))) <= tolerance)) continue;
    const past = ring + slot * bytes;
    let moved = f32x4.splat(0);
    for (let o: usize = 0; o < bytes; o += 16) {
      moved = f32x4.add(moved, f32x4.abs(f32x4.sub(v128.load(now + o), v128.load(past + o))));
    }
    const sum =
      f32x4.extract_lane(moved, 0) +
      f32x4.extract_lane(moved, 1) +
      (f32x4.extract_lane(moved, 2) + f32x4.extract_lane(moved, 3));
    if (sum <= bound) return lag;
  }
  return 0;
}

/** Correlations with the patterns, mean and deviation: |sigma - mean|^2 = d^2 |sigma(0) - mean|^2 + d u y0 + u y. */
function remember(
  desc: usize,
  record: usize,
  u: usize,
  y: usize,
  y0: usize,
  d: f32,
  mu: f64,
  out: usize,
): void {
  const p = load<i32>(desc);
  const n = load<f64>(desc, 112);
  const norms = field(desc, 48);
  const rest = <f64>d;
  const square = max(0.0, rest * rest * load<f64>(record, 32) + rest * dot(u, y0, p) + dot(u, y, p));
  const deviation = sqrt(square / n);
  // As for patterns: what is left of a constant after its mean is taken away is rounding, no shape.
  const inverse = deviation > 1e-6 * max(abs(mu), 1e-30) ? 1 / sqrt(square) : 0;
  for (let k: usize = 0; k < <usize>p; k++) {
    const value = load<f64>(y + (k << 3)) * inverse * <f64>load<f32>(norms + (k << 2));
    store<f32>(out + (k << 2), <f32>max(-1.0, min(1.0, value)));
  }
  store<f32>(out + (<usize>p << 2), <f32>mu);
  store<f32>(out + (<usize>p << 2) + 4, <f32>deviation);
}
