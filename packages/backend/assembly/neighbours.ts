// Sums over the neighbours of a graph, four samples in the lanes of a register; states lie as [N][D][4], and the descriptor is that of
// pairs.ts, of which 0, 1, 2, 4, 8 and 9 are read.

/** y_i = sum of x_j over the neighbours of i; rows of any number of registers, up to 5 at once. */
export function neighbourSum(p: usize): void {
  const count = load<i32>(p);
  const row = <usize>load<i32>(p, 4) << 4;
  const starts = load<usize>(p, 8);
  const neighbours = load<usize>(p, 16);
  const x = load<usize>(p, 32);
  const y = load<usize>(p, 36);
  for (let i = 0; i < count; i++) {
    const from = <usize>load<i32>(starts + (<usize>i << 2)) << 2;
    const end = <usize>load<i32>(starts + (<usize>i << 2), 4) << 2;
    const to = y + <usize>i * row;
    let d: usize = 0;
    for (; d + 64 < row; d += 80) {
      let f0 = f32x4.splat(0);
      let f1 = f0;
      let f2 = f0;
      let f3 = f0;
      let f4 = f0;
      for (let at = from; at < end; at += 4) {
        const xj = x + <usize>load<i32>(neighbours + at) * row + d;
        f0 = f32x4.add(f0, v128.load(xj));
        f1 = f32x4.add(f1, v128.load(xj, 16));
        f2 = f32x4.add(f2, v128.load(xj, 32));
        f3 = f32x4.add(f3, v128.load(xj, 48));
        f4 = f32x4.add(f4, v128.load(xj, 64));
      }
      v128.store(to + d, f0);
      v128.store(to + d, f1, 16);
      v128.store(to + d, f2, 32);
      v128.store(to + d, f3, 48);
      v128.store(to + d, f4, 64);
    }
    for (; d + 32 < row; d += 48) {
      let f0 = f32x4.splat(0);
      let f1 = f0;
      let f2 = f0;
      for (let at = from; at < end; at += 4) {
        const xj = x + <usize>load<i32>(neighbours + at) * row + d;
        f0 = f32x4.add(f0, v128.load(xj));
        f1 = f32x4.add(f1, v128.load(xj, 16));
        f2 = f32x4.add(f2, v128.load(xj, 32));
      }
      v128.store(to + d, f0);
      v128.store(to + d, f1, 16);
      v128.store(to + d, f2, 32);
    }
    for (; d < row; d += 32) {
      const last = d + 16 < row ? <usize>16 : 0;
      let f0 = f32x4.splat(0);
      let f1 = f0;
      for (let at = from; at < end; at += 4) {
        const xj = x + <usize>load<i32>(neighbours + at) * row + d;
        f0 = f32x4.add(f0, v128.load(xj));
        f1 = f32x4.add(f1, v128.load(xj + last));
      }
      v128.store(to + d, f0);
      v128.store(to + d + last, f1);
    }
  }
}
