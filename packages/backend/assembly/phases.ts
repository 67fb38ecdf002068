// Phase oscillators, dθ_i/dt = ω_i + K Σ_j a_ij sin(θ_j - θ_i - α): whole steps of Runge-Kutta methods whose stages need only
// the stage before them (Euler, Heun's second-order one, the classical one of order 4).
//
// With sums or, on a graph, weighted sums over neighbours S = Σ a_ij sin θ_j and C = Σ a_ij cos θ_j, turned by α, the field is
// ω_i + K (S' cos θ_i - C' sin θ_i): one sine and cosine an oscillator and stage, no pair of oscillators.
//
// Phases are kept in [-pi, pi], so that float32 does not coarsen as they turn; what they have travelled is summed apart.
//
// Descriptor, 32-bit words: 0 oscillators N, 1 N rounded up to 4, 2 steps, 3 steps from one record to the next, 4 stages, 5 first edge
// of each target [N + 1] or 0 for the mean field, 6 sources, 7 weights, 8 phases, 9 frequencies, 10 travelled, 11 sum of stages,
// 12 sines, 13 cosines, 14 and 15 sums of each target, 16 records (pairs of float64: mean sine, mean cosine), 17 h, 18 K, 19 cos α,
// 20 sin α, 21-24 how far along the stage before each stage goes, 25-28 weights of the stages,
// 29 sines and cosines side by side on a graph, else 0, 30 columns of a torus on which all hear their four neighbours, else 0 (words 5 to
// 7 and 29 are 0 then). Lanes beyond N have frequency 0.

import { cosine, halfTurns, residue, sine } from './sincos';

/** Registers summed in float32 before they join the float64 sum. */
const BLOCK: usize = 64 * 16;

/** Of a stage: S' and C' (or K cos α and K sin α on a graph), its weight, how far it goes ahead, 1 / (2 pi), 2 pi in two parts. */
const SHARED = memory.data<f32>([0, 0, 0, 0, 0.15915494, 6.28125, 0.0019353071795864769]);

let sumSine: f64 = 0;
let sumCosine: f64 = 0;

@inline
function add4(v: v128): f64 {
  return (
    <f64>f32x4.extract_lane(v, 0) +
    <f64>f32x4.extract_lane(v, 1) +
    (<f64>f32x4.extract_lane(v, 2) + <f64>f32x4.extract_lane(v, 3))
  );
}

/** Takes the lanes beyond N out of the sums. */
function withoutPadding(p: usize): void {
  const sines = load<usize>(p, 48);
  const cosines = load<usize>(p, 52);
  for (let i = load<i32>(p); i < load<i32>(p, 4); i++) {
    sumSine -= <f64>load<f32>(sines + (<usize>i << 2));
    sumCosine -= <f64>load<f32>(cosines + (<usize>i << 2));
  }
}

/** Sines and cosines of the phases, and their sums. */
function begin(p: usize): void {
  const theta = load<usize>(p, 32);
  const sines = load<usize>(p, 48);
  const cosines = load<usize>(p, 52);
  const pairs = load<usize>(p, 116);
  const end = <usize>load<i32>(p, 4) << 2;
  sumSine = 0;
  sumCosine = 0;
  for (let from: usize = 0; from < end; from += BLOCK) {
    let s = f32x4.splat(0);
    let c = s;
    for (let at = from; at < min(end, from + BLOCK); at += 16) {
      const phase = v128.load(theta + at);
      const turns = halfTurns(phase);
      const r = residue(phase, turns);
      // Each result is stored before the next one's constants are read: V8 moves loads up to the store before them.
      const sin = sine(r, turns);
      v128.store(sines + at, sin);
      const cos = cosine(r, turns);
      v128.store(cosines + at, cos);
      if (pairs) pair(pairs, at, sin, cos);
      s = f32x4.add(s, sin);
      c = f32x4.add(c, cos);
    }
    sumSine += add4(s);
    sumCosine += add4(c);
  }
  withoutPadding(p);
}

/** Sines and cosines side by side, so that an edge reads both at once. */
@inline
function pair(pairs: usize, at: usize, sin: v128, cos: v128): void {
  v128.store(pairs + 2 * at, v128.shuffle<f32>(sin, cos, 0, 4, 1, 5));
  v128.store(pairs + 2 * at, v128.shuffle<f32>(sin, cos, 2, 6, 3, 7), 16);
}

/** What an edge adds: its weight times the sine and cosine of its source. */
@inline
function heard(pairs: usize, sources: usize, weights: usize): v128 {
  const from = <usize>load<i32>(sources) << 3;
  return f32x4.mul(v128.load32_splat(weights), v128.load64_zero(pairs + from));
}

