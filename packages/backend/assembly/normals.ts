// Normal numbers from a stream of random words: the algorithm of src/random/normal.ts (Marsaglia's polar method over
// xoroshiro128+), so that kernels and samplers draw the same ones.
import { ln } from './exp-log';

/** One step in (-1, 1): the stream's low word, half a step off the grid. */
@inline
function signedUnit(sum: u64): f64 {
  return (<f64>(<i32>sum) + 0.5) * 4.656612873077393e-10;
}

/** lambda_u = c_u + a lambda_u + noise / sqrt(beta), `p` of them in place; `words` is the stream, high words first. */
export function drawNormals(lambda: usize, p: i32, c: usize, a: f32, beta: f32, words: usize): void {
  let s0 = rotl<u64>(load<u64>(words), 32);
  let s1 = rotl<u64>(load<u64>(words, 8), 32);
  const deviation = 1 / sqrt<f64>(beta);
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
    const scale = deviation * sqrt<f64>((-2 * ln(radius)) / radius);
    const at = <usize>u << 2;
    const mean = <f64>load<f32>(c + at) + <f64>a * <f64>load<f32>(lambda + at);
    store<f32>(lambda + at, <f32>(mean + scale * x));
    // The second of a pair falls away past the end.
    if (u + 1 < p) {
      const next = <f64>load<f32>(c + at, 4) + <f64>a * <f64>load<f32>(lambda + at, 4);
      store<f32>(lambda + at, <f32>(next + scale * y), 4);
    }
  }
  store<u64>(words, rotl<u64>(s0, 32));
  store<u64>(words, rotl<u64>(s1, 32), 8);
}
