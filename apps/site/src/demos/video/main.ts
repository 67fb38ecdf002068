// The page of the clip: start, activity and the nearest stored frame, and which frame that is over time.

import { curvesOverSteps, openChart, type Chart } from '../../lib/chart.js';
import { paintGrey } from '../../lib/picture.js';
import { play } from '../../lib/player.js';
import { summary, type Frame } from './frame.js';
import { declaration } from './parameters.js';

const pictures = document.createElement('div');
pictures.className = 'pictures three';
const curves = document.createElement('div');
curves.className = 'figure';
let chart: Promise<Chart> | undefined;

const CURVES = curvesOverSteps([
  { field: 'frame', title: 'nearest frame', interpolate: 'step-after' },
  { field: 'correlation', title: 'correlation with it' },
]);

play<typeof declaration, Frame>({
  declaration,
  worker: () =>
    new Worker(new URL('../../lib/worker.ts', import.meta.url), { type: 'module', name: 'video' }),
  stage(place) {
    place.append(pictures, curves);
    chart = openChart(curves, CURVES, 'Nearest stored frame, and correlation with it, over steps');
  },
  numbers: summary,
  draw({ width, pictures: shown, curve: points, order, skips }) {
    shown.forEach((picture, index) => paintGrey(pictures, index, { ...picture, width }));
    void chart?.then(({ show }) => {
      show('points', points);
    });
    const { frame = 0, correlation = NaN } = points.at(-1) ?? {};
    const moves = Number.isNaN(order)
      ? 'It has not moved to another frame.'
      : `${(100 * order).toFixed(0)} % of its moves went to the next frame, ${skips} frames were jumped over.`;
    return `Nearest to frame ${frame} (correlation ${correlation.toFixed(3)}). ${moves}`;
  },
});
