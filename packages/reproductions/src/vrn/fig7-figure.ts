// The drawing of Fig. 7: errors beside those of rivals, what factors tell, and pictures.

import type { VraeRow } from '../compute/vrae/rows.js';
import type { FigureSpec } from '../experiment.js';
import { frame } from './figure.js';

const LINES = ['picture', 'reconstruction', 'tint of', 'recombined'];
const MODELS = ['vrae', 'plain', 'vae', 'vq-vae'];
const HEADER = 54;

/**
 * Draws the rows; pictures are those of the first repetition of the largest size.
 *
 * @param rows - Rows of the cells that have run.
 * @returns A Vega-Lite specification.
 */
export function vraeFigure(rows: readonly VraeRow[]): FigureSpec {
  const pictures = rows.filter(({ kind }) => kind === 'picture');
  const side = Math.max(0, ...pictures.map((row) => row.side));
  const repeat = Math.min(...pictures.filter((row) => row.side === side).map((row) => row.repeat));
  const values = [
    ...rows.filter(({ kind }) => kind !== 'picture').map(pointOf),
    ...pictures
      .filter((row) => row.side === side && row.repeat === repeat)
      .map(({ of, x, picture }) => ({ panel: 'pictures', line: of, x, url: bitmapOf(picture, side) })),
  ];
  return {
    ...frame('Fig. 7: coloured digits by an autoencoder with factors', values),
    vconcat: [
      {
        title: `held-out pictures of ${side} x ${side}: shape of the first line, tint of the third`,
        width: 480,
        height: 60 * LINES.length,
        transform: [{ filter: "datum.panel === 'pictures'" }],
        mark: { type: 'image', width: 54, height: 54 },
        encoding: {
          x: { field: 'x', type: 'ordinal', title: null, axis: null },
          y: { field: 'line', type: 'nominal', title: null, sort: LINES },
          url: { field: 'url', type: 'nominal' },
        },
      },
      {
        hconcat: [
          points('errors', 'squared error of held-out pictures', { sort: MODELS }),
          points('shares', 'factors and recombinations', {}),
        ],
      },
    ],
  };
}

/** A number as a point of one of two panels. */
function pointOf({ kind, model, side, of, x, value }: VraeRow): Record<string, unknown> {
  const size = `${side} x ${side}`;
  if (kind === 'error') return { panel: 'errors', size, name: model, value };
  const named: Partial<Record<VraeRow['kind'], string>> = {
    information: `NMI of factor ${x} with ${of}`,
    'read-out': `${of} read off factor ${x}`,
    recombined: `recombined: ${of}`,
  };
  const name = named[kind];
  return name === undefined ? { panel: 'none' } : { panel: 'shares', size, name, value };
}

function points(panel: string, title: string, order: object): unknown {
  return {
    title,
    width: 220,
    height: 230,
    transform: [{ filter: `datum.panel === '${panel}'` }],
    mark: { type: 'point', filled: true, opacity: 0.7 },
    encoding: {
      y: { field: 'name', type: 'nominal', title: null, axis: { labelLimit: 240 }, ...order },
      x: { field: 'value', type: 'quantitative', title: null, scale: { zero: true } },
      color: {
        field: 'size',
        type: 'nominal',
        title: null,
        scale: { domain: ['14 x 14', '28 x 28'], range: ['#2b7fd4', '#e0701e'] },
      },
    },
  };
}

/**
 * A picture as an uncompressed bitmap (BMP) of 24 bits a point.
 *
 * @param picture - Red, green and blue of each pixel from the top left, bytes in base 64.
 * @param side - Lines, and pixels a line.
 * @returns A `data:` address.
 */
export function bitmapOf(picture: string, side: number): string {
  const colours = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  // Lines are filled up to whole words.
  const line = Math.ceil((3 * side) / 4) * 4;
  const bytes = new Uint8Array(HEADER + line * side);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, HEADER, true);
  view.setUint32(14, HEADER - 14, true);
  view.setInt32(18, side, true);
  // A negative height puts the first line at the top.
  view.setInt32(22, -side, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  for (let pixel = 0; pixel < side * side; pixel += 1) {
    const at = HEADER + Math.floor(pixel / side) * line + 3 * (pixel % side);
    const [red = 0, green = 0, blue = 0] = colours.subarray(3 * pixel, 3 * pixel + 3);
    bytes.set([blue, green, red], at);
  }
  return `data:image/bmp;base64,${btoa(String.fromCharCode(...bytes))}`;
}
