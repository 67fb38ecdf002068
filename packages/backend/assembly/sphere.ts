// Coupled oscillators on spheres: all Euler steps of a batch of up to some 32 samples, and all of their gradient.
//
// States lie as [object][D][N][lanes], samples side by side in the lanes, a multiple of 4 of them, so that every sum over
// oscillators is a product of matrices with rows of samples, and every operation on an oscillator is one on registers.
// With numbers as couplings a matrix has R = D rows and columns, and C = N * lanes samples to each; with blocks R = D N
// and C = lanes. Memory is the same for both.
//
// Two objects are coupled by JIN and JOUT alike, so their sum and their difference move apart: with M+- = (JIN +- JOUT) / 2,
// y_1 = M+ (x_1 + x_2) + M- (x_1 - x_2) and y_2 the same with a minus. That is half of the multiplications, and equal
// objects stay equal to the bit, as M- 0 = 0.
//
// Descriptor, 32-bit words: 0 objects, 1 D, 2 N, 3 R, 4 C, 5 lanes, 6 steps, 7 h, 8 omega or 0, 9 drive or 0, 10 packed
// couplings, 11 packed transposes, 12 modes, 13 pulls, 14 states, 15 fields, 16 inverse lengths, 17-19 bytes from one
// step's to the next (0 keeps the last only), 20 gradient of the states, 21 of the drive, 22 sums for the couplings,
// 23 sums for omega, 24 scratch for N registers.

import { accumulate, multiply } from './couplings';

/** Sum and difference of the objects' rows, or the one object's. */
function split(x: usize, objects: i32, bytes: usize, mode: usize, to: usize): void {
  if (objects == 1) {
    memory.copy(to, x, bytes);
    return;
  }
  for (let at: usize = 0; at < bytes; at += 16) {
    const a = v128.load(x + at);
    const b = v128.load(x + bytes + at);
    v128.store(to + at, f32x4.add(a, b));
    v128.store(to + mode + at, f32x4.sub(a, b));
  }
}

/** Distance of the two modes, bytes: R rounded up to 4 rows of C. */
@inline
function modeBytes(p: usize): usize {
  return <usize>((load<i32>(p, 12) + 3) & ~3) * (<usize>load<i32>(p, 16) << 2);
}

/** Distance of the packed couplings of the two modes, bytes. */
@inline
function packedBytes(p: usize): usize {
  return <usize>((load<i32>(p, 12) + 3) & ~3) * (<usize>load<i32>(p, 12) << 2);
}

