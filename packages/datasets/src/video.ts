// Two short real clips that travel with the package: a hand moves a cup, and another a box. From the documentation of OpenCV; see NOTICE.

import type { Images } from './images.js';
import { carriedBytes, toUnit } from './internal/carried.js';
import { BOX } from './internal/data/box.generated.js';
import { CUP } from './internal/data/cup.generated.js';

const WIDTH = 64;
const HEIGHT = 48;
const FRAMES = 50;

/** A clip: its frames in order, and where they come from. */
export interface VideoFrames extends Images {
  /** Number of each frame in the file, from 0. */
  readonly frameNumbers: readonly number[];
}

/** The clips of {@link videoFrames}. */
export interface Clips {
  /** Every second frame of cup.mp4 from number 39. */
  readonly cup: VideoFrames;
  /** Every fourth frame of box.mp4 from number 66. */
  readonly box: VideoFrames;
}

/**
 * 50 frames of each of two real clips, 64 x 48 grey values; Pearson correlations of neighbours are .92 (cup) and .98 (box) on average.
 *
 * The CDAM paper (A.11) takes 2,000 of the 230,400 values of 320 x 240 colour frames; here 2,000 of 3,072 are there to take, by
 * `sampleComponents`. Its clips are not these. The frames are spread so that neighbours differ: the first 50 of the box stand still.
 *
 * @returns Both clips, `[50, 3072]` each, values in [0, 1]; fresh copies.
 */
export function videoFrames(): Clips {
  return { cup: clip(CUP, 39, 2), box: clip(BOX, 66, 4) };
}

function clip(text: string, first: number, step: number): VideoFrames {
  const size = WIDTH * HEIGHT;
  const bytes = carriedBytes(text);
  // Each frame is its difference from the one before, modulo 256.
  for (let index = size; index < bytes.length; index += 1) {
    bytes[index] = (bytes[index] ?? 0) + (bytes[index - size] ?? 0);
  }
  return {
    values: toUnit(bytes),
    shape: [FRAMES, size],
    height: HEIGHT,
    width: WIDTH,
    channels: 1,
    frameNumbers: Array.from({ length: FRAMES }, (_, index) => first + index * step),
  };
}
