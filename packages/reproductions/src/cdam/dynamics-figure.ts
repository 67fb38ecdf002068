// Figures that show recall from every vertex over time: heat maps at some times, the graph coloured for one trigger, activity.

import {
  measureDynamics,
  type DynamicsCell,
  type DynamicsPart,
  type DynamicsRow,
  type MatrixRow,
} from '../compute/cdam/dynamics.js';
import { graphNamed, type GraphName } from '../compute/cdam/graphs.js';
import { NEURONS } from '../compute/cdam/simulate.js';
import type { Experiment, FigureSpec, Scale } from '../experiment.js';
import { judgeAll, type FigureClaim } from './judgements.js';
import { layoutOf } from './layout.js';
import { ofSetting, settingName, type Setting } from './settings.js';
import { curves, graphDrawing, grid, heatMap, type View } from './views.js';

/** Draws of patterns and noise by scale; the paper shows one. */
export const DRAWS: Readonly<Record<Scale, number>> = { quick: 2, paper: 5 };

/** A figure of this kind. */
export interface DynamicsFigure {
  /** Such as `cdam/fig10`. */
  readonly id: string;
  /** One line for headings. */
  readonly title: string;
  /** Memory graph. */
  readonly graph: GraphName;
  /** Strengths, one a column of the figure. */
  readonly settings: readonly Setting[];
  /** Strengths that are measured for claims but not drawn. */
  readonly besides?: readonly Setting[] | undefined;
  /** What is shown. */
  readonly parts: readonly DynamicsPart[];
  /** Times of the heat maps of correlations. */
  readonly times: readonly number[];
  /** Start that the drawn graph shows. */
  readonly trigger: number;
  /** What was chosen where the paper is silent. */
  readonly choices: readonly string[];
  /** The claims. */
  readonly claims: readonly FigureClaim[];
}

/** What every figure of random patterns chooses. */
export const COMMON_CHOICES = [
  'The coefficient of the mean load is 1, as in the authors’ code, not the printed 1/n, with which the mean activity stays at one half.',
  'n = 1000, β = 1, η = .1, noise of amplitude 1, 100 updates; the paper’s label t = 101 is the state after the hundredth.',
  'The paper shows one run without a seed. The first draw is drawn here; claims rest on the mean over all draws of patterns and noise.',
];

/**
 * Makes an experiment of a figure.
 *
 * @param figure - See {@link DynamicsFigure}.
 * @returns The experiment.
 */
export function dynamicsFigure(figure: DynamicsFigure): Experiment<DynamicsCell, DynamicsRow> {
  const { id, title, graph, settings, besides = [], parts, times } = figure;
  return {
    id,
    paper: 'cdam',
    title,
    revision: 1,
    choices: [...COMMON_CHOICES, ...figure.choices],
    scales: {
      quick: `All settings, ${DRAWS.quick} draws.`,
      paper: `All settings at the paper’s sizes, ${DRAWS.paper} draws.`,
    },
    cells: (scale) =>
      [
        ...settings.map((setting) => cellOf(setting, parts)),
        ...besides.map((setting) => cellOf(setting, [])),
      ].map((cell) => ({ parameters: { ...cell, draws: DRAWS[scale] }, cost: DRAWS[scale] * 0.5 })),
    runCell: measureDynamics,
    claims: (rows) => judgeAll(figure.claims, rows),
    plot: (rows) => plot(figure, rows),
  };

  function cellOf({ a, h, load = 'full' }: Setting, kept: readonly DynamicsPart[]): DynamicsCell {
    return {
      graph,
      a,
      h,
      load,
      draws: 1,
      parts: [...kept],
      times: kept.length === 0 ? [] : [...times],
      neurons: NEURONS,
    };
  }
}

/**
 * The numbers of matrix rows.
 *
 * @param rows - Rows of one matrix, by trigger.
 * @returns Their correlations.
 */
export function matrixOf(
  rows: readonly Readonly<Record<`r${number}`, number>>[],
): readonly (readonly number[])[] {
  return rows.map((row) => {
    const values: number[] = [];
    for (let index = 0; ; index += 1) {
      const value = row[`r${index}`];
      if (value === undefined) return values;
      values.push(value);
    }
  });
}

const SIZE = 150;

function plot(figure: DynamicsFigure, rows: readonly DynamicsRow[]): FigureSpec {
  const matrices = rows.filter(
    (row): row is MatrixRow => row.kind === 'correlations' || row.kind === 'attractors',
  );
  const activity = rows.filter((row) => row.kind === 'activity');
  const settings = figure.settings.filter((setting) => ofSetting(matrices, setting).length > 0);
  const p = graphNamed(figure.graph).vertices;
  const views: View[] = [];
  const column = (
    kind: 'correlations' | 'attractors',
    t: number,
  ): readonly (readonly [setting: Setting, index: number, matrix: readonly (readonly number[])[]])[] =>
    settings.map((setting, index) => {
      const own = ofSetting(matrices, setting).filter((row) => row.kind === kind && row.t === t);
      return [setting, index, matrixOf(own)] as const;
    });
  const heading = (setting: Setting, first: boolean): string | undefined =>
    first ? settingName(setting) : undefined;

  if (figure.parts.includes('correlations')) {
    for (const [row, t] of figure.times.entries()) {
      for (const [setting, index, values] of column('correlations', t)) {
        views.push(
          heatMap({
            values,
            width: SIZE,
            height: SIZE,
            title: heading(setting, row === 0),
            ...(index === 0 ? { y: `t = ${t}: trigger` } : {}),
            ...(row === figure.times.length - 1 ? { x: 'pattern' } : {}),
          }),
        );
      }
    }
  }
  if (figure.parts.includes('attractors')) {
    for (const [setting, index, values] of column('attractors', 101)) {
      views.push(
        heatMap({
          values,
          width: SIZE,
          height: SIZE,
          title: heading(setting, true),
          x: 'attractor',
          ...(index === 0 ? { y: 'attractor' } : {}),
        }),
      );
    }
  }
  const shown = figure.parts.includes('attractors') ? 'attractors' : 'correlations';
  const layout = layoutOf(graphNamed(figure.graph));
  for (const [, , values] of column(shown, 101)) {
    views.push(
      graphDrawing({
        graph: graphNamed(figure.graph),
        layout,
        values: values[figure.trigger] ?? new Array<number>(p).fill(0),
        trigger: figure.trigger,
        size: SIZE,
      }),
    );
  }
  if (figure.parts.includes('activity')) {
    for (const [index, setting] of settings.entries()) {
      const points = ofSetting(activity, setting).map(({ t, mean, deviation }) => ({
        x: t,
        y: mean,
        spread: deviation,
        line: 'activity',
      }));
      views.push(
        curves({
          points,
          width: SIZE,
          height: 70,
          x: 'updates',
          y: index === 0 ? 'activity' : null,
          domain: [-1.6, 1],
        }),
      );
    }
  }
  return grid(figure.title, Math.max(1, settings.length), views);
}