/** All steps; states [0] is the start, and the end is the last of the states that are kept. */
export function evolveSphere(p: usize): void {
  const objects = load<i32>(p);
  const features = load<i32>(p, 4);
  const n = load<i32>(p, 8);
  const r = load<i32>(p, 12);
  const c = load<i32>(p, 16);
  const lanes = <usize>load<i32>(p, 20) << 2;
  const h = f32x4.splat(load<f32>(p, 28));
  const omega = load<usize>(p, 32);
  const drive = load<usize>(p, 36);
  const packed = load<usize>(p, 40);
  const modes = load<usize>(p, 48);
  const pulls = load<usize>(p, 52);
  let x = load<usize>(p, 56);
  let y = load<usize>(p, 60);
  let lengths = load<usize>(p, 64);
  const scratch = load<usize>(p, 96);
  const mode = modeBytes(p);
  const object = <usize>features * n * lanes;
  const oscillator = <usize>n * lanes;
  const one = f32x4.splat(1);
  for (let step = load<i32>(p, 24); step > 0; step--) {
    split(x, objects, object, mode, modes);
    for (let m = 0; m < objects; m++) {
      multiply(packed + <usize>m * packedBytes(p), modes + <usize>m * mode, r, c, pulls + <usize>m * mode);
    }
    const next = x + load<usize>(p, 68);
    for (let o = 0; o < objects; o++) {
      for (let d = 0; d < features; d++) {
        const start = <usize>d * oscillator;
        const own = <usize>o * object + start;
        const turn = omega + <usize>(d * n * n) * 4;
        const inverse = lengths + <usize>(o * features + d) * lanes;
        for (let b: usize = 0; b < lanes; b += 16) {
          const at = own + b;
          let along = f32x4.splat(0);
          for (let i: usize = 0; i < oscillator; i += lanes) {
            let field = v128.load(pulls + start + b + i);
            if (objects == 2) {
              const other = v128.load(pulls + mode + start + b + i);
              field = o == 0 ? f32x4.add(field, other) : f32x4.sub(field, other);
            }
            if (drive) field = f32x4.add(field, v128.load(drive + at + i));
            v128.store(y + at + i, field);
            along = f32x4.add(along, f32x4.mul(field, v128.load(x + at + i)));
          }
          let square = f32x4.splat(0);
          let w = turn;
          let slot = scratch;
          for (let i: usize = 0; i < oscillator; i += lanes, slot += 16) {
            const xi = v128.load(x + at + i);
            let move = f32x4.sub(v128.load(y + at + i), f32x4.mul(along, xi));
            if (omega) {
              for (let j: usize = 0; j < oscillator; j += lanes, w += 4) {
                move = f32x4.add(move, f32x4.mul(v128.load32_splat(w), v128.load(x + at + j)));
              }
            }
            const moved = f32x4.add(xi, f32x4.mul(h, move));
            square = f32x4.add(square, f32x4.mul(moved, moved));
            v128.store(slot, moved);
          }
          const scale = f32x4.div(one, f32x4.sqrt(square));
          v128.store(inverse + b, scale);
          slot = scratch;
          for (let i: usize = 0; i < oscillator; i += lanes, slot += 16) {
            v128.store(next + at + i, f32x4.mul(v128.load(slot), scale));
          }
        }
      }
    }
    x = next;
    y += load<usize>(p, 72);
    lengths += load<usize>(p, 76);
  }
}

/**
 * All of the gradient, from the states, fields and lengths that `evolveSphere` kept: the gradient of the end in place of
 * that of the start, and sums for the drive, the couplings and omega, which the host has set to 0.
 */
