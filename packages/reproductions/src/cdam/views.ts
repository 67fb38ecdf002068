// The pictures that the figures of the CDAM paper are made of, as parts of a Vega-Lite specification: heat maps, coloured graphs, curves.

import { edgesOf, type MemoryGraph } from '@vsa/cdam';
import { frame } from '../vrn/figure.js';
import type { FigureSpec } from '../experiment.js';
import { SCALE } from './colours.js';
import type { Point } from './layout.js';
import { pictureOf } from './picture.js';

/** A part of a figure. */
export type View = Readonly<Record<string, unknown>>;

/** Colour of a correlation, with the one legend that all parts of a figure share. */
function correlation(title = 'r'): object {
  return {
    field: 'r',
    type: 'quantitative',
    title,
    scale: { ...SCALE, interpolate: 'rgb' },
    legend: {
      type: 'gradient',
      orient: 'right',
      gradientLength: 120,
      values: [-1, -0.5, 0, 0.5, 1],
      format: '.1f',
    },
  };
}

/** Mid tones that stand out on white and on black. */
const SERIES = ['#2b7fd4', '#e0701e', '#3a9d4a', '#b05fd0', '#8a8f98', '#c0392b'] as const;

/** What a heat map shows. */
export interface HeatMap {
  /** Rows of correlations, from the top. */
  readonly values: readonly (readonly number[])[];
  /** Width, pixels. */
  readonly width: number;
  /** Height, pixels. */
  readonly height: number;
  /** Heading; none when left out. */
  readonly title?: string | undefined;
  /** Name of the columns; without it there is no axis. */
  readonly x?: string | undefined;
  /** Name of the rows; without it there is no axis. */
  readonly y?: string | undefined;
  /** Names of the single rows, beside them. @defaultValue numbers along the axis */
  readonly names?: readonly string[] | undefined;
  /** Heading of the legend. @defaultValue `'r'` */
  readonly legend?: string | undefined;
  /** What the left and the right edge stand for. @defaultValue 0 and the number of columns */
  readonly across?: readonly [number, number] | undefined;
  /** What the upper and the lower edge stand for. @defaultValue 0 and the number of rows */
  readonly down?: readonly [number, number] | undefined;
}

/**
 * Draws a matrix.
 *
 * @param map - See {@link HeatMap}.
 * @returns A view.
 */
export function heatMap(map: HeatMap): View {
  const { values, width, height, title, x, y } = map;
  const across = map.across ?? [0, values[0]?.length ?? 0];
  const down = map.down ?? [0, values.length];
  const axis = (name: string | undefined): object | null =>
    name === undefined ? null : { title: name, grid: false, tickCount: 4, titlePadding: 2 };
  const place = (field: string, [from, to]: readonly [number, number]): object => ({
    field,
    type: 'quantitative',
    // A reversed scale keeps its domain in order.
    scale: {
      domain: [Math.min(from, to), Math.max(from, to)],
      nice: false,
      reverse: (field === 'y') === from < to,
    },
  });
  return {
    ...(title === undefined ? {} : { title }),
    width,
    height,
    data: { values: [{ x: across[0], y: down[0], r: 0, url: pictureOf(values) }] },
    encoding: {
      x: { ...place('x', across), axis: axis(x) },
      y: { ...place('y', down), axis: map.names === undefined ? axis(y) : namedAxis(map.names) },
    },
    layer: [
      {
        mark: { type: 'image', width, height, align: 'left', baseline: 'top', aspect: false, smooth: false },
        encoding: { url: { field: 'url' } },
      },
      // Invisible: it brings the legend.
      { mark: { type: 'circle', opacity: 0, size: 1 }, encoding: { color: correlation(map.legend) } },
    ],
  };
}

/** One label in the middle of each row. */
function namedAxis(names: readonly string[]): object {
  return {
    title: null,
    grid: false,
    values: names.map((_, index) => index + 0.5),
    labelExpr: `${JSON.stringify(names)}[floor(datum.value)]`,
    labelFontSize: 8,
    labelOverlap: false,
    ticks: false,
  };
}

/** What a drawn graph shows. */
export interface GraphDrawing {
  /** The graph. */
  readonly graph: MemoryGraph;
  /** Where its vertices are. */
  readonly layout: readonly Point[];
  /** Correlation of each vertex. */
  readonly values: readonly number[];
  /** Vertex with a ring around it. */
  readonly trigger: number;
  /** Width and height, pixels. */
  readonly size: number;
  /** Heading; none when left out. */
  readonly title?: string | undefined;
}

/**
 * Draws a graph with its vertices coloured by correlation.
 *
 * @param drawing - See {@link GraphDrawing}.
 * @returns A view.
 */
