// The drawing that the accuracy figures share: one panel a group, one line a method.

import type { AccuracyRow } from '../compute/accuracy.js';
import { methodNamed } from '../compute/methods.js';
import type { FigureSpec } from '../experiment.js';

/** Mid tones that stand out on white and on black; VRN in blues, the printed rule in orange, the standard one in grey. */
const COLOURS: Readonly<Record<string, string>> = {
  'vrn/adam/0': '#2b7fd4',
  'vrn/adam/1': '#b05fd0',
  'vrn/adam/sum': '#12a0a0',
  'vrn/adam/-1': '#c0392b',
  'vrn/adam/-0.1': '#e08a1e',
  'vrn/adam/0.1': '#3a9d4a',
  'vrn/sgd/0': '#2b7fd4',
  'vrn/sgd/1': '#b05fd0',
  'vrn/sgd/-1': '#c0392b',
  'vrn/sgd/-0.1': '#e08a1e',
  'vrn/sgd/0.1': '#3a9d4a',
  'resonator/paper': '#e0701e',
  'resonator/standard': '#8a8f98',
  'resonator/paper/tanh': '#e0701e',
  'resonator/paper/norm': '#d1417c',
  'resonator/standard/tanh': '#8a8f98',
  'resonator/standard/norm': '#8c6a4f',
};

/** Colours for lines that are not told apart by their method. */
const SERIES = ['#2b7fd4', '#e0701e', '#3a9d4a'] as const;

const SOLID = [1, 0];
const DOTTED = [2, 3];

/** What a figure shows. */
export interface AccuracyFigure {
  /** Title. */
  readonly title: string;
  /** Field of the horizontal axis. */
  readonly x: 'space' | 'correlation';
  /** Name of the panel of a row. */
  readonly panel: (row: AccuracyRow) => string;
  /** Name of the line of a row. @defaultValue the method's label */
  readonly line?: ((row: AccuracyRow) => string) | undefined;
  /** Which lines are dotted. @defaultValue the resonators', as in the paper */
  readonly dotted?: ((row: AccuracyRow) => boolean) | undefined;
  /** Number of the colour of a row, 0 to 2. @defaultValue the method's own colour */
  readonly colour?: ((row: AccuracyRow) => 0 | 1 | 2) | undefined;
}

/**
 * Draws accuracy over the search space or over correlation.
 *
 * @param rows - The rows.
 * @param figure - See {@link AccuracyFigure}.
 * @returns A Vega-Lite specification.
 */
export function accuracyFigure(rows: readonly AccuracyRow[], figure: AccuracyFigure): FigureSpec {
  const {
    line = ({ method }: AccuracyRow) => methodNamed(method).label,
    dotted = ({ method }: AccuracyRow) => method.startsWith('resonator'),
    colour,
  } = figure;
  const values = rows.map((row) => ({
    x: row[figure.x],
    accuracy: row.accuracy,
    low: Math.max(0, row.accuracy - row.standardError),
    high: Math.min(1, row.accuracy + row.standardError),
    panel: figure.panel(row),
    line: line(row),
  }));
  const lines = [
    ...new Map(
      rows.map((row) => [
        line(row),
        { colour: colour === undefined ? COLOURS[row.method] : SERIES[colour(row)], dotted: dotted(row) },
      ]),
    ),
  ];
  const domain = lines.map(([name]) => name);
  const logarithmic = figure.x === 'space';
  const x = {
    field: 'x',
    type: 'quantitative',
    title: logarithmic ? 'search space n^K' : 'correlation ρ',
    scale: logarithmic ? { type: 'log' } : { zero: true },
    axis: logarithmic ? { format: '~e', tickCount: 4 } : {},
  };
  const color = {
    field: 'line',
    type: 'nominal',
    title: null,
    sort: domain,
    scale: { domain, range: lines.map(([, style]) => style.colour) },
    legend: { orient: 'top', columns: 2, labelLimit: 280, symbolType: 'stroke' },
  };
  const strokeDash = {
    field: 'line',
    type: 'nominal',
    title: null,
    sort: domain,
    scale: { domain, range: lines.map(([, style]) => (style.dotted ? DOTTED : SOLID)) },
    legend: { orient: 'top', columns: 2, labelLimit: 280, symbolType: 'stroke' },
  };
  return {
    ...frame(figure.title, values),
    facet: { field: 'panel', type: 'nominal', title: null, sort: [...new Set(values.map((v) => v.panel))] },
    columns: 2,
    spec: {
      width: 260,
      height: 150,
      layer: [
        {
          mark: { type: 'rule', opacity: 0.5 },
          encoding: { x, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' }, color },
        },
        {
          mark: { type: 'line', point: { size: 22 } },
          encoding: {
            x,
            y: {
              field: 'accuracy',
              type: 'quantitative',
              title: 'accuracy',
              scale: { domain: [0, 1] },
              axis: { values: [0, 0.25, 0.5, 0.75, 1] },
            },
            color,
            strokeDash,
          },
        },
      ],
    },
  };
}

/**
 * What all figures share: schema, data, colours that follow the page.
 *
 * @param title - Title of the figure.
 * @param values - Its data.
 * @returns The first part of a Vega-Lite specification.
 */
export function frame(title: string, values: readonly object[]): FigureSpec {
  const text = { labelColor: 'currentColor', titleColor: 'currentColor' };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title,
    data: { values },
    config: {
      background: null,
      // Pages name a figure as a whole; a label for every mark would make it ten times as long.
      aria: false,
      font: 'system-ui, sans-serif',
      axis: { ...text, gridColor: '#8885', domainColor: '#888', tickColor: '#888' },
      header: text,
      legend: text,
      title: { color: 'currentColor', anchor: 'start' },
      view: { stroke: '#8888' },
    },
  };
}
