// Normal numbers from a stream of random words: the algorithm of src/random/normal.ts (Marsaglia's polar method over
// xoroshiro128+), so that kernels and samplers draw the same ones.
import { lnPair } from './exp-log';

/** One step in (-1, 1): the stream's low word, half a step off the grid. */
@inline
function signedUnit(sum: u64): f64 {
  return (<f64>(<i32>sum) + 0.5) * 4.656612873077393e-10;
}

/**
 * lambda_u = c_u + a lambda_u + noise / sqrt(beta), `p` of them in place; rows of lambda and c have whole registers, and what lies
 * past the end of lambda is overwritten. `words` is the stream, high words first. Two pairs share a logarithm and a square root.
 */
export function drawNormals(lambda: usize, p: i32, c: usize, a: f32, beta: f32, words: usize): void {
  let s0 = rotl<u64>(load<u64>(words), 32);
  let s1 = rotl<u64>(load<u64>(words, 8), 32);
  const deviation = f64x2.splat(1 / sqrt<f64>(beta));
  const share = f64x2.splat(<f64>a);
  let first = f64x2.splat(0);
  let radii = first;
  for (let u = 0; u < p; u += 2) {
    let x: f64;
    let y: f64;
    let radius: f64;
    do {
      x = signedUnit(s0 + s1);
      let t = s0 ^ s1;
      s0 = rotl<u64>(s0, 24) ^ t ^ (t << 16);
      s1 = rotl<u64>(t, 37);
      y = signedUnit(s0 + s1);
      t = s0 ^ s1;
      s0 = rotl<u64>(s0, 24) ^ t ^ (t << 16);
      s1 = rotl<u64>(t, 37);
      radius = x * x + y * y;
    } while (radius >= 1);
    const pair = f64x2.replace_lane(f64x2.splat(x), 1, y);
    let second = f64x2.splat(0);
    if (u & 2) {
      second = pair;
      radii = f64x2.replace_lane(radii, 1, radius);
    } else {
      first = pair;
      radii = f64x2.splat(radius);
      if (u + 2 < p) continue;
    }
    const logs = f64x2.mul(f64x2.splat(-2), lnPair(radii));
    const scales = f64x2.mul(deviation, f64x2.sqrt(f64x2.div(logs, radii)));
    const at = <usize>(u & ~3) << 2;
    const drawn = v128.load(lambda + at);
    const centre = v128.load(c + at);
    const low = f64x2.add(
      f64x2.add(f64x2.promote_low_f32x4(centre), f64x2.mul(share, f64x2.promote_low_f32x4(drawn))),
      f64x2.mul(v128.shuffle<i64>(scales, scales, 0, 0), first),
    );
    const highDrawn = v128.shuffle<i64>(drawn, drawn, 1, 1);
    const highCentre = v128.shuffle<i64>(centre, centre, 1, 1);
    const high = f64x2.add(
      f64x2.add(f64x2.promote_low_f32x4(highCentre), f64x2.mul(share, f64x2.promote_low_f32x4(highDrawn))),
      f64x2.mul(v128.shuffle<i64>(scales, scales, 1, 1), second),
    );
    const both = v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
    v128.store(lambda + at, both);
  }
  store<u64>(words, rotl<u64>(s0, 32));
  store<u64>(words, rotl<u64>(s1, 32), 8);
}
