// usage: node tooling/data/video.mjs FOLDER   where FOLDER holds cup.mp4 and box.mp4 of Debian's opencv-doc; needs ffmpeg.
// Decodes each clip to 64 x 48 grey and carries 50 frames, as differences from the frame before (modulo 256).
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkSha256, dot, standardised, writeCarried } from './carried.mjs';

const CLIPS = {
  cup: '37db9cee98f70b1458985a15ad2e5b0183e90e24c281b534afcf812e5986154f',
  box: '62b744b99403f899707c43398a3822441add6160379ab6dd6c12bde9e3075f8d',
};
const WIDTH = 64;
const HEIGHT = 48;
const FRAMES = 50;
const MAX_STEP = 9;

const [folder = '.'] = process.argv.slice(2);
for (const [name, checksum] of Object.entries(CLIPS)) {
  const file = join(folder, `${name}.mp4`);
  checkSha256(file, readFileSync(file), checksum);
  const frames = decode(file);
  const { first, step, largest } = liveliest(frames);
  const chosen = Array.from({ length: FRAMES }, (_, index) => frames[first + index * step]);
  console.log(
    `${name}: ${frames.length} frames; from ${first} every ${step}; neighbours correlate by ${largest.toFixed(4)} at most`,
  );
  writeCarried(
    name,
    name.toUpperCase(),
    `50 frames of ${name}.mp4, 64 x 48 grey, each as its difference from the one before.`,
    differences(chosen),
  );
}

function decode(file) {
  const filter = `scale=${WIDTH}:${HEIGHT}:flags=area`;
  const output = ['-fps_mode', 'passthrough', '-pix_fmt', 'gray', '-f', 'rawvideo', '-'];
  const bytes = execFileSync('ffmpeg', ['-v', 'quiet', '-i', file, '-vf', filter, ...output], {
    maxBuffer: 2 ** 30,
  });
  const size = WIDTH * HEIGHT;
  return Array.from({ length: bytes.length / size }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

/**
 * The first 50 frames of box.mp4 hardly move (neighbours correlate by 0.9999), so the 50 frames are chosen: of all starts and steps
 * of up to nine frames those whose most alike neighbours are least alike.
 */
function liveliest(frames) {
  const rows = frames.map(standardised);
  let best = { first: 0, step: 1, largest: Infinity };
  for (let step = 1; step <= MAX_STEP; step += 1) {
    for (let first = 0; first + (FRAMES - 1) * step < rows.length; first += 1) {
      let largest = -1;
      for (let index = 1; index < FRAMES; index += 1) {
        largest = Math.max(largest, dot(rows[first + (index - 1) * step], rows[first + index * step]));
      }
      if (largest < best.largest) best = { first, step, largest };
    }
  }
  return best;
}

function differences(frames) {
  const size = WIDTH * HEIGHT;
  const bytes = new Uint8Array(frames.length * size);
  for (const [index, frame] of frames.entries()) {
    const before = frames[index - 1];
    for (let pixel = 0; pixel < size; pixel += 1) {
      bytes[index * size + pixel] = frame[pixel] - (before?.[pixel] ?? 0);
    }
  }
  return bytes;
}
