// Charts by Vega, from the same kind of specification as the reports; loaded when a demo opens, never before.

import type { TopLevelSpec } from 'vega-lite';

/** For a chart of one view: it fills its place, on a phone too. */
export const AS_WIDE_AS_ITS_PLACE = {
  width: 'container',
  autosize: { type: 'fit-x', contains: 'padding' },
} as const;

/** A curve over the steps of a run. */
export interface Curve {
  /** Which number of the data. */
  readonly field: string;
  /** Above it, with its unit. */
  readonly title: string;
  /** Vega-Lite's name of how points are joined. @defaultValue `'linear'` */
  readonly interpolate?: string;
}

/** Below this width charts are put under one another, px. */
const NARROW = 620;

/**
 * One chart for each value of a field: side by side, or one under the other on a narrow screen.
 *
 * @param field - What parts them; its value is the title.
 * @param sort - Their order. @defaultValue by value
 * @returns The part of a specification with `spec` that says so.
 */
export function facetsBy(field: string, sort?: readonly string[]): object {
  const facet = { field, title: null, ...(sort !== undefined && { sort }) };
  return { facet: { [innerWidth < NARROW ? 'row' : 'column']: facet } };
}

/**
 * Curves over the same steps: side by side, or one under the other on a narrow screen.
 *
 * @param list - See {@link Curve}.
 * @returns A specification with data set `points`, rows of `step` and the fields.
 */
export function curvesOverSteps(list: readonly Curve[]): object {
  const views = list.map(({ field, title, interpolate = 'linear' }) => ({
    title,
    width: 230,
    height: 135,
    mark: { type: 'line', interpolate },
    encoding: {
      x: { field: 'step', type: 'quantitative', title: 'step' },
      y: { field, type: 'quantitative', title: null, scale: { zero: false } },
    },
  }));
  const data = { name: 'points', values: [] };
  return innerWidth < NARROW ? { data, vconcat: views } : { data, hconcat: views };
}

/** A drawn chart whose data can change. */
export interface Chart {
  /** Replaces a named data set and draws again. */
  show(name: string, values: readonly object[]): void;
}

/**
 * Draws a chart.
 *
 * @param place - Where.
 * @param specification - Vega-Lite, with named data.
 * @param label - What a screen reader says.
 * @returns The chart.
 */
export async function openChart(place: HTMLElement, specification: object, label: string): Promise<Chart> {
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const { spec } = compile(specification as TopLevelSpec);
  // The chart as a whole has a label; its marks have none to tell them apart by.
  const drawing = document.createElement('div');
  drawing.setAttribute('aria-hidden', 'true');
  place.append(drawing);
  const view = new View(parse(spec), { renderer: 'svg', container: drawing, hover: false });
  await view.runAsync();
  place.setAttribute('role', 'img');
  place.setAttribute('aria-label', label);
  // On a narrow screen it scrolls, which the keyboard must reach.
  place.tabIndex = 0;
  return {
    show(name, values) {
      view.data(name, [...values]);
      void view.resize().runAsync();
    },
  };
}
