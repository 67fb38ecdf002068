// Charts by Vega, from the same kind of specification as the reports; loaded when a demo opens, never before.

import type { TopLevelSpec } from 'vega-lite';

/** For a chart of one view: it fills its place, on a phone too. */
export const AS_WIDE_AS_ITS_PLACE = {
  width: 'container',
  autosize: { type: 'fit-x', contains: 'padding' },
} as const;

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
