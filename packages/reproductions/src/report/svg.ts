// Draws a Vega-Lite specification as SVG text, without a browser and without a canvas.

import { Error as ErrorLevel, parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { FigureSpec } from '../experiment.js';

/**
 * Draws a figure.
 *
 * Text and axes have the colour `currentColor`: inline in a page they follow its colour scheme, alone they are black.
 *
 * @param figure - Vega-Lite specification with its data inside.
 * @returns The SVG element as text.
 * @throws Error of Vega-Lite for a bad specification.
 */
export async function toSvg(figure: FigureSpec): Promise<string> {
  const { spec } = compile(figure as unknown as TopLevelSpec, { logger: silent() });
  const view = new View(parse(spec), { renderer: 'none', logLevel: ErrorLevel });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** Vega-Lite warns on the console by default, which belongs to the caller. */
function silent(): NonNullable<NonNullable<Parameters<typeof compile>[1]>['logger']> {
  const logger = {
    level: () => 0,
    error: () => logger,
    warn: () => logger,
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}
