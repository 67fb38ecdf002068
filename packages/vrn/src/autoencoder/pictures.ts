// Pictures on the host, and batches of them.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';

/** Pictures as bytes, so that sixty thousand fit into memory; `colourDigits` of @vsa/datasets gives such. */
export interface Pictures {
  /** Values 0 to 255, row-major `[n, values]`. */
  readonly pixels: Uint8Array;
  /** Pictures and values a picture. */
  readonly shape: readonly [n: number, values: number];
}

/**
 * Copies pictures to a backend.
 *
 * @param backend - Tensor backend.
 * @param pictures - See {@link Pictures}.
 * @param indices - Which ones, with repetitions if wanted.
 * @returns Float32 `[indices, values]` in [0, 1], which the caller owns.
 * @throws RangeError for a number that there is not, or another number of pixels than the shape says.
 */
export function picturesAt(backend: Backend, pictures: Pictures, indices: ArrayLike<number>): Tensor {
  checkPictures('vrn.picturesAt', pictures);
  const [n, values] = pictures.shape;
  const batch = new Float32Array(indices.length * values);
  for (let row = 0; row < indices.length; row += 1) {
    const index = indices[row] ?? NaN;
    if (!(Number.isInteger(index) && index >= 0 && index < n)) {
      throw new RangeError(`vrn.picturesAt: expected numbers of pictures from 0 to ${n - 1}, got ${index}.`);
    }
    for (let value = 0; value < values; value += 1) {
      batch[row * values + value] = (pictures.pixels[index * values + value] ?? 0) / 255;
    }
  }
  return backend.tensor(batch, [indices.length, values]);
}

/**
 * Throws unless there are pictures, and as many values as their shape says.
 *
 * @param where - Who asks.
 * @param pictures - See {@link Pictures}.
 * @throws RangeError when they do not fit.
 */
export function checkPictures(where: string, pictures: Pictures): void {
  const { pixels, shape } = pictures;
  const [n, values] = shape;
  if (n >= 1 && values >= 1 && pixels.length === n * values) return;
  throw new RangeError(
    `${where}: expected at least one picture with all of its values, got ${pixels.length} values for ${formatShape(shape)}.`,
  );
}
