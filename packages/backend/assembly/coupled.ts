// What surrounds the sums over edges in the coupled field of threshold units and oscillators, four samples in the lanes of a register:
// x on its way in, u = x / |x|, v = g u; P and h come from the sums over edges; then with F = P - strength g h
// dx = (F.u) u - F + u S and drive = strength u.h. The way back takes dx itself, so that F's part at right angles to u needs no second P.
//
// States lie as [N][D][4], numbers of oscillators as [N][4].
//
// Descriptor, 32-bit words: 0 oscillators N, 1 D, 2 strength (float32), 3 S [D][D], 4 x, 5 g, 6 u, 7 rows to sum, 8 their sums, 9 P, in
// which dx replaces it, or the gradient of x, 10 drive, or the gradient of g. On the way back also 11 gradient of dx, 12 gradient of
// drive, 13 gradient of F, 14 P.u, 15 dx, 16 1 / |x|, 17 sums of the gradients of S [D * D][4] and after them of the strength [4].
// Rows to sum: v; on the way back v and q = dL/d(strength h) a row, their sums h and those of q.

/** Unit vectors and v, a row of `width` registers apart. */
@inline
function normalise(p: usize, width: usize): void {
  const count = load<i32>(p);
  const row = <usize>load<i32>(p, 4) << 4;
  let x = load<usize>(p, 16);
  let g = load<usize>(p, 20);
  let u = load<usize>(p, 24);
  let v = load<usize>(p, 28);
  let lengths = load<usize>(p, 64);
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  for (let i = 0; i < count; i++) {
    let square = zero;
    for (let d: usize = 0; d < row; d += 16) square = f32x4.add(square, f32x4.mul(v128.load(x + d), v128.load(x + d)));
    // Lanes without a sample hold 0, and must go on to do so.
    const inverse = v128.and(f32x4.div(one, f32x4.sqrt(square)), f32x4.gt(square, zero));
    if (lengths) {
      v128.store(lengths, inverse);
      lengths += 16;
    }
    const gate = v128.load(g);
    for (let d: usize = 0; d < row; d += 16) {
      const unit = f32x4.mul(v128.load(x + d), inverse);
      v128.store(u + d, unit);
      v128.store(v + d, f32x4.mul(unit, gate));
    }
    x += row;
    u += row;
    v += width << 4;
    g += 16;
  }
}

/** u and v of four samples. */
export function enterCoupled(p: usize): void {
  normalise(p, <usize>load<i32>(p, 4));
}

/** dx and drive of four samples. */
export function leaveCoupled(p: usize): void {
  const count = load<i32>(p);
  const size = <usize>load<i32>(p, 4);
  const row = size << 4;
  const strength = v128.load32_splat(p + 8);
  const turn = load<usize>(p, 12);
  let g = load<usize>(p, 20);
  let u = load<usize>(p, 24);
  let h = load<usize>(p, 32);
  let y = load<usize>(p, 36);
  let drive = load<usize>(p, 40);
  for (let i = 0; i < count; i++) {
    const gate = f32x4.mul(v128.load(g), strength);
    let pulled = f32x4.splat(0);
    let heard = f32x4.splat(0);
    for (let d: usize = 0; d < row; d += 16) {
      const unit = v128.load(u + d);
      pulled = f32x4.add(pulled, f32x4.mul(unit, v128.load(y + d)));
      heard = f32x4.add(heard, f32x4.mul(unit, v128.load(h + d)));
    }
    v128.store(drive, f32x4.mul(strength, heard));
    const radial = f32x4.sub(pulled, f32x4.mul(gate, heard));
    for (let d: usize = 0; d < row; d += 16) {
      const force = f32x4.sub(v128.load(y + d), f32x4.mul(gate, v128.load(h + d)));
      let sum = f32x4.sub(f32x4.mul(radial, v128.load(u + d)), force);
      let entry = turn + (d >> 2);
      for (let e: usize = 0; e < row; e += 16, entry += size << 2) {
        sum = f32x4.add(sum, f32x4.mul(v128.load(u + e), v128.load32_splat(entry)));
      }
      v128.store(y + d, sum);
    }
    g += 16;
    u += row;
    h += row;
    y += row;
    drive += 16;
  }
}

