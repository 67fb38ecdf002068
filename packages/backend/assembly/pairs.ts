// Pair interactions of oscillators along the edges of a graph, four samples in the lanes of a register: gather, dot, weigh and scatter
// without anything of the size of edges times samples.
//
// States lie as [N][D][4]. Each edge is done once, at its lower end i, whose state and sum stay in registers (for some D); the other
// end's are read and written. Rows of the graph hold their neighbours in ascending order, so that those above i are the tail of row i.
//
// Descriptor, 32-bit words: 0 oscillators N, 1 D, 2 first entry of each row [N + 1], 3 first entry above the diagonal [N], 4 neighbours,
// 5 edge of each entry, 6 A, 7 B, 8 states, 9 result, 10 gradient of the field, 11 pairs of sums for A and B [E][2],
// 12 x . field [N], of the way back.
// All offsets into rows are counted in entries.

/** Finds where each row's neighbours pass its own number. */
export function rowMiddles(count: i32, starts: usize, neighbours: usize, to: usize): void {
  for (let i = 0; i < count; i++, starts += 4, to += 4) {
    let at = load<i32>(starts);
    const end = load<i32>(starts, 4);
    while (at < end && load<i32>(neighbours + (<usize>at << 2)) < i) at++;
    store<i32>(to, at);
  }
}

/** Component `d` of `D`, or zeros beyond them; `d` and `D` are constants wherever this is inlined. */
@inline
function part(D: i32, d: i32, at: usize): v128 {
  return d < D ? v128.load(at + (<usize>d << 4)) : f32x4.splat(0);
}

@inline
function put(D: i32, d: i32, at: usize, value: v128): void {
  if (d < D) v128.store(at + (<usize>d << 4), value);
}

/** sum + a b for component `d` of `D`. */
@inline
function fma(D: i32, d: i32, sum: v128, a: v128, b: v128): v128 {
  return d < D ? f32x4.add(sum, f32x4.mul(a, b)) : sum;
}

/** field_i = sum_j (A + B relu(x_i . x_j)) x_j */
@inline
function fieldOf(D: i32, p: usize): void {
  const count = load<i32>(p);
  const starts = load<usize>(p, 8);
  const middles = load<usize>(p, 12);
  const neighbours = load<usize>(p, 16);
  const ids = load<usize>(p, 20);
  const a = load<usize>(p, 24);
  const b = load<usize>(p, 28);
  const x = load<usize>(p, 32);
  const y = load<usize>(p, 36);
  const row = <usize>D << 4;
  const zero = f32x4.splat(0);
  memory.fill(y, 0, <usize>count * row);
  for (let i = 0; i < count; i++) {
    let at = <usize>load<i32>(middles + (<usize>i << 2)) << 2;
    const end = <usize>load<i32>(starts + (<usize>i << 2), 4) << 2;
    if (at >= end) continue;
    const xi = x + <usize>i * row;
    const yi = y + <usize>i * row;
    const m0 = part(D, 0, xi);
    const m1 = part(D, 1, xi);
    const m2 = part(D, 2, xi);
    const m3 = part(D, 3, xi);
    const m4 = part(D, 4, xi);
    const m5 = part(D, 5, xi);
    const m6 = part(D, 6, xi);
    const m7 = part(D, 7, xi);
    let f0 = part(D, 0, yi);
    let f1 = part(D, 1, yi);
    let f2 = part(D, 2, yi);
    let f3 = part(D, 3, yi);
    let f4 = part(D, 4, yi);
    let f5 = part(D, 5, yi);
    let f6 = part(D, 6, yi);
    let f7 = part(D, 7, yi);
    for (; at < end; at += 4) {
      const offset = <usize>load<i32>(neighbours + at) * row;
      const id = <usize>load<i32>(ids + at) << 2;
      const xj = x + offset;
      const yj = y + offset;
      const n0 = part(D, 0, xj);
      const n1 = part(D, 1, xj);
      const n2 = part(D, 2, xj);
      const n3 = part(D, 3, xj);
      const n4 = part(D, 4, xj);
      const n5 = part(D, 5, xj);
      const n6 = part(D, 6, xj);
      const n7 = part(D, 7, xj);
      let s = fma(D, 2, f32x4.mul(m0, n0), m2, n2);
      s = fma(D, 6, fma(D, 4, s, m4, n4), m6, n6);
      let odd = fma(D, 3, f32x4.mul(m1, n1), m3, n3);
      odd = fma(D, 7, fma(D, 5, odd, m5, n5), m7, n7);
      s = f32x4.add(s, odd);
      const w = f32x4.add(v128.load32_splat(a + id), f32x4.mul(v128.load32_splat(b + id), f32x4.pmax(s, zero)));
      f0 = fma(D, 0, f0, w, n0);
      f1 = fma(D, 1, f1, w, n1);
      f2 = fma(D, 2, f2, w, n2);
      f3 = fma(D, 3, f3, w, n3);
      f4 = fma(D, 4, f4, w, n4);
      f5 = fma(D, 5, f5, w, n5);
      f6 = fma(D, 6, f6, w, n6);
      f7 = fma(D, 7, f7, w, n7);
      put(D, 0, yj, fma(D, 0, part(D, 0, yj), w, m0));
      put(D, 1, yj, fma(D, 1, part(D, 1, yj), w, m1));
      put(D, 2, yj, fma(D, 2, part(D, 2, yj), w, m2));
      put(D, 3, yj, fma(D, 3, part(D, 3, yj), w, m3));
      put(D, 4, yj, fma(D, 4, part(D, 4, yj), w, m4));
      put(D, 5, yj, fma(D, 5, part(D, 5, yj), w, m5));
      put(D, 6, yj, fma(D, 6, part(D, 6, yj), w, m6));
      put(D, 7, yj, fma(D, 7, part(D, 7, yj), w, m7));
    }
    put(D, 0, yi, f0);
    put(D, 1, yi, f1);
    put(D, 2, yi, f2);
    put(D, 3, yi, f3);
    put(D, 4, yi, f4);
    put(D, 5, yi, f5);
    put(D, 6, yi, f6);
    put(D, 7, yi, f7);
  }
}