export function reverseSphere(p: usize): void {
  const objects = load<i32>(p);
  const features = load<i32>(p, 4);
  const n = load<i32>(p, 8);
  const r = load<i32>(p, 12);
  const c = load<i32>(p, 16);
  const lanes = <usize>load<i32>(p, 20) << 2;
  const steps = load<i32>(p, 24);
  const h = f32x4.splat(load<f32>(p, 28));
  const omega = load<usize>(p, 32);
  const packed = load<usize>(p, 44);
  const modes = load<usize>(p, 48);
  const pulls = load<usize>(p, 52);
  const gradient = load<usize>(p, 80);
  const drive = load<usize>(p, 84);
  const sums = load<usize>(p, 88);
  const turns = load<usize>(p, 92);
  const mode = modeBytes(p);
  const line = <usize>((r + 1) & ~1) << 4;
  const object = <usize>features * n * lanes;
  const oscillator = <usize>n * lanes;
  for (let step = steps - 1; step >= 0; step--) {
    const x = load<usize>(p, 56) + <usize>step * load<usize>(p, 68);
    const next = x + load<usize>(p, 68);
    const y = load<usize>(p, 60) + <usize>step * load<usize>(p, 72);
    const lengths = load<usize>(p, 64) + <usize>step * load<usize>(p, 76);
    for (let o = 0; o < objects; o++) {
      for (let d = 0; d < features; d++) {
        const own = <usize>o * object + <usize>d * oscillator;
        const turn = omega + <usize>(d * n * n) * 4;
        const turned = turns + <usize>(d * n * n) * 16;
        const inverse = lengths + <usize>(o * features + d) * lanes;
        for (let b: usize = 0; b < lanes; b += 16) {
          const at = own + b;
          // Through the division by the length: v = (g - (x'·g) x') / |moved|.
          let along = f32x4.splat(0);
          for (let i: usize = 0; i < oscillator; i += lanes) {
            along = f32x4.add(along, f32x4.mul(v128.load(next + at + i), v128.load(gradient + at + i)));
          }
          const scale = v128.load(inverse + b);
          let across = f32x4.splat(0);
          let pull = f32x4.splat(0);
          for (let i: usize = 0; i < oscillator; i += lanes) {
            const g = f32x4.sub(v128.load(gradient + at + i), f32x4.mul(along, v128.load(next + at + i)));
            const v = f32x4.mul(g, scale);
            v128.store(gradient + at + i, v);
            const xi = v128.load(x + at + i);
            across = f32x4.add(across, f32x4.mul(xi, v));
            pull = f32x4.add(pull, f32x4.mul(xi, v128.load(y + at + i)));
          }
          across = f32x4.mul(h, across);
          pull = f32x4.mul(h, pull);
          // Through the projection: field gets h v - (x·h v) x, the state v - (x·y) h v - (x·h v) y, and Ωᵀ h v.
          if (omega) {
            // Column by column of Ω; v is still needed, so sums wait in the scratch.
            let slot = load<usize>(p, 96);
            for (let j: usize = 0, column: usize = 0; j < oscillator; j += lanes, column += 4, slot += 16) {
              let back = f32x4.splat(0);
              let w = turn + column;
              const xj = v128.load(x + at + j);
              let to = turned + (column << 2);
              for (let i: usize = 0; i < oscillator; i += lanes) {
                const v = v128.load(gradient + at + i);
                back = f32x4.add(back, f32x4.mul(v128.load32_splat(w), v));
                v128.store(to, f32x4.add(v128.load(to), f32x4.mul(f32x4.mul(h, v), xj)));
                w += <usize>n << 2;
                to += <usize>n << 4;
              }
              v128.store(slot, f32x4.mul(h, back));
            }
          }
          let slot = load<usize>(p, 96);
          for (let i: usize = 0; i < oscillator; i += lanes, slot += 16) {
            const v = v128.load(gradient + at + i);
            const xi = v128.load(x + at + i);
            const field = f32x4.sub(f32x4.mul(h, v), f32x4.mul(across, xi));
            v128.store(drive + at + i, f32x4.add(v128.load(drive + at + i), field));
            v128.store(pulls + at + i, field);
            let state = f32x4.sub(v, f32x4.mul(pull, v));
            state = f32x4.sub(state, f32x4.mul(across, v128.load(y + at + i)));
            if (omega) state = f32x4.add(state, v128.load(slot));
            v128.store(gradient + at + i, state);
          }
        }
      }
    }
    // Through the couplings: the fields' gradients as modes, against the modes of the states.
    const back = modes + 2 * mode;
    split(pulls, objects, object, mode, back);
    split(x, objects, object, mode, modes);
    for (let m = 0; m < objects; m++) {
      accumulate(back + <usize>m * mode, modes + <usize>m * mode, r, c, sums + <usize>m * <usize>((r + 3) & ~3) * line);
      multiply(packed + <usize>m * packedBytes(p), back + <usize>m * mode, r, c, modes + <usize>m * mode);
    }
    for (let at: usize = 0; at < object; at += 16) {
      const a = v128.load(modes + at);
      if (objects == 1) {
        v128.store(gradient + at, f32x4.add(v128.load(gradient + at), a));
        continue;
      }
      const b = v128.load(modes + mode + at);
      v128.store(gradient + at, f32x4.add(v128.load(gradient + at), f32x4.add(a, b)));
      const other = gradient + object + at;
      v128.store(other, f32x4.add(v128.load(other), f32x4.sub(a, b)));
    }
  }
}
