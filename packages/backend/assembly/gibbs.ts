// Block Gibbs sampling of binary-Gaussian restricted Boltzmann machines, s in {-1, +1}^N and real lambda in R^p, with
//   p(s, lambda) ~ exp(-beta |lambda - c|^2 / 2 + beta a (b.s + s.W lambda)),
// a being the coupling of a step (1 for the machine itself, 0 to 1 along an annealed path). So
//   lambda_u | s ~ N(c_u + a (W^T s)_u, 1 / beta),   P(s_i = +1 | lambda) = 1 / (1 + exp(-2 beta a (W lambda + b)_i)).
// Four chains share each register of W, and LOCKSTEP of them take a step before the next one, while one half of the machine's numbers
// stays in the cache. Every chain has its own streams of random words, so that what it draws does not depend on the others.
import { onePlusExp4 } from './exp-log';
import { interaction, logRatio } from './gibbs-weights';
import { drawNormals } from './normals';
import { signProduct, signTables } from './sign-sums';
import { field } from './vrn';

// Descriptor. i32: 0 N, 4 p, 8 bytes of a row of s, 12 bytes of a row of lambda (both multiples of 32), 16 steps T,
// 20 schedule f32 [T][a, beta], 24 W^T in panels, 28 tables of W, 32 b, 36 c, 40 x [4 rows of s], 44 order (0 lambda first,
// 1 s first), 48 weights (0 none, 1 joint, 2 marginal), f32: 52 coupling before the first step; i32: 56 lambda of four chains side by
// side, [p][4].

/** Components that lie side by side in a panel: two registers. */
const WIDTH: i32 = 8;
/** Chains that take a step together. */
const LOCKSTEP: i32 = 32;
/** Bytes of the random words of a chain: two streams for s, one for lambda, 16 bytes each. */
const STREAMS: usize = 48;

/** Brings W, `[N, p]` at `rows`, into both layouts: W^T in panels `[N / 8][p][8]`, and the tables of sign-sums.ts. */
export function gibbsPanels(desc: usize, rows: usize): void {
  const n = <i32>field(desc, 0);
  const p = <i32>field(desc, 4);
  let to = field(desc, 24);
  for (let i = 0; i < n; i += WIDTH) {
    for (let u = 0; u < p; u++) {
      for (let k = i; k < i + WIDTH; k++, to += 4) {
        store<f32>(to, k < n ? load<f32>(rows + (<usize>(k * p + u) << 2)) : 0);
      }
    }
  }
  signTables(rows, n, p, field(desc, 12), field(desc, 28));
}

/** Lays `live` rows of lambda, at most four, side by side, with zeros for the others. */
function besides(lambda: usize, hidden: usize, p: i32, live: i32, out: usize): void {
  if (live < 4) memory.fill(out, 0, <usize>p << 4);
  for (let k = 0; k < live; k++, lambda += hidden, out += 4) {
    for (let u: usize = 0; u < <usize>p << 2; u += 4) store<f32>(out + (u << 2), load<f32>(lambda + u));
  }
}

/** Rows of out, `bytes` each: out = sum_r x[r] panel row r for four chains side by side in x; `rows` terms, summed in order. */
function product4(panel: usize, rows: i32, bytes: usize, x: usize, out: usize): void {
  const end = x + (<usize>rows << 4);
  const out1 = out + bytes;
  const out2 = out1 + bytes;
  const out3 = out2 + bytes;
  for (let o: usize = 0; o < bytes; o += 32) {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let b0 = a0;
    let b1 = a0;
    let c0 = a0;
    let c1 = a0;
    let d0 = a0;
    let d1 = a0;
    for (let r = x; r < end; r += 16, panel += 32) {
      const w0 = v128.load(panel);
      const w1 = v128.load(panel, 16);
      const a = v128.load32_splat(r);
      a0 = f32x4.add(a0, f32x4.mul(a, w0));
      a1 = f32x4.add(a1, f32x4.mul(a, w1));
      const b = v128.load32_splat(r, 4);
      b0 = f32x4.add(b0, f32x4.mul(b, w0));
      b1 = f32x4.add(b1, f32x4.mul(b, w1));
      const c = v128.load32_splat(r, 8);
      c0 = f32x4.add(c0, f32x4.mul(c, w0));
      c1 = f32x4.add(c1, f32x4.mul(c, w1));
      const d = v128.load32_splat(r, 12);
      d0 = f32x4.add(d0, f32x4.mul(d, w0));
      d1 = f32x4.add(d1, f32x4.mul(d, w1));
    }
    v128.store(out + o, a0);
    v128.store(out + o, a1, 16);
    v128.store(out1 + o, b0);
    v128.store(out1 + o, b1, 16);
    v128.store(out2 + o, c0);
    v128.store(out2 + o, c1, 16);
    v128.store(out3 + o, d0);
    v128.store(out3 + o, d1, 16);
  }
}

/** x + b, in place. */
function addField(x: usize, b: usize, bytes: usize): void {
  for (let o: usize = 0; o < bytes; o += 16) {
    v128.store(x + o, f32x4.add(v128.load(x + o), v128.load(b + o)));
  }
}

/** The same half of the states of two streams; a state lies high word first, as pure-rand writes it. */
@inline
function pair(words: usize): v128 {
  const lane = i64x2.splat(rotl<u64>(load<u64>(words), 32));
  return i64x2.replace_lane(lane, 1, rotl<u64>(load<u64>(words, 16), 32));
}

/** -2 beta a of the chains under way, 2^24, 1 and the bit of a sign: in memory for the reason that exp-log.ts gives. */
const SIGNS: usize = memory.data<f32>([0, 16777216, 1, -0.0]);

