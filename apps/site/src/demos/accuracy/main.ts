// The page of the sweep: a chart that fills in from left to right, and its numbers as a table.

import { html, render, type TemplateResult } from 'lit-html';
import { AS_WIDE_AS_ITS_PLACE, openChart, type Chart } from '../../lib/chart.js';
import { play } from '../../lib/player.js';
import { METHODS, summary, type Frame, type Point } from './frame.js';
import { declaration } from './parameters.js';

const curves = document.createElement('div');
curves.className = 'figure';
const numbers = document.createElement('div');
numbers.className = 'scroll';
let chart: Promise<Chart> | undefined;

const X = {
  field: 'combinations',
  type: 'quantitative',
  scale: { type: 'log' },
  title: 'n^K, composites that can be told apart',
  axis: { format: '~s' },
};
const COLOUR = {
  field: 'method',
  type: 'nominal',
  title: null,
  scale: { domain: METHODS },
  legend: { orient: 'top' },
};
const CURVES = {
  data: { name: 'points', values: [] },
  ...AS_WIDE_AS_ITS_PLACE,
  height: 240,
  layer: [
    {
      mark: { type: 'rule', opacity: 0.5 },
      encoding: {
        x: X,
        y: {
          field: 'low',
          type: 'quantitative',
          title: 'share of composites taken apart',
          scale: { domain: [0, 1] },
        },
        y2: { field: 'high' },
        color: COLOUR,
      },
    },
    {
      mark: { type: 'line', point: true },
      encoding: {
        x: X,
        y: { field: 'accuracy', type: 'quantitative' },
        color: COLOUR,
        strokeDash: { field: 'method', type: 'nominal', legend: null },
      },
    },
  ],
};

function row(points: readonly Point[], n: number): TemplateResult {
  const own = points.filter((point) => point.n === n);
  return html`<tr>
    <td>${n}</td>
    <td>${own[0]?.combinations.toLocaleString('en')}</td>
    ${METHODS.map((method) => {
      const { right = 0, trials = 0 } = own.find((point) => point.method === method) ?? {};
      return html`<td>${right} of ${trials}</td>`;
    })}
  </tr>`;
}

const table = ({ points }: Frame): TemplateResult =>
  html`<table>
    <thead>
      <tr>
        <th scope="col">n</th>
        <th scope="col">n<sup>K</sup></th>
        ${METHODS.map((method) => html`<th scope="col">${method}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${[...new Set(points.map(({ n }) => n))].map((n) => row(points, n))}
    </tbody>
  </table>`;

play<typeof declaration, Frame>({
  declaration,
  worker: () =>
    new Worker(new URL('../../lib/worker.ts', import.meta.url), { type: 'module', name: 'accuracy' }),
  stage(place) {
    place.append(curves, numbers);
    chart = openChart(
      curves,
      CURVES,
      'Accuracy of both searches over n to the K; its numbers are in the table below',
    );
  },
  numbers: summary,
  draw(frame, { updates }) {
    const { points, n, update, size, sizes } = frame;
    // Before the first update nothing has been searched for.
    const searched = update === 0 ? points.filter((point) => point.n !== n) : points;
    void chart?.then(({ show }) => {
      show('points', searched);
    });
    render(table({ ...frame, points: searched }), numbers);
    return size === sizes && update === updates
      ? `All ${sizes} sizes are done.`
      : `Size ${size} of ${sizes}, n = ${n}: ${update} of ${updates} updates.`;
  },
});
