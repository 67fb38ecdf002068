// What the figures over epochs and temperatures share: means over runs, and the drawing.

import { START_LABELS, type StartName } from '../compute/hopfield-rbm/machines.js';
import type { FigureSpec } from '../experiment.js';
import { frame } from '../vrn/figure.js';

/** Mid tones that stand out on white and on black, as in the paper: blue, green, pink, purple. */
const COLOURS: Readonly<Record<StartName, string>> = {
  hopfield: '#2b7fd4',
  hebbian: '#3a9d4a',
  pca: '#e05f9e',
  random: '#8a63c9',
};

/** Where the paper is silent, or its code differs. */
export const CHOICES = [
  'A pixel is ink above 0.01 of white, as in the authors’ code; the paper says above zero.',
  'ln Z is estimated in the continuous form (Eq 7), as the paper says; its code used the joint form.',
  'Chains start from the exact first density, so that the estimate of Z is unbiased; the code starts λ there and s at zeros.',
] as const;

/** A point of a curve. */
export interface CurvePoint {
  /** Name of the curve. */
  readonly line: string;
  /** Panel. */
  readonly panel: string;
  /** Horizontal axis. */
  readonly x: number;
  /** Mean over runs. */
  readonly mean: number;
  /** Least and largest of the runs. */
  readonly low: number;
  readonly high: number;
}

/** A measured number and where it belongs. */
export interface Measured {
  readonly line: string;
  readonly panel: string;
  readonly x: number;
  readonly value: number;
}

/**
 * Averages over runs.
 *
 * @param rows - One a run and point.
 * @returns One a point, in the order of first appearance.
 */
export function averaged(rows: readonly Measured[]): readonly CurvePoint[] {
  const groups = new Map<string, Measured[]>();
  for (const row of rows) {
    const name = [row.panel, row.line, row.x].join('|');
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const values = group.map(({ value }) => value);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const { line, panel, x } = first;
    return [{ line, panel, x, mean, low: Math.min(...values), high: Math.max(...values) }];
  });
}

/** How a figure looks. */
export interface CurveFigure {
  /** Title. */
  readonly title: string;
  /** Titles of the axes. */
  readonly x: string;
  readonly y: string;
  /** Vertical scale. @defaultValue `'linear'` */
  readonly scale?: 'linear' | 'log' | undefined;
  /** Ends of the vertical axis; marks outside are cut off. @defaultValue those of the data */
  readonly domain?: readonly [number, number] | undefined;
  /** Colour of a line. @defaultValue by the start's name */
  readonly colour?: ((line: string, index: number) => string) | undefined;
}

/**
 * Draws curves with the range of their runs.
 *
 * @param points - From {@link averaged}.
 * @param figure - See {@link CurveFigure}.
 * @returns A Vega-Lite specification, a panel a group.
 */
export function curves(points: readonly CurvePoint[], figure: CurveFigure): FigureSpec {
  const { colour = colourOfStart, scale = 'linear', domain } = figure;
  const lines = [...new Set(points.map(({ line }) => line))];
  const x = { field: 'x', type: 'quantitative', title: figure.x };
  const color = {
    field: 'line',
    type: 'nominal',
    title: null,
    sort: lines,
    scale: { domain: lines, range: lines.map(colour) },
    legend: { orient: 'top', columns: 4, symbolType: 'stroke' },
  };
  const vertical = {
    type: 'quantitative',
    title: figure.y,
    scale: { type: scale, zero: false, ...(domain === undefined ? {} : { domain }) },
  };
  return {
    ...frame(figure.title, points),
    facet: { field: 'panel', type: 'nominal', title: null, sort: [...new Set(points.map((p) => p.panel))] },
    columns: 2,
    spec: {
      width: 300,
      height: 220,
      layer: [
        {
          mark: { type: 'rule', opacity: 0.5, clip: true },
          encoding: { x, y: { field: 'low', ...vertical }, y2: { field: 'high' }, color },
        },
        {
          mark: { type: 'line', point: { size: 18 }, clip: true },
          encoding: { x, y: { field: 'mean', ...vertical }, color },
        },
      ],
    },
  };
}

function colourOfStart(line: string): string {
  const starts: readonly StartName[] = ['hopfield', 'hebbian', 'pca', 'random'];
  const start = starts.find((name) => START_LABELS[name] === line);
  return start === undefined ? '#8a8f98' : COLOURS[start];
}
