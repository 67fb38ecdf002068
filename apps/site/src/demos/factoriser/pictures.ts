// Composites and single factors as pictures, and the buttons to pick them by.

import { html, svg, type TemplateResult } from 'lit-html';
import { factorsOf } from './names.js';
import type { Parameters } from './parameters.js';
import { colourOf, GRID, groundOf, outlineOf, type Ground } from './shapes.js';

/** A cell of the grid of places. */
const CELL = 20;
const WIDTH = GRID.columns * CELL;
const HEIGHT = GRID.lines * CELL;

const INK = '#20262c';

function weave({ weave: kind }: Ground): readonly TemplateResult[] {
  const line = (x: number): TemplateResult =>
    svg`<line x1=${x} y1="0" x2=${x - HEIGHT} y2=${HEIGHT} stroke=${INK} stroke-opacity="0.25" stroke-width="2"></line>`;
  const dot = (at: number): TemplateResult =>
    svg`<circle cx=${5 + 10 * (at % 12)} cy=${5 + 10 * Math.floor(at / 12)} r="1.6" fill=${INK} fill-opacity="0.28"></circle>`;
  const ring = (at: number): TemplateResult =>
    svg`<circle cx=${WIDTH / 2} cy=${HEIGHT / 2} r=${8 * (at + 1)} fill="none" stroke=${INK} stroke-opacity="0.25" stroke-width="2"></circle>`;
  if (kind === 'stripes') return Array.from({ length: 20 }, (_, at) => line(10 * (at + 1)));
  if (kind === 'dots') return Array.from({ length: 96 }, (_, at) => dot(at));
  if (kind === 'rings') return Array.from({ length: 9 }, (_, at) => ring(at));
  return [];
}

/**
 * A composite as a picture.
 *
 * @param indices - Shape, colour, place and ground, as many as there are factors; those without a picture are question marks.
 * @param label - What a screen reader says.
 * @returns An SVG element.
 */
export function compositePicture(indices: readonly number[], label: string): TemplateResult {
  const [shape = 0, colour = 0, place, ground] = indices;
  // Two factors have no place: the shape stands large in the middle.
  const [x, y, radius] =
    place === undefined
      ? [WIDTH / 2, HEIGHT / 2, 1.6 * CELL]
      : [CELL * (0.5 + (place % GRID.columns)), CELL * (0.5 + Math.floor(place / GRID.columns)), 0.46 * CELL];
  const known = place === undefined || place < GRID.columns * GRID.lines;
  const outline = known ? outlineOf(shape, x, y, radius) : undefined;
  const behind = groundOf(ground ?? Infinity);
  return html`<svg class="composite" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label}>
    <rect width=${WIDTH} height=${HEIGHT} fill=${behind.tint}></rect>
    ${weave(behind)}
    ${
      outline === undefined
        ? svg`<text x=${WIDTH / 2} y=${HEIGHT / 2 + 9} text-anchor="middle" font-size="26" fill=${INK}>?</text>`
        : svg`<polygon points=${outline} fill=${colourOf(colour)} stroke=${INK} stroke-width="0.8"></polygon>`
    }
  </svg>`;
}

/** One vector of one factor, alone. */
function swatch(factor: number, index: number): TemplateResult {
  if (factor === 0) {
    const points = outlineOf(index, 12, 12, 10);
    return html`<svg viewBox="0 0 24 24" aria-hidden="true">
      ${svg`<polygon points=${points ?? ''} fill="var(--ink)"></polygon>`}
    </svg>`;
  }
  if (factor === 1) {
    return html`<svg viewBox="0 0 24 24" aria-hidden="true">
      <rect x="2" y="2" width="20" height="20" fill=${colourOf(index)} stroke="var(--quiet)"></rect>
    </svg>`;
  }
  if (factor === 2) {
    const [column, line] = [index % GRID.columns, Math.floor(index / GRID.columns)];
    return html`<svg viewBox="0 0 24 24" aria-hidden="true">
      <rect x="0.5" y="4.5" width="23" height="15" fill="none" stroke="var(--quiet)"></rect>
      <rect x=${1 + 3.67 * column} y=${5 + 3.5 * line} width="3.67" height="3.5" fill="var(--ink)"></rect>
    </svg>`;
  }
  const behind = groundOf(index);
  return html`<svg viewBox="40 20 40 40" aria-hidden="true">
    <rect x="40" y="20" width="40" height="40" fill=${behind.tint}></rect>
    ${weave(behind)}
  </svg>`;
}

/**
 * Buttons with pictures, a group for each factor.
 *
 * @param parameters - See the declaration.
 * @param pick - Told the parameter and the name that were chosen.
 * @returns HTML.
 */
export function picker(
  parameters: Parameters,
  pick: (parameter: string, name: string) => void,
): TemplateResult {
  return html`${factorsOf(parameters).map(
    ({ parameter, names }, factor) =>
      html`<fieldset class="tools swatches">
        <legend>Factor ${factor + 1}: ${parameter}</legend>
        ${names.map(
          (name, index) =>
            html`<label class="swatch" title=${name}
              ><input
                type="radio"
                name="pick-${parameter}"
                aria-label=${name}
                .checked=${parameters[parameter] === name}
                @change=${() => {
                  pick(parameter, name);
                }}
              />${swatch(factor, index)}</label
            >`,
        )}
      </fieldset>`,
  )}`;
}
