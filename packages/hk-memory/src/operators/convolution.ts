// Weights shared over an image, App E.1.2. The operator is half of a convolution and half of its transpose, hence symmetric.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkFloat } from '../internal/validate.js';
import type { LayerOperator } from './operator.js';

/**
 * A convolution among the units of an image layer, made symmetric: `(C + Cᵀ) / 2` with zeros around the image.
 *
 * @param backend - Tensor backend.
 * @param filter - Float32 `[h, w, channels, channels]`. Stays the caller's.
 * @returns The operator on `[batch, H, W, channels]`.
 * @throws TypeError for a tensor that is not float32; RangeError for another shape.
 */
export function convolutionOperator(backend: Backend, filter: Tensor): LayerOperator {
  const { shape } = checkFloat(backend, 'hk-memory.convolutionOperator', 'filter', filter);
  if (shape.length !== 4 || shape[2] !== shape[3] || shape.includes(0)) {
    throw new RangeError(
      `hk-memory.convolutionOperator: expected a filter of shape [h, w, channels, channels], got ${formatShape(shape)}.`,
    );
  }
  const apply = ({ add, conv2d, conv2dTranspose, mul, tidy }: Backend, g: Tensor): Tensor =>
    tidy(() => {
      const [, height = 0, width = 0] = g.shape;
      const there = conv2d(g, filter, { padding: 'same' });
      const back = conv2dTranspose(g, filter, [height, width], { padding: 'same' });
      return mul(add(there, back), 0.5);
    });
  return {
    name: 'convolution',
    apply,
    // Components join the batch: the filter is the same for each.
    applyVectors: (b, vectors) =>
      b.tidy(() => {
        const [batch = 0, height = 0, width = 0, channels = 0, length = 0] = vectors.shape;
        const images = b.reshape(b.transpose(vectors, [4, 0, 1, 2, 3]), [
          length * batch,
          height,
          width,
          channels,
        ]);
        const done = b.reshape(apply(b, images), [length, batch, height, width, channels]);
        return b.transpose(done, [1, 2, 3, 4, 0]);
      }),
    asymmetry: () => Promise.resolve(0),
  };
}
