// The page of the memory on a graph: the graph with its correlations, and their means by distance.

import { html, render, type TemplateResult } from 'lit-html';
import { openChart, type Chart } from '../../lib/chart.js';
import { play, type SetParameter } from '../../lib/player.js';
import { summary, type Frame } from './frame.js';
import { placesOf, type Place } from './layout.js';
import { declaration } from './parameters.js';

const drawing = document.createElement('div');
const curves = document.createElement('div');
curves.className = 'figure';
let chart: Promise<Chart> | undefined;
let [placed, places]: [string, readonly Place[]] = ['', []];
let set: SetParameter = () => undefined;

const CURVES = {
  data: { name: 'points', values: [] },
  width: 480,
  height: 140,
  mark: 'line',
  encoding: {
    x: { field: 'step', type: 'quantitative', title: 'step' },
    y: { field: 'correlation', type: 'quantitative', title: 'mean correlation' },
    color: { field: 'distance', type: 'ordinal', title: 'links away', scale: { scheme: 'viridis' } },
  },
};

function edge([from, to]: readonly [number, number], directed: boolean): TemplateResult {
  const [a, b] = [places[from], places[to]];
  if (a === undefined || b === undefined) return html``;
  const mark = directed ? 'url(#arrow)' : '';
  return html`<svg>
    <line
      x1=${a.x}
      y1=${a.y}
      x2=${b.x}
      y2=${b.y}
      stroke="var(--quiet)"
      stroke-width="0.35"
      marker-end=${mark}
    ></line>
  </svg>`;
}

function vertex({ x, y }: Place, index: number, { correlations, start }: Frame): TemplateResult {
  const value = correlations[index] ?? 0;
  const strength = Math.min(1, Math.abs(value));
  return html`<svg>
    <g
      class="vertex"
      @click=${() => {
        set('start', String(index));
      }}
    >
      <title>vertex ${index}: correlation ${value.toFixed(3)}</title>
      <circle cx=${x} cy=${y} r="2.6" fill="var(--paper)"></circle>
      <circle
        cx=${x}
        cy=${y}
        r="2.6"
        fill=${value < 0 ? 'var(--bad)' : 'var(--accent)'}
        fill-opacity=${strength}
        stroke=${index === start ? 'var(--bad)' : 'var(--quiet)'}
        stroke-width=${index === start ? 0.9 : 0.3}
      ></circle>
    </g>
  </svg>`;
}

function graphView(frame: Frame): TemplateResult {
  const shape = JSON.stringify(frame.edges);
  if (shape !== placed) [placed, places] = [shape, placesOf(frame.vertices, frame.edges)];
  return html`<svg
    class="graph"
    viewBox="0 0 100 100"
    role="img"
    aria-label="The graph; colours are correlations with each vertex’s pattern"
  >
    <defs>
      <marker
        id="arrow"
        viewBox="0 0 4 4"
        refX="8.5"
        refY="2"
        markerWidth="4"
        markerHeight="4"
        markerUnits="userSpaceOnUse"
        orient="auto"
      >
        <path d="M0 0 L4 2 L0 4 z" fill="var(--quiet)"></path>
      </marker>
    </defs>
    ${frame.edges.map((ends) => edge(ends, frame.directed))}
    ${places.map((place, index) => vertex(place, index, frame))}
  </svg>`;
}

play<typeof declaration, Frame>({
  declaration,
  worker: () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
  stage(place, setParameter) {
    set = setParameter;
    place.append(drawing, curves);
    chart = openChart(curves, CURVES, 'Mean correlation by distance from the start, over steps');
  },
  numbers: summary,
  draw(frame) {
    render(graphView(frame), drawing);
    void chart?.then(({ show }) => {
      show('points', frame.curve);
    });
    const best = frame.correlations.indexOf(Math.max(...frame.correlations));
    const active = frame.correlations.filter((value) => value > 0.1).length;
    return `Nearest to vertex ${best} (correlation ${(frame.correlations[best] ?? NaN).toFixed(3)}); ${active} patterns above 0.1.`;
  },
});