/** Adds the lanes of `dw` and of `dw r` to an edge's pair of sums. */
@inline
function addPair(to: usize, dw: v128, dr: v128): void {
  const halves = f32x4.add(
    v128.shuffle<f32>(dw, dr, 0, 1, 4, 5),
    v128.shuffle<f32>(dw, dr, 2, 3, 6, 7),
  );
  const sums = f32x4.add(
    v128.shuffle<f32>(halves, halves, 0, 2, 0, 2),
    v128.shuffle<f32>(halves, halves, 1, 3, 1, 3),
  );
  v128.store64_lane(to, f32x4.add(v128.load64_zero(to), sums), 0);
}

@inline
function addTo(at: usize, value: v128): void {
  v128.store(at, f32x4.add(v128.load(at), value));
}

/** dx_i = sum_j w c_j + ds x_j, with dw = c_i . x_j + c_j . x_i and ds = dw B where x_i . x_j > 0; dA += dw, dB += dw relu. */
@inline
function gradientOf(D: i32, p: usize): void {
  const count = load<i32>(p);
  const starts = load<usize>(p, 8);
  const middles = load<usize>(p, 12);
  const neighbours = load<usize>(p, 16);
  const ids = load<usize>(p, 20);
  const a = load<usize>(p, 24);
  const b = load<usize>(p, 28);
  const x = load<usize>(p, 32);
  const y = load<usize>(p, 36);
  const c = load<usize>(p, 40);
  const sums = load<usize>(p, 44);
  const radial = load<usize>(p, 48);
  const row = <usize>D << 4;
  const zero = f32x4.splat(0);
  memory.fill(y, 0, <usize>count * row);
  memory.fill(radial, 0, <usize>count << 4);
  for (let i = 0; i < count; i++) {
    let at = <usize>load<i32>(middles + (<usize>i << 2)) << 2;
    const end = <usize>load<i32>(starts + (<usize>i << 2), 4) << 2;
    if (at >= end) continue;
    const xi = x + <usize>i * row;
    const yi = y + <usize>i * row;
    const ci = c + <usize>i * row;
    const m0 = part(D, 0, xi);
    const m1 = part(D, 1, xi);
    const m2 = part(D, 2, xi);
    const m3 = part(D, 3, xi);
    const m4 = part(D, 4, xi);
    const m5 = part(D, 5, xi);
    const m6 = part(D, 6, xi);
    const m7 = part(D, 7, xi);
    const c0 = part(D, 0, ci);
    const c1 = part(D, 1, ci);
    const c2 = part(D, 2, ci);
    const c3 = part(D, 3, ci);
    const c4 = part(D, 4, ci);
    const c5 = part(D, 5, ci);
    const c6 = part(D, 6, ci);
    const c7 = part(D, 7, ci);
    let along = v128.load(radial + (<usize>i << 4));
    for (; at < end; at += 4) {
      const other = <usize>load<i32>(neighbours + at);
      const offset = other * row;
      const id = <usize>load<i32>(ids + at) << 2;
      const xj = x + offset;
      const yj = y + offset;
      const cj = c + offset;
      const n0 = part(D, 0, xj);
      const n1 = part(D, 1, xj);
      const n2 = part(D, 2, xj);
      const n3 = part(D, 3, xj);
      const n4 = part(D, 4, xj);
      const n5 = part(D, 5, xj);
      const n6 = part(D, 6, xj);
      const n7 = part(D, 7, xj);
      let s = fma(D, 2, f32x4.mul(m0, n0), m2, n2);
      s = fma(D, 6, fma(D, 4, s, m4, n4), m6, n6);
      let odd = fma(D, 3, f32x4.mul(m1, n1), m3, n3);
      odd = fma(D, 7, fma(D, 5, odd, m5, n5), m7, n7);
      s = f32x4.add(s, odd);
      let dw = fma(D, 2, f32x4.mul(c0, n0), c2, n2);
      dw = fma(D, 6, fma(D, 4, dw, c4, n4), c6, n6);
      odd = fma(D, 3, f32x4.mul(c1, n1), c3, n3);
      odd = fma(D, 7, fma(D, 5, odd, c5, n5), c7, n7);
      dw = f32x4.add(dw, odd);
      let back = fma(D, 2, f32x4.mul(m0, part(D, 0, cj)), m2, part(D, 2, cj));
      back = fma(D, 6, fma(D, 4, back, m4, part(D, 4, cj)), m6, part(D, 6, cj));
      odd = fma(D, 3, f32x4.mul(m1, part(D, 1, cj)), m3, part(D, 3, cj));
      odd = fma(D, 7, fma(D, 5, odd, m5, part(D, 5, cj)), m7, part(D, 7, cj));
      dw = f32x4.add(dw, f32x4.add(back, odd));
      const slope = v128.load32_splat(b + id);
      const r = f32x4.pmax(s, zero);
      const w = f32x4.add(v128.load32_splat(a + id), f32x4.mul(slope, r));
      const ds = v128.and(f32x4.mul(dw, slope), f32x4.gt(s, zero));
      const share = f32x4.mul(w, s);
      along = f32x4.add(along, share);
      addTo(radial + (other << 4), share);
      addPair(sums + (id << 1), dw, f32x4.mul(dw, r));
      put(D, 0, yi, fma(D, 0, fma(D, 0, part(D, 0, yi), w, part(D, 0, cj)), ds, n0));
      put(D, 1, yi, fma(D, 1, fma(D, 1, part(D, 1, yi), w, part(D, 1, cj)), ds, n1));
      put(D, 2, yi, fma(D, 2, fma(D, 2, part(D, 2, yi), w, part(D, 2, cj)), ds, n2));
      put(D, 3, yi, fma(D, 3, fma(D, 3, part(D, 3, yi), w, part(D, 3, cj)), ds, n3));
      put(D, 4, yi, fma(D, 4, fma(D, 4, part(D, 4, yi), w, part(D, 4, cj)), ds, n4));
      put(D, 5, yi, fma(D, 5, fma(D, 5, part(D, 5, yi), w, part(D, 5, cj)), ds, n5));
      put(D, 6, yi, fma(D, 6, fma(D, 6, part(D, 6, yi), w, part(D, 6, cj)), ds, n6));
      put(D, 7, yi, fma(D, 7, fma(D, 7, part(D, 7, yi), w, part(D, 7, cj)), ds, n7));
      put(D, 0, yj, fma(D, 0, fma(D, 0, part(D, 0, yj), w, c0), ds, m0));
      put(D, 1, yj, fma(D, 1, fma(D, 1, part(D, 1, yj), w, c1), ds, m1));
      put(D, 2, yj, fma(D, 2, fma(D, 2, part(D, 2, yj), w, c2), ds, m2));
      put(D, 3, yj, fma(D, 3, fma(D, 3, part(D, 3, yj), w, c3), ds, m3));
      put(D, 4, yj, fma(D, 4, fma(D, 4, part(D, 4, yj), w, c4), ds, m4));
      put(D, 5, yj, fma(D, 5, fma(D, 5, part(D, 5, yj), w, c5), ds, m5));
      put(D, 6, yj, fma(D, 6, fma(D, 6, part(D, 6, yj), w, c6), ds, m6));
      put(D, 7, yj, fma(D, 7, fma(D, 7, part(D, 7, yj), w, c7), ds, m7));
    }
    v128.store(radial + (<usize>i << 4), along);
  }
}