/** Weighted sums over the neighbours of each oscillator: every fourth edge in one of four sums, which do not wait for one another. */
function gather(p: usize): void {
  const count = load<i32>(p);
  const offsets = load<usize>(p, 20);
  let sources = load<usize>(p, 24);
  let weights = load<usize>(p, 28);
  const pullSine = load<usize>(p, 56);
  const pullCosine = load<usize>(p, 60);
  const pairs = load<usize>(p, 116);
  for (let i: usize = 0; i < <usize>count << 2; i += 4) {
    const edges = load<i32>(offsets + i, 4) - load<i32>(offsets + i);
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let left = edges;
    for (; left >= 4; left -= 4) {
      a = f32x4.add(a, heard(pairs, sources, weights));
      b = f32x4.add(b, heard(pairs, sources + 4, weights + 4));
      c = f32x4.add(c, heard(pairs, sources + 8, weights + 8));
      d = f32x4.add(d, heard(pairs, sources + 12, weights + 12));
      sources += 16;
      weights += 16;
    }
    for (; left > 0; left--) {
      a = f32x4.add(a, heard(pairs, sources, weights));
      sources += 4;
      weights += 4;
    }
    const sum = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
    store<f32>(pullSine + i, f32x4.extract_lane(sum, 0));
    store<f32>(pullCosine + i, f32x4.extract_lane(sum, 1));
  }
}

/** One sum over the four neighbours, of which two are in the rows above and below. */
@inline
function cross(values: usize, row: usize, above: usize, below: usize, left: usize, at: usize, right: usize): f32 {
  return (
    load<f32>(values + above + at) +
    load<f32>(values + below + at) +
    (load<f32>(values + row + left) + load<f32>(values + row + right))
  );
}

/** The same for four oscillators whose neighbours are no further than one place beside them. */
@inline
function cross4(values: usize, row: usize, above: usize, below: usize, at: usize): v128 {
  return f32x4.add(
    f32x4.add(v128.load(values + above + at), v128.load(values + below + at)),
    f32x4.add(v128.load(values + row + at - 4), v128.load(values + row + at + 4)),
  );
}

/** Sums over the four neighbours on a torus: rows of sines and cosines added, no edge is looked up. */
function gatherTorus(p: usize): void {
  const size = <usize>load<i32>(p) << 2;
  const width = <usize>load<i32>(p, 120) << 2;
  const sines = load<usize>(p, 48);
  const cosines = load<usize>(p, 52);
  const pullSine = load<usize>(p, 56);
  const pullCosine = load<usize>(p, 60);
  for (let row: usize = 0; row < size; row += width) {
    const above: usize = (row == 0 ? size : row) - width;
    let below: usize = row + width;
    if (below == size) below = 0;
    let at: usize = 0;
    while (at < width) {
      if (at > 0 && at + 20 <= width) {
        v128.store(pullSine + row + at, cross4(sines, row, above, below, at));
        v128.store(pullCosine + row + at, cross4(cosines, row, above, below, at));
        at += 16;
        continue;
      }
      const left: usize = (at == 0 ? width : at) - 4;
      let right: usize = at + 4;
      if (right == width) right = 0;
      store<f32>(pullSine + row + at, cross(sines, row, above, below, left, at, right));
      store<f32>(pullCosine + row + at, cross(cosines, row, above, below, left, at, right));
      at += 4;
    }
  }
}

/**
 * A block of one stage: its slope joins the sum, and sines and cosines of the next stage's phases, or of the next step's, take the
 * place of its own. The flags are constants of the callers, so that each kind of stage gets a loop without branches.
 *
 * Numbers that all lanes share are read from memory where they are used: V8 spills them anyway, as a loop has 15 registers.
 */