export function graphDrawing({ graph, layout, values, trigger, size, title }: GraphDrawing): View {
  const place = (vertex: number): { x: number; y: number } => {
    const [x, y] = layout[vertex] ?? [0, 0];
    return { x: three(x), y: three(y) };
  };
  // One path for all edges: a point that is not there lifts the pen.
  const lines = edgesOf(graph)
    .flatMap(([from, to]) => [place(from), place(to), { x: null, y: null }])
    .map((point, order) => ({ ...point, order }));
  const scale = { domain: [-0.06, 1.06], nice: false, zero: false };
  return {
    ...(title === undefined ? {} : { title }),
    width: size,
    height: size,
    view: { stroke: null },
    encoding: {
      x: { field: 'x', type: 'quantitative', scale, axis: null },
      y: { field: 'y', type: 'quantitative', scale, axis: null },
    },
    layer: [
      {
        data: { values: lines },
        mark: {
          type: 'line',
          color: '#888',
          strokeWidth: size < 120 ? 0.4 : 0.8,
          invalid: 'break-paths-show-domains',
        },
        encoding: { order: { field: 'order' } },
      },
      {
        data: {
          values: values.map((r, vertex) => ({ ...place(vertex), r, ring: vertex === trigger ? 1 : 0 })),
        },
        mark: { type: 'circle', opacity: 1, size: (size / 18) ** 2, stroke: '#555' },
        encoding: {
          color: correlation(),
          strokeWidth: { condition: { test: 'datum.ring === 1', value: size < 120 ? 1.6 : 2.4 }, value: 0.4 },
        },
      },
    ],
  };
}

function three(value: number): number {
  return Math.round(value * 1e3) / 1e3;
}

/** A point of a curve with its spread. */
export interface CurvePoint {
  /** Place. */
  readonly x: number;
  /** Height. */
  readonly y: number;
  /** Half the height of the band. */
  readonly spread: number;
  /** Name of the curve. */
  readonly line: string;
}

/** What curves show. */
export interface Curves {
  /** The points. */
  readonly points: readonly CurvePoint[];
  /** Width, pixels. */
  readonly width: number;
  /** Height, pixels. */
  readonly height: number;
  /** Name of the horizontal axis. */
  readonly x: string;
  /** Name of the vertical axis; null for none. */
  readonly y: string | null;
  /** Ends of the vertical axis. */
  readonly domain: readonly [number, number];
  /** Heading; none when left out. */
  readonly title?: string | undefined;
  /** Whether the horizontal axis is logarithmic. @defaultValue `'linear'` */
  readonly scale?: 'linear' | 'log' | undefined;
}

/**
 * Draws curves with bands of one spread to either side, and a dotted line at 0.
 *
 * @param curves - See {@link Curves}.
 * @returns A view.
 */
export function curves({ points, width, height, x, y, domain, title, scale = 'linear' }: Curves): View {
  const lines = [...new Set(points.map(({ line }) => line))];
  const values = points.map(({ x: place, y: height_, spread, line }) => ({
    x: place,
    y: height_,
    low: height_ - spread,
    high: height_ + spread,
    line,
  }));
  // A single curve has a plain colour, so that the only scale of colours in its figure is that of correlations.
  const color =
    lines.length === 1
      ? { value: SERIES[0] }
      : {
          field: 'line',
          type: 'nominal',
          title: null,
          scale: { domain: lines, range: SERIES.slice(0, Math.max(1, lines.length)) },
          legend: { orient: 'right', labelLimit: 300, symbolType: 'stroke' },
        };
  const xAxis = { field: 'x', type: 'quantitative', title: x, scale: { type: scale, nice: false } };
  const yScale = { domain, nice: false, clamp: true };
  return {
    ...(title === undefined ? {} : { title }),
    width,
    height,
    data: { values },
    encoding: { x: xAxis },
    layer: [
      {
        mark: { type: 'area', fillOpacity: 0.15 },
        encoding: {
          y: { field: 'low', type: 'quantitative', scale: yScale, title: y, axis: { tickCount: 5 } },
          y2: { field: 'high' },
          color,
        },
      },
      {
        mark: { type: 'line', strokeWidth: 1.6 },
        encoding: { y: { field: 'y', type: 'quantitative', scale: yScale, title: y }, color },
      },
      {
        mark: { type: 'rule', strokeDash: [2, 3], color: '#3a9d4a' },
        encoding: { y: { datum: 0, type: 'quantitative' }, x: null },
      },
    ],
  };
}

/**
 * Puts views in rows.
 *
 * @param title - Heading of the figure.
 * @param columns - Views a row.
 * @param views - The views, row by row.
 * @returns A Vega-Lite specification.
 */
export function grid(title: string, columns: number, views: readonly View[]): FigureSpec {
  const { $schema, config } = frame(title, []) as {
    readonly $schema: string;
    readonly config: Readonly<Record<string, unknown>>;
  };
  return {
    $schema,
    config: {
      ...config,
      title: { color: 'currentColor', anchor: 'start', frame: 'group', fontSize: 12, fontWeight: 'normal' },
      axis: { ...(config['axis'] as object), titleFontWeight: 'normal' },
    },
    title: { text: title, fontSize: 14, fontWeight: 'bold', frame: 'bounds', offset: 12 },
    columns,
    spacing: 10,
    concat: views,
  };
}
