// The page of the lattice: one canvas, a pixel an oscillator.

import { play } from '../../lib/player.js';
import type { Frame } from './model.js';
import { declaration } from './parameters.js';

const canvas = document.createElement('canvas');
canvas.setAttribute('role', 'img');
canvas.setAttribute(
  'aria-label',
  'Phases of the oscillators as colours; the order is told below the buttons.',
);
canvas.style.width = 'min(100%, 640px)';
canvas.style.imageRendering = 'pixelated';

play<typeof declaration, Frame>({
  declaration,
  worker: () =>
    new Worker(new URL('../../lib/worker.ts', import.meta.url), { type: 'module', name: 'oscillators' }),
  stage(place) {
    place.append(canvas);
  },
  numbers: ({ order, local }) => [order, local],
  draw({ side, pixels, order, local }) {
    if (canvas.width !== side) [canvas.width, canvas.height] = [side, side];
    canvas.getContext('2d')?.putImageData(new ImageData(pixels, side, side), 0, 0);
    return `Order r = ${order.toFixed(3)}, neighbours in step ${local.toFixed(3)}.`;
  },
});