/** The same for any D, by loops. */
function fieldOfAny(p: usize): void {
  const count = load<i32>(p);
  const row = <usize>load<i32>(p, 4) << 4;
  const starts = load<usize>(p, 8);
  const middles = load<usize>(p, 12);
  const neighbours = load<usize>(p, 16);
  const ids = load<usize>(p, 20);
  const x = load<usize>(p, 32);
  const y = load<usize>(p, 36);
  const zero = f32x4.splat(0);
  memory.fill(y, 0, <usize>count * row);
  for (let i = 0; i < count; i++) {
    let at = <usize>load<i32>(middles + (<usize>i << 2)) << 2;
    const end = <usize>load<i32>(starts + (<usize>i << 2), 4) << 2;
    const own = <usize>i * row;
    for (; at < end; at += 4) {
      const other = <usize>load<i32>(neighbours + at) * row;
      const id = <usize>load<i32>(ids + at) << 2;
      let s = zero;
      for (let d: usize = 0; d < row; d += 16) {
        s = f32x4.add(s, f32x4.mul(v128.load(x + own + d), v128.load(x + other + d)));
      }
      const slope = v128.load32_splat(load<usize>(p, 28) + id);
      const w = f32x4.add(v128.load32_splat(load<usize>(p, 24) + id), f32x4.mul(slope, f32x4.pmax(s, zero)));
      for (let d: usize = 0; d < row; d += 16) {
        const mine = f32x4.mul(w, v128.load(x + other + d));
        const theirs = f32x4.mul(w, v128.load(x + own + d));
        v128.store(y + own + d, f32x4.add(v128.load(y + own + d), mine));
        v128.store(y + other + d, f32x4.add(v128.load(y + other + d), theirs));
      }
    }
  }
}

