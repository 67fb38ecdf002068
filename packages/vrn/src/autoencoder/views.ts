// Pictures changed in what one factor is not about. Nobody labels them: the changes are known, not what is in the picture.

import type { Backend, Tensor } from '@vsa/backend';
import { checkMatrix } from '@vsa/backend/check';
import { foldIn, permutation, uniform, type RandomKey } from '@vsa/backend/random';

/** Changes pictures, float32 `[B, pixels]` with red, green and blue of each pixel one after another, to others of that shape. */
export type View = (backend: Backend, pictures: Tensor, key: RandomKey) => Tensor;

/** Below this a picture counts as black. */
const BLACK = 1e-6;
/** The brightest channel of a new tint is at least this. */
const VISIBLE = 0.5;

/**
 * Moves all pixels of a batch to other places, the same in each picture: colours stay, shapes go.
 *
 * @param backend - Tensor backend.
 * @param pictures - Float32 `[B, 3 places]`.
 * @param key - Fixes the places.
 * @returns Float32 `[B, 3 places]`.
 * @throws TypeError when `pictures` is no numeric tensor; RangeError when its width is no multiple of 3.
 */
export function shufflePixels(backend: Backend, pictures: Tensor, key: RandomKey): Tensor {
  const [count, places] = rgb(backend, 'vrn.shufflePixels', pictures);
  const order = permutation(key, places);
  const { gather, reshape, tensor, tidy } = backend;
  return tidy(() =>
    reshape(
      gather(reshape(pictures, [count, places, 3]), tensor(Int32Array.from(order), [places], 'int32'), 1),
      [count, 3 * places],
    ),
  );
}

/**
 * Gives the ink of each picture a random tint instead of its own: shapes stay, colours go. Ink is the brightest channel of a pixel,
 * the most of it in a picture taken for full.
 *
 * @param backend - Tensor backend.
 * @param pictures - Float32 `[B, 3 places]`, one tint on black each.
 * @param key - Fixes the tints.
 * @returns Float32 `[B, 3 places]`.
 * @throws TypeError when `pictures` is no numeric tensor; RangeError when its width is no multiple of 3.
 */
export function recolour(backend: Backend, pictures: Tensor, key: RandomKey): Tensor {
  const [count, places] = rgb(backend, 'vrn.recolour', pictures);
  const tints = uniform(foldIn(key, 'tint'), [count, 3]);
  const heights = uniform(foldIn(key, 'height'), [count], { low: VISIBLE, high: 1 });
  for (const [row, height] of heights.entries()) {
    const tint = tints.subarray(row * 3, row * 3 + 3);
    const most = Math.max(...tint, BLACK);
    for (const [channel, value] of tint.entries()) tint[channel] = (value / most) * height;
  }
  const { div, max, maximum, mul, reshape, tensor, tidy } = backend;
  return tidy(() => {
    const ink = max(reshape(pictures, [count, places, 3]), { axis: 2, keepDims: true });
    const full = maximum(max(ink, { axis: 1, keepDims: true }), BLACK);
    return reshape(mul(div(ink, full), tensor(tints, [count, 1, 3])), [count, 3 * places]);
  });
}

function rgb(backend: Backend, where: string, pictures: Tensor): readonly [count: number, places: number] {
  const [count, width] = checkMatrix(backend, where, 'pictures', pictures);
  if (width % 3 === 0) return [count, width / 3];
  throw new RangeError(
    `${where}: expected red, green and blue of each pixel, got ${width} values a picture.`,
  );
}
