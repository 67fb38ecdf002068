// The whole loop of a bipolar resonator network on packed vectors (Frady, Kent, Olshausen, Sommer 2020, Eq 2.5 with
// outer-product synapses): s_j <- sgn(X_j X_j^T (x . prod_{k != j} s_k)), sgn(0) = +1.
import { projectSign } from './project';
import { similarities } from './similarity';
import { prepareTables } from './tables';

// Descriptor, i32 each: 0 K, 4 stride, 8 D, 12 maxSteps, 16 order (0 sequential, 1 synchronous), 20 stop (0 never,
// 1 fixed point), 24 longest cycle, 28 sum of n, 32 weights, 36 head, 40 tab, 44 work, 48 u, 52 product, 56 fresh [K],
// 60 ring states, 64 ring hashes; factors from 80, 16 bytes each: book, plane, n, 0.

/** XOR of the composite and all factors. */
function bindAll(x: usize, state: usize, k: i32, stride: usize, out: usize): void {
  for (let o: usize = 0; o < stride; o += 16) {
    let v = v128.load(x + o);
    let at = state + o;
    for (let j = 0; j < k; j++) {
      v = v128.xor(v, v128.load(at));
      at += stride;
    }
    v128.store(out + o, v);
  }
}

/** fresh <- sgn(X_j X_j^T (product ^ s_j)). */
function update(desc: usize, j: i32, s: usize, fresh: usize): void {
  const stride = <usize>load<i32>(desc, 4);
  const d = load<i32>(desc, 8);
  const w = <usize>load<i32>(desc, 32);
  const head = <usize>load<i32>(desc, 36);
  const tab = <usize>load<i32>(desc, 40);
  const u = <usize>load<i32>(desc, 48);
  const product = <usize>load<i32>(desc, 52);
  const factor = desc + 80 + (j << 4);
  const book = <usize>load<i32>(factor);
  const n = load<i32>(factor, 8);
  for (let o: usize = 0; o < stride; o += 16) {
    v128.store(u + o, v128.xor(v128.load(product + o), v128.load(s + o)));
  }
  similarities(u, book, n, stride, d, w);
  prepareTables(w, n, head, tab, 1);
  projectSign(w, n, book, <usize>load<i32>(factor, 4), stride, d, head, tab, <usize>load<i32>(desc, 44), fresh);
}

/** Replaces `s` by `fresh` and keeps product in step. Returns 1 when anything changed. */
function commit(s: usize, fresh: usize, stride: usize, product: usize): i32 {
  let changed = i32x4.splat(0);
  for (let o: usize = 0; o < stride; o += 16) {
    const now = v128.load(fresh + o);
    const flips = v128.xor(v128.load(s + o), now);
    changed = v128.or(changed, flips);
    v128.store(product + o, v128.xor(v128.load(product + o), flips));
    v128.store(s + o, now);
  }
  return v128.any_true(changed) ? 1 : 0;
}

function hash(at: usize, bytes: usize): u64 {
  let h: u64 = 0x9e3779b97f4a7c15;
  for (let o: usize = 0; o < bytes; o += 8) {
    h = (h ^ load<u64>(at + o)) * 0xff51afd7ed558ccd;
    h ^= h >> 32;
  }
  return h;
}

function same(a: usize, b: usize, bytes: usize): i32 {
  for (let o: usize = 0; o < bytes; o += 16) {
    if (v128.any_true(v128.xor(v128.load(a + o), v128.load(b + o)))) return 0;
  }
  return 1;
}

/** Smallest lag 2..longest at which the state was the same, else 0. The state of iteration t is in slot t mod (longest + 1). */
function findCycle(desc: usize, state: usize, bytes: usize, t: i32, h: u64): i32 {
  const longest = load<i32>(desc, 24);
  const ring = <usize>load<i32>(desc, 60);
  const hashes = <usize>load<i32>(desc, 64);
  const last = min(longest, t);
  for (let lag = 2; lag <= last; lag++) {
    const slot = (t - lag) % (longest + 1);
    if (load<u64>(hashes + (slot << 3)) == h && same(ring + <usize>slot * bytes, state, bytes)) return lag;
  }
  return 0;
}

/** Runs `count` composites. Per composite: state [K] rows in and out, similarities out, result (steps, status, cycle length, 0). */
export function resonate(desc: usize, x: usize, states: usize, count: i32, sims: usize, results: usize): void {
  const k = load<i32>(desc);
  const stride = <usize>load<i32>(desc, 4);
  const d = load<i32>(desc, 8);
  const maxSteps = load<i32>(desc, 12);
  const synchronous = load<i32>(desc, 16);
  const stop = load<i32>(desc, 20);
  const longest = load<i32>(desc, 24);
  const product = <usize>load<i32>(desc, 52);
  const fresh = <usize>load<i32>(desc, 56);
  const ring = <usize>load<i32>(desc, 60);
  const hashes = <usize>load<i32>(desc, 64);
  const bytes = stride * <usize>k;
  for (let item = 0; item < count; item++) {
    bindAll(x, states, k, stride, product);
    if (longest > 1) {
      memory.copy(ring, states, bytes);
      store<u64>(hashes, hash(states, bytes));
    }
    let status = 0;
    let cycle = 0;
    let t = 0;
    while (t < maxSteps) {
      t++;
      let changed = 0;
      if (synchronous) {
        for (let j = 0; j < k; j++) update(desc, j, states + <usize>j * stride, fresh + <usize>j * stride);
        for (let j = 0; j < k; j++) changed |= commit(states + <usize>j * stride, fresh + <usize>j * stride, stride, product);
      } else {
        for (let j = 0; j < k; j++) {
          const s = states + <usize>j * stride;
          update(desc, j, s, fresh);
          changed |= commit(s, fresh, stride, product);
        }
      }
      status = changed ? 0 : 1;
      cycle = status;
      if (longest > 1) {
        const h = hash(states, bytes);
        if (changed && (stop || t == maxSteps)) {
          cycle = findCycle(desc, states, bytes, t, h);
          if (cycle) status = 2;
        }
        const slot = t % (longest + 1);
        memory.copy(ring + <usize>slot * bytes, states, bytes);
        store<u64>(hashes + (slot << 3), h);
      }
      if (stop && status) break;
    }
    for (let j = 0; j < k; j++) {
      const factor = desc + 80 + (j << 4);
      const n = load<i32>(factor, 8);
      similarities(states + <usize>j * stride, <usize>load<i32>(factor), n, stride, d, sims);
      sims += n << 2;
    }
    store<i32>(results, t);
    store<i32>(results, status, 4);
    store<i32>(results, cycle, 8);
    store<i32>(results, 0, 12);
    results += 16;
    x += stride;
    states += bytes;
  }
}