@inline
function block(p: usize, from: usize, end: usize, graph: bool, first: bool, last: bool): void {
  const theta = load<usize>(p, 32);
  const omega = load<usize>(p, 36);
  const travelled = load<usize>(p, 40);
  const slopes = load<usize>(p, 44);
  const sines = load<usize>(p, 48);
  const cosines = load<usize>(p, 52);
  const pullSine = load<usize>(p, 56);
  const pullCosine = load<usize>(p, 60);
  let s = f32x4.splat(0);
  let c = s;
  for (let at = from; at < end; at += 16) {
    let pullS: v128;
    let pullC: v128;
    if (graph) {
      const a = v128.load(pullSine + at);
      const b = v128.load(pullCosine + at);
      pullS = f32x4.sub(f32x4.mul(a, v128.load32_splat(SHARED)), f32x4.mul(b, v128.load32_splat(SHARED, 4)));
      pullC = f32x4.add(f32x4.mul(a, v128.load32_splat(SHARED, 4)), f32x4.mul(b, v128.load32_splat(SHARED)));
    } else {
      pullS = v128.load32_splat(SHARED);
      pullC = v128.load32_splat(SHARED, 4);
    }
    const pull = f32x4.sub(
      f32x4.mul(pullS, v128.load(cosines + at)),
      f32x4.mul(pullC, v128.load(sines + at)),
    );
    const slope = f32x4.add(v128.load(omega + at), pull);
    let sum = f32x4.mul(v128.load32_splat(SHARED, 8), slope);
    if (!first) sum = f32x4.add(sum, v128.load(slopes + at));
    let phase = v128.load(theta + at);
    if (last) {
      const move = f32x4.mul(v128.load32_splat(SHARED, 12), sum);
      v128.store(travelled + at, f32x4.add(v128.load(travelled + at), move));
      phase = f32x4.add(phase, move);
      const whole = f32x4.nearest(f32x4.mul(phase, v128.load32_splat(SHARED, 16)));
      phase = f32x4.sub(phase, f32x4.mul(whole, v128.load32_splat(SHARED, 20)));
      phase = f32x4.sub(phase, f32x4.mul(whole, v128.load32_splat(SHARED, 24)));
      v128.store(theta + at, phase);
    } else {
      v128.store(slopes + at, sum);
      phase = f32x4.add(phase, f32x4.mul(v128.load32_splat(SHARED, 12), slope));
    }
    const turns = halfTurns(phase);
    const r = residue(phase, turns);
    // Each result is stored before the next one's constants are read: V8 moves loads up to the store before them.
    const sin = sine(r, turns);
    v128.store(sines + at, sin);
    const cos = cosine(r, turns);
    v128.store(cosines + at, cos);
    if (graph && load<usize>(p, 116) != 0) pair(load<usize>(p, 116), at, v128.load(sines + at), cos);
    s = f32x4.add(s, sin);
    c = f32x4.add(c, cos);
  }
  sumSine += add4(s);
  sumCosine += add4(c);
}

function meanFirst(p: usize, from: usize, end: usize): void {
  block(p, from, end, false, true, false);
}
function meanNext(p: usize, from: usize, end: usize): void {
  block(p, from, end, false, false, false);
}
function meanLast(p: usize, from: usize, end: usize): void {
  block(p, from, end, false, false, true);
}
function meanOnly(p: usize, from: usize, end: usize): void {
  block(p, from, end, false, true, true);
}
function graphFirst(p: usize, from: usize, end: usize): void {
  block(p, from, end, true, true, false);
}
function graphNext(p: usize, from: usize, end: usize): void {
  block(p, from, end, true, false, false);
}
function graphLast(p: usize, from: usize, end: usize): void {
  block(p, from, end, true, false, true);
}
function graphOnly(p: usize, from: usize, end: usize): void {
  block(p, from, end, true, true, true);
}

/** One stage of all oscillators. */
function stage(p: usize, index: i32, last: bool): void {
  const torus = load<i32>(p, 120) != 0;
  const graph = torus || load<usize>(p, 20) != 0;
  const end = <usize>load<i32>(p, 4) << 2;
  const h = load<f32>(p, 68);
  const k = load<f32>(p, 72);
  const cosLag = load<f32>(p, 76);
  const sinLag = load<f32>(p, 80);
  if (graph) {
    if (torus) gatherTorus(p);
    else gather(p);
    store<f32>(SHARED, k * cosLag);
    store<f32>(SHARED, k * sinLag, 4);
  } else {
    // K S' and K C' of the mean field, the same for all.
    const scale = <f64>k / <f64>load<i32>(p);
    store<f32>(SHARED, <f32>(scale * (sumSine * <f64>cosLag - sumCosine * <f64>sinLag)));
    store<f32>(SHARED, <f32>(scale * (sumSine * <f64>sinLag + sumCosine * <f64>cosLag)), 4);
  }
  store<f32>(SHARED, load<f32>(p + (<usize>(25 + index) << 2)), 8);
  store<f32>(SHARED, last ? h : h * load<f32>(p + (<usize>(21 + index) << 2)), 12);
  sumSine = 0;
  sumCosine = 0;
  const first = index == 0;
  for (let from: usize = 0; from < end; from += BLOCK) {
    const to = min(end, from + BLOCK);
    if (graph) {
      if (last) first ? graphOnly(p, from, to) : graphLast(p, from, to);
      else first ? graphFirst(p, from, to) : graphNext(p, from, to);
    } else if (last) first ? meanOnly(p, from, to) : meanLast(p, from, to);
    else first ? meanFirst(p, from, to) : meanNext(p, from, to);
  }
  withoutPadding(p);
}

/** All steps, with a record of the start and then one every so many steps. */
export function phaseSteps(p: usize): void {
  const count = <f64>load<i32>(p);
  const steps = load<i32>(p, 8);
  const every = load<i32>(p, 12);
  const stages = load<i32>(p, 16);
  let records = load<usize>(p, 64);
  begin(p);
  for (let step = 0; step <= steps; step++) {
    if (step % every == 0) {
      store<f64>(records, sumSine / count);
      store<f64>(records, sumCosine / count, 8);
      records += 16;
    }
    if (step == steps) break;
    for (let index = 0; index < stages; index++) stage(p, index, index == stages - 1);
  }
}