/** u, v, 1 / |x|, the gradient (c.u) u - c of F, and q = e u - g dL/dF, of four samples. */
export function enterReverseCoupled(p: usize): void {
  const count = load<i32>(p);
  const row = <usize>load<i32>(p, 4) << 4;
  normalise(p, <usize>load<i32>(p, 4) << 1);
  let g = load<usize>(p, 20);
  let u = load<usize>(p, 24);
  let q = load<usize>(p, 28) + row;
  let c = load<usize>(p, 44);
  let e = load<usize>(p, 48);
  let f = load<usize>(p, 52);
  for (let i = 0; i < count; i++) {
    let along = f32x4.splat(0);
    for (let d: usize = 0; d < row; d += 16) along = f32x4.add(along, f32x4.mul(v128.load(u + d), v128.load(c + d)));
    const gate = v128.load(g);
    const driven = v128.load(e);
    for (let d: usize = 0; d < row; d += 16) {
      const unit = v128.load(u + d);
      const force = f32x4.sub(f32x4.mul(along, unit), v128.load(c + d));
      v128.store(f + d, force);
      v128.store(q + d, f32x4.sub(f32x4.mul(driven, unit), f32x4.mul(gate, force)));
    }
    g += 16;
    e += 16;
    u += row;
    c += row;
    f += row;
    q += row << 1;
  }
}

/** Gradients of x and g of four samples from that of u by the pairs, which lies where the gradient of x goes; adds to those of S and strength. */
export function leaveReverseCoupled(p: usize): void {
  const count = load<i32>(p);
  const size = <usize>load<i32>(p, 4);
  const row = size << 4;
  const strength = v128.load32_splat(p + 8);
  const turn = load<usize>(p, 12);
  let g = load<usize>(p, 20);
  let u = load<usize>(p, 24);
  let q = load<usize>(p, 28) + row;
  let h = load<usize>(p, 32);
  let y = load<usize>(p, 36);
  let gates = load<usize>(p, 40);
  let c = load<usize>(p, 44);
  let e = load<usize>(p, 48);
  let f = load<usize>(p, 52);
  let pulled = load<usize>(p, 56);
  let slope = load<usize>(p, 60);
  let lengths = load<usize>(p, 64);
  const ofTurn = load<usize>(p, 68);
  const ofStrength = ofTurn + size * row;
  let strengths = v128.load(ofStrength);
  for (let i = 0; i < count; i++) {
    const back = h + row;
    let heard = f32x4.splat(0);
    let along = heard;
    let gated = heard;
    for (let d: usize = 0; d < row; d += 16) {
      const unit = v128.load(u + d);
      const sum = v128.load(h + d);
      heard = f32x4.add(heard, f32x4.mul(unit, sum));
      along = f32x4.add(along, f32x4.mul(unit, v128.load(c + d)));
      gated = f32x4.add(gated, f32x4.mul(unit, v128.load(back + d)));
      gated = f32x4.sub(gated, f32x4.mul(v128.load(f + d), sum));
      strengths = f32x4.add(strengths, f32x4.mul(v128.load(q + d), sum));
    }
    v128.store(gates, f32x4.mul(strength, gated));
    const gate = f32x4.mul(v128.load(g), strength);
    const driven = f32x4.mul(v128.load(e), strength);
    const radial = f32x4.sub(v128.load(pulled), f32x4.mul(gate, heard));
    let outward = f32x4.splat(0);
    for (let d: usize = 0; d < row; d += 16) {
      const unit = v128.load(u + d);
      const mine = v128.load(c + d);
      let turned = f32x4.splat(0);
      let turnedBack = turned;
      const column = turn + (d >> 2);
      const line = turn + (d >> 2) * size;
      const sums = ofTurn + d * size;
      for (let k: usize = 0; k < size; k++) {
        const theirs = v128.load(c + (k << 4));
        turned = f32x4.add(turned, f32x4.mul(v128.load(u + (k << 4)), v128.load32_splat(column + k * (size << 2))));
        turnedBack = f32x4.add(turnedBack, f32x4.mul(theirs, v128.load32_splat(line + (k << 2))));
        const at = sums + (k << 4);
        v128.store(at, f32x4.add(v128.load(at), f32x4.mul(unit, theirs)));
      }
      let sum = f32x4.add(v128.load(y + d), f32x4.mul(along, f32x4.sub(turned, v128.load(slope + d))));
      sum = f32x4.add(sum, f32x4.mul(radial, mine));
      sum = f32x4.add(sum, f32x4.mul(driven, v128.load(h + d)));
      sum = f32x4.add(sum, f32x4.mul(gate, v128.load(back + d)));
      sum = f32x4.add(sum, turnedBack);
      v128.store(y + d, sum);
      outward = f32x4.add(outward, f32x4.mul(sum, unit));
    }
    const inverse = v128.load(lengths);
    for (let d: usize = 0; d < row; d += 16) {
      const across = f32x4.sub(v128.load(y + d), f32x4.mul(outward, v128.load(u + d)));
      v128.store(y + d, f32x4.mul(across, inverse));
    }
    g += 16;
    e += 16;
    gates += 16;
    pulled += 16;
    lengths += 16;
    u += row;
    y += row;
    c += row;
    f += row;
    slope += row;
    q += row << 1;
    h += row << 1;
  }
  v128.store(ofStrength, strengths);
}