/** The same for any D, by loops. */
function gradientOfAny(p: usize): void {
  const count = load<i32>(p);
  const row = <usize>load<i32>(p, 4) << 4;
  const starts = load<usize>(p, 8);
  const middles = load<usize>(p, 12);
  const neighbours = load<usize>(p, 16);
  const ids = load<usize>(p, 20);
  const x = load<usize>(p, 32);
  const y = load<usize>(p, 36);
  const c = load<usize>(p, 40);
  const radial = load<usize>(p, 48);
  const zero = f32x4.splat(0);
  memory.fill(y, 0, <usize>count * row);
  memory.fill(radial, 0, <usize>count << 4);
  for (let i = 0; i < count; i++) {
    let at = <usize>load<i32>(middles + (<usize>i << 2)) << 2;
    const end = <usize>load<i32>(starts + (<usize>i << 2), 4) << 2;
    const own = <usize>i * row;
    for (; at < end; at += 4) {
      const neighbour = <usize>load<i32>(neighbours + at);
      const other = neighbour * row;
      const id = <usize>load<i32>(ids + at) << 2;
      let s = zero;
      let dw = zero;
      for (let d: usize = 0; d < row; d += 16) {
        const xi = v128.load(x + own + d);
        const xj = v128.load(x + other + d);
        s = f32x4.add(s, f32x4.mul(xi, xj));
        dw = f32x4.add(dw, f32x4.mul(v128.load(c + own + d), xj));
        dw = f32x4.add(dw, f32x4.mul(v128.load(c + other + d), xi));
      }
      const slope = v128.load32_splat(load<usize>(p, 28) + id);
      const r = f32x4.pmax(s, zero);
      const w = f32x4.add(v128.load32_splat(load<usize>(p, 24) + id), f32x4.mul(slope, r));
      const ds = v128.and(f32x4.mul(dw, slope), f32x4.gt(s, zero));
      addPair(load<usize>(p, 44) + (id << 1), dw, f32x4.mul(dw, r));
      const share = f32x4.mul(w, s);
      addTo(radial + (<usize>i << 4), share);
      addTo(radial + (neighbour << 4), share);
      for (let d: usize = 0; d < row; d += 16) {
        let mine = f32x4.mul(w, v128.load(c + other + d));
        mine = f32x4.add(mine, f32x4.mul(ds, v128.load(x + other + d)));
        let theirs = f32x4.mul(w, v128.load(c + own + d));
        theirs = f32x4.add(theirs, f32x4.mul(ds, v128.load(x + own + d)));
        v128.store(y + own + d, f32x4.add(v128.load(y + own + d), mine));
        v128.store(y + other + d, f32x4.add(v128.load(y + other + d), theirs));
      }
    }
  }
}

/** The field of four samples: unrolled for the vector lengths of the papers, each some 2 KiB of code, and by loops for others. */
export function pairField(p: usize): void {
  switch (load<i32>(p, 4)) {
    case 2: return fieldOf(2, p);
    case 3: return fieldOf(3, p);
    case 5: return fieldOf(5, p);
    case 7: return fieldOf(7, p);
    default: fieldOfAny(p);
  }
}

/** Its gradient: of the states, into word 9, and added to the sums for A and B. */
export function reversePairField(p: usize): void {
  switch (load<i32>(p, 4)) {
    case 2: return gradientOf(2, p);
    case 3: return gradientOf(3, p);
    case 5: return gradientOf(5, p);
    case 7: return gradientOf(7, p);
    default: gradientOfAny(p);
  }
}
