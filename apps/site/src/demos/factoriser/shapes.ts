// Pictures that stand for the first vectors of each codebook: a shape, its colour, its place and its ground, 24 of each.

import { WORDS } from './words.js';

/** A kind of outline: distance from the middle, by angle from 0 to 1 of a turn, for a number of corners. */
type Outline = (turn: number, corners: number) => number;

const OUTLINES: Readonly<Record<string, Outline>> = {
  polygon: (turn, corners) => {
    const aside = ((turn * corners) % 1) - 0.5;
    return Math.cos(Math.PI / corners) / Math.cos((2 * Math.PI * aside) / corners);
  },
  star: (turn, corners) => 1 - 1.2 * Math.abs(((turn * corners + 0.5) % 1) - 0.5),
  flower: (turn, corners) => 0.7 + 0.3 * Math.cos(2 * Math.PI * turn * corners),
  gear: (turn, corners) => (Math.cos(2 * Math.PI * turn * corners) > 0 ? 1 : 0.55),
};
const CORNERS = [3, 4, 5, 6, 7, 8] as const;
/** Points of an outline. */
const POINTS = 168;

/** Names of shapes. */
export const SHAPES = Object.keys(OUTLINES).flatMap((kind) =>
  CORNERS.map((corners) => `${kind} ${corners}`),
) as readonly string[];

/** Columns and lines of places. */
export const GRID = { columns: 6, lines: 4 } as const;

/** Names of places: a letter for the column, a number for the line. */
export const PLACES = Array.from(
  { length: GRID.columns * GRID.lines },
  (_, at) => `${'ABCDEF'[at % GRID.columns] ?? ''}${1 + Math.floor(at / GRID.columns)}`,
) as readonly string[];

const TINTS: Readonly<Record<string, string>> = {
  sand: '#f3e3bd',
  sky: '#cfe5fa',
  mint: '#cdeedb',
  rose: '#f8d5da',
  mist: '#dfe3e8',
  lilac: '#e2d8f5',
};
const WEAVES = ['plain', 'stripes', 'dots', 'rings'] as const;

/** How a ground looks. */
export interface Ground {
  /** CSS colour. */
  readonly tint: string;
  readonly weave: (typeof WEAVES)[number];
}

const GROUND_LIST: readonly (readonly [name: string, ground: Ground])[] = WEAVES.flatMap((weave) =>
  Object.entries(TINTS).map(([name, tint]) => [`${name} ${weave}`, { tint, weave }] as const),
);

/** Names of grounds. */
export const GROUNDS = GROUND_LIST.map(([name]) => name);

/** CSS colours of the words of factor 2. */
const COLOURS: Readonly<Record<(typeof WORDS)[1][number], string>> = {
  amber: '#ffb300',
  azure: '#3aa0ff',
  beige: '#d8c9a3',
  black: '#111111',
  blue: '#1f3fd0',
  bronze: '#a8702a',
  brown: '#6b3e1d',
  coral: '#ff7256',
  cyan: '#00c8d7',
  gold: '#d9a400',
  green: '#178a2b',
  grey: '#808080',
  ivory: '#fffbe0',
  khaki: '#a89f5b',
  lilac: '#b48be0',
  lime: '#9be01a',
  olive: '#6b7010',
  orange: '#ff7f0e',
  pink: '#ff8fc0',
  plum: '#7d2a6b',
  red: '#d81e2c',
  teal: '#0b7a75',
  white: '#ffffff',
  yellow: '#ffe600',
};

/**
 * The colour of a vector of factor 2.
 *
 * @param index - Which vector, from 0.
 * @returns A CSS colour; grey where names end.
 */
export function colourOf(index: number): string {
  const word = WORDS[1][index];
  return word === undefined ? '#80808080' : COLOURS[word];
}

/**
 * The ground of a vector of factor 4.
 *
 * @param index - Which vector, from 0.
 * @returns How it looks; plain white where names end.
 */
export function groundOf(index: number): Ground {
  return GROUND_LIST[index]?.[1] ?? { tint: '#ffffff', weave: 'plain' };
}

/**
 * The outline of a vector of factor 1.
 *
 * @param index - Which vector, from 0.
 * @param x - Its middle.
 * @param y - Its middle.
 * @param radius - How large.
 * @returns Points as SVG writes them, or undefined where names end.
 */
export function outlineOf(index: number, x: number, y: number, radius: number): string | undefined {
  const [kind = '', corners = ''] = (SHAPES[index] ?? '').split(' ');
  const outline = OUTLINES[kind];
  if (outline === undefined) return undefined;
  return Array.from({ length: POINTS }, (_, at) => {
    const turn = at / POINTS;
    const distance = radius * outline(turn, Number(corners));
    // The first corner points upward.
    const angle = 2 * Math.PI * (turn - 0.25);
    return `${(x + distance * Math.cos(angle)).toFixed(2)},${(y + distance * Math.sin(angle)).toFixed(2)}`;
  }).join(' ');
}