/** s_i = +1 where u (1 + exp(-2 beta a x_i)) < 1, u uniform on a grid of 2^-24: component i takes a word of stream i mod 2. */
function drawSigns(s: usize, x: usize, n: i32, slope: f32, words: usize): void {
  store<f32>(SIGNS, -slope);
  let s0 = pair(words);
  let s1 = pair(words + 8);
  const end = <usize>((n + 3) & ~3) << 2;
  for (let o: usize = 0; o < end; o += 16) {
    const first = i64x2.add(s0, s1);
    let t = v128.xor(s0, s1);
    s0 = v128.xor(v128.or(i64x2.shl(s0, 24), i64x2.shr_u(s0, 40)), v128.xor(t, i64x2.shl(t, 16)));
    s1 = v128.or(i64x2.shl(t, 37), i64x2.shr_u(t, 27));
    const second = i64x2.add(s0, s1);
    t = v128.xor(s0, s1);
    s0 = v128.xor(v128.or(i64x2.shl(s0, 24), i64x2.shr_u(s0, 40)), v128.xor(t, i64x2.shl(t, 16)));
    s1 = v128.or(i64x2.shl(t, 37), i64x2.shr_u(t, 27));
    const bits = v128.shuffle<i32>(first, second, 0, 2, 4, 6);
    const u = f32x4.convert_i32x4_s(i32x4.shr_u(bits, 8));
    const odds = onePlusExp4(f32x4.mul(v128.load32_splat(SIGNS), v128.load(x + o)));
    // Both sides times 2^24, which rounds nothing.
    const up = f32x4.lt(f32x4.mul(u, odds), v128.load32_splat(SIGNS + 4));
    v128.store(s + o, v128.or(v128.load32_splat(SIGNS + 8), v128.andnot(v128.load32_splat(SIGNS + 12), up)));
  }
  for (let o = <usize>n << 2; o < end; o += 4) store<f32>(s + o, 0);
  store<u64>(words, rotl<u64>(i64x2.extract_lane(s0, 0), 32));
  store<u64>(words, rotl<u64>(i64x2.extract_lane(s1, 0), 32), 8);
  store<u64>(words, rotl<u64>(i64x2.extract_lane(s0, 1), 32), 16);
  store<u64>(words, rotl<u64>(i64x2.extract_lane(s1, 1), 32), 24);
}

/**
 * Runs `count` chains: s and lambda in rows, streams of random words, and log weights (f64, one a chain), all in and out.
 * With weights, every step first adds the log ratio of the densities at its coupling and the one before.
 */
export function gibbs(desc: usize, s: usize, lambda: usize, words: usize, weights: usize, count: i32): void {
  for (let first = 0; first < count; first += LOCKSTEP) {
    const end = min(first + LOCKSTEP, count);
    let before = load<f32>(desc + 52);
    let plan = field(desc, 20);
    for (let t = 0; t < <i32>field(desc, 16); t++, plan += 8) {
      const coupling = load<f32>(plan);
      const beta = load<f32>(plan, 4);
      if (field(desc, 44) == 0) stepHidden(desc, s, lambda, words, first, end, coupling, beta);
      stepVisible(desc, s, lambda, words, weights, first, end, before, coupling, beta);
      if (field(desc, 44) != 0) stepHidden(desc, s, lambda, words, first, end, coupling, beta);
      before = coupling;
    }
  }
}

/** Draws lambda of chains `first` to `end`, given s. */
function stepHidden(
  desc: usize,
  s: usize,
  lambda: usize,
  words: usize,
  first: i32,
  end: i32,
  coupling: f32,
  beta: f32,
): void {
  const row = field(desc, 8);
  const hidden = field(desc, 12);
  const from = lambda + <usize>first * hidden;
  const n = <i32>field(desc, 0);
  signProduct(field(desc, 28), s + <usize>first * row, <i32>row, n, <i32>hidden, from, end - first);
  for (let chain = first; chain < end; chain++) {
    const at = <usize>chain;
    const p = <i32>field(desc, 4);
    drawNormals(lambda + at * hidden, p, field(desc, 36), coupling, beta, words + at * STREAMS + 32);
  }
}

/** Draws s of chains `first` to `end`, given lambda. */
function stepVisible(
  desc: usize,
  s: usize,
  lambda: usize,
  words: usize,
  weights: usize,
  first: i32,
  end: i32,
  before: f32,
  coupling: f32,
  beta: f32,
): void {
  const n = <i32>field(desc, 0);
  const p = <i32>field(desc, 4);
  const row = field(desc, 8);
  const hidden = field(desc, 12);
  const weighing = field(desc, 48);
  const besideOne = field(desc, 56);
  for (let chain = first; chain < end; chain += 4) {
    const live = min(4, end - chain);
    besides(lambda + <usize>chain * hidden, hidden, p, live, besideOne);
    product4(field(desc, 24), p, row, besideOne, field(desc, 40));
    for (let k = 0; k < live; k++) {
      const at = <usize>(chain + k);
      const xk = field(desc, 40) + <usize>k * row;
      const sk = s + at * row;
      addField(xk, field(desc, 32), row);
      if (weighing == 1) {
        const gain = <f64>(coupling - before) * <f64>beta * interaction(sk, xk, row);
        store<f64>(weights + (at << 3), load<f64>(weights + (at << 3)) + gain);
      } else if (weighing == 2) {
        const gain = logRatio(xk, row, beta * before, beta * coupling);
        store<f64>(weights + (at << 3), load<f64>(weights + (at << 3)) + gain);
      }
      drawSigns(sk, xk, n, 2 * beta * coupling, words + at * STREAMS);
    }
  }
}
