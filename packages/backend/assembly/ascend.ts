// Coordinate ascent on -L of vrn.ts: factor after factor, p_k = softmax((v_k + gamma log prior_k) / gamma), the exact
// minimiser of L in p_k, with fields recomputed after each factor; so L never rises but for rounding. gamma = 0 takes
// the vertex of the largest field (the first of equals).
import { bind, correlate, expect } from './sweep';
import { divergence, FACTORS, field, offset, padded, PADDING, softmax } from './vrn';

/** phi = (v + gamma log prior - its maximum) / gamma, at least PADDING; padding lanes stay PADDING. */
export function tempered(v: usize, prior: usize, n: i32, gamma: f32, phi: usize): void {
  let most: f32 = -Infinity;
  let best = 0;
  for (let i = 0; i < n; i++) {
    let z = load<f32>(v + (i << 2));
    if (prior) z += gamma * load<f32>(prior + (i << 2));
    store<f32>(phi + (i << 2), z);
    if (z > most) {
      most = z;
      best = i;
    }
  }
  for (let i = 0; i < n; i++) {
    const at = phi + (i << 2);
    const z = load<f32>(at) - most;
    store<f32>(at, gamma > 0 ? max<f32>(z / gamma, PADDING) : i == best ? 0 : PADDING);
  }
  for (let i = n; i & 3; i++) store<f32>(phi + (i << 2), PADDING);
}

function largestChange(a: usize, b: usize, n4: i32): f32 {
  let most = f32x4.splat(0);
  for (let o: usize = 0; o < <usize>(n4 << 2); o += 16) {
    most = f32x4.max(most, f32x4.abs(f32x4.sub(v128.load(a + o), v128.load(b + o))));
  }
  const half = f32x4.max(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  return max(f32x4.extract_lane(half, 0), f32x4.extract_lane(half, 1));
}

/**
 * Per composite: x in, phi [N] in and out, p [N] out, trace f64 [T + 1] out when wanted, result (sweeps, status: 1 when
 * no probability moved by tolerance or more in a sweep, else 0). Entries of the trace past the last sweep repeat its value.
 */
export function ascend(desc: usize, x: usize, phi: usize, p: usize, count: i32, trace: usize, results: usize): void {
  const k = load<i32>(desc);
  const size = field(desc, 8) << 2;
  const sweeps = load<i32>(desc, 12);
  const stopFrom = load<i32>(desc, 20);
  const gammas = field(desc, 24);
  const prior = field(desc, 28);
  const now = field(desc, 44);
  const logp = field(desc, 48);
  const before = field(desc, 52);
  const traced = load<i32>(desc, 60);
  const tolerance = load<f32>(desc, 72);
  for (let item = 0; item < count; item++) {
    for (let j = 0; j < k; j++) {
      const at = offset(desc, j);
      softmax(phi + at, padded(desc, j), now + at, logp + at);
      expect(desc, j);
    }
    if (traced) store<f64>(trace, <f64>load<f32>(gammas) * divergence(desc, 0) - bind(desc, x));
    let t = 0;
    let status = 0;
    while (t < sweeps) {
      const gamma = load<f32>(gammas + (t << 2));
      t++;
      let moved: f32 = 0;
      for (let j = 0; j < k; j++) {
        const at = offset(desc, j);
        const n4 = padded(desc, j);
        bind(desc, x);
        correlate(desc, j);
        memory.copy(before + at, now + at, n4 << 2);
        tempered(field(desc, 40) + at, prior ? prior + at : 0, load<i32>(desc + FACTORS + (j << 4), 4), gamma, phi + at);
        softmax(phi + at, n4, now + at, logp + at);
        moved = max(moved, largestChange(before + at, now + at, n4));
        expect(desc, j);
      }
      if (traced) store<f64>(trace + (t << 3), <f64>gamma * divergence(desc, 0) - bind(desc, x));
      if (moved < tolerance && t >= stopFrom) {
        status = 1;
        break;
      }
    }
    if (traced) {
      for (let s = t + 1; s <= sweeps; s++) store<f64>(trace + (s << 3), load<f64>(trace + (t << 3)));
      trace += (sweeps + 1) << 3;
    }
    memory.copy(p, now, size);
    store<i32>(results, t);
    store<i32>(results, status, 4);
    results += 8;
    x += field(desc, 80);
    phi += size;
    p += size;
  }
}
