// How pictures of one coloured thing are parted into tint and shape; docs/autoencoder.md has what was tried.

import { checkWhole } from '@vsa/backend/check';
import type { VraeWeights } from './loss.js';
import { recolour, shufflePixels, type View } from './views.js';

/** Numbers of a picture of 14 x 14 in red, green and blue, for which the weights were chosen. */
const CHOSEN_FOR = 14 * 14 * 3;

/**
 * Views and weights for two factors, tint first and shape second, for `vraeLoss`: each factor sees a picture changed in what it is not about.
 * For the tint, negative entropy lets its most probable code say much, and usage spreads pictures over codes; these weights grow with the
 * number of pixels, as errors do.
 *
 * @param pixels - Numbers of a picture, a multiple of 3, >= 3.
 * @returns Options.
 * @throws RangeError for another number.
 */
export function partTintFromShape(pixels: number): {
  readonly views: readonly View[];
  readonly weights: VraeWeights;
} {
  checkWhole('vrn.partTintFromShape', 'pixels', pixels, 3);
  if (pixels % 3 !== 0) {
    throw new RangeError(`vrn.partTintFromShape: expected red, green and blue of each pixel, got ${pixels}.`);
  }
  const share = pixels / CHOSEN_FOR;
  return {
    views: [shufflePixels, recolour],
    weights: { entropy: [-1.5 * share, 0], usage: [3 * share, 0] },
  };
}
