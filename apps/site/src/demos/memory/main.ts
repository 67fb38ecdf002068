// The page of the memory on a graph: the graph with its correlations, and their means by distance.

import { AS_WIDE_AS_ITS_PLACE, openChart, type Chart } from '../../lib/chart.js';
import { play } from '../../lib/player.js';
import { summary, type Frame } from './frame.js';
import { openGraph, type GraphView } from './graph-view.js';
import { declaration } from './parameters.js';

const drawing = document.createElement('div');
const curves = document.createElement('div');
curves.className = 'figure';
let chart: Promise<Chart> | undefined;
let graph: GraphView | undefined;

const CURVES = {
  data: { name: 'points', values: [] },
  ...AS_WIDE_AS_ITS_PLACE,
  height: 140,
  mark: 'line',
  encoding: {
    x: { field: 'step', type: 'quantitative', title: 'step' },
    y: { field: 'correlation', type: 'quantitative', title: 'mean correlation' },
    color: {
      field: 'distance',
      type: 'ordinal',
      title: 'links away',
      scale: { scheme: 'viridis' },
      legend: { orient: 'top' },
    },
  },
};

play<typeof declaration, Frame>({
  declaration,
  shown: (name, { graph: chosen }) => name !== 'edges' || chosen === 'drawn',
  worker: () =>
    new Worker(new URL('../../lib/worker.ts', import.meta.url), { type: 'module', name: 'memory' }),
  stage(place, set) {
    place.append(drawing, curves);
    graph = openGraph(drawing, {
      start: (vertex) => {
        set('start', String(vertex));
      },
      change: (text) => {
        set('edges', text);
        set('graph', 'drawn');
      },
    });
    chart = openChart(curves, CURVES, 'Mean correlation by distance from the start, over steps');
  },
  numbers: summary,
  draw(frame) {
    graph?.show(frame);
    void chart?.then(({ show }) => {
      show('points', frame.curve);
    });
    const best = frame.correlations.indexOf(Math.max(...frame.correlations));
    const active = frame.correlations.filter((value) => value > 0.1).length;
    return `Nearest to vertex ${best} (correlation ${(frame.correlations[best] ?? NaN).toFixed(3)}); ${active} patterns above 0.1.`;
  },
});
