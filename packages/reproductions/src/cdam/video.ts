// Fig. 4 and 5: two clips played along a directed cycle.

import type { ClaimText, Judgement } from '../claim.js';
import { judge, type Claim } from '../claim.js';
import {
  measureVideo,
  type VideoCell,
  type VideoMatrixRow,
  type VideoRow,
  type VideoScoreRow,
} from '../compute/cdam/video.js';
import { mean } from '../compute/cdam/statistics.js';
import type { Experiment, FigureSpec, Scale } from '../experiment.js';
import { share } from '../vrn/compare.js';
import { matrixOf } from './dynamics-figure.js';
import { number, settingName, WIDEST, type Setting } from './settings.js';
import { grid, heatMap } from './views.js';

/** Which clip. */
export type Clip = VideoCell['clip'];

/** Inverse temperature and size of an update. */
export type Hyper = Readonly<{ beta: number; eta: number }>;

/** The strengths of Fig. 4 and 5. */
export const SHOWN: readonly Setting[] = [{ a: -1, h: 3 }, { a: -1.5, h: 3 }, WIDEST, { a: -2, h: 3.5 }];
/** Strengths without anti-Hebbian auto-association. */
const CONTROLS: readonly Setting[] = [
  { a: 0.5, h: 0.5 },
  { a: 0, h: 1 },
  { a: 0, h: 3 },
];
/** What the text says unless otherwise stated. */
export const TEXT: Hyper = { beta: 1, eta: 0.1 };
/** What the authors’ code uses for its plots. */
export const CODE: Hyper = { beta: 0.6, eta: 0.2 };

const DRAWS: Readonly<Record<Scale, number>> = { quick: 2, paper: 5 };
const PIXELS = 2000;
/** A stay of more updates than this, a tenth of the run, is a delay. */
const LONGEST = 10;

/** What the clips show. */
export const NAMES: Readonly<Record<Clip, string>> = { cup: 'a hand moves a cup', box: 'a hand moves a box' };

/** What was chosen for all figures of clips. */
export const CHOICES = [
  'The paper’s clips are of gorillas, 320 x 240 in colour, of which 2,000 of 230,400 values are taken. Here: two free clips of 50 frames, 64 x 48 grey values, of which 2,000 of 3,072 are taken. Neighbouring frames correlate by .92 (cup) and .98 (box).',
  'The text has β = 1, η = .1 unless otherwise stated, the plots of the authors’ code β = .6, η = .2: both are run. 100 updates, as in the code.',
  'Play runs forward, as Eq 1 says; the authors’ code transposes the graph and plays backward. Their code drops one frame; here are all 50.',
  `A run recalls the clip when at least nine moves of ten go to the next frame, at most one frame is jumped over, and no stay lasts longer than ${LONGEST} updates; means over draws of pixels and noise.`,
];

/**
 * A play from the first frame.
 *
 * @param clip - Which clip.
 * @param setting - Strengths.
 * @param hyper - Inverse temperature and size of an update.
 * @param scale - How many draws.
 * @returns Parameters of a cell.
 */
export function cellOf(clip: Clip, setting: Setting, hyper: Hyper, scale: Scale): VideoCell {
  const { a, h } = setting;
  return {
    clip,
    a,
    h,
    ...hyper,
    steps: 100,
    draws: DRAWS[scale],
    neurons: PIXELS,
    starts: 'first',
    keep: SHOWN.includes(setting) ? 'matrix' : 'scores',
  };
}

function playFigure(figure: number, clip: Clip): Experiment<VideoCell, VideoRow> {
  const title = `Fig. ${figure}: video ${clip === 'cup' ? 1 : 2} (${NAMES[clip]}) along a directed cycle`;
  return {
    id: `cdam/fig${figure}`,
    paper: 'cdam',
    title,
    revision: 1,
    choices: CHOICES,
    scales: {
      quick: `Four settings and three controls, ${DRAWS.quick} draws.`,
      paper: `Four settings and three controls, ${DRAWS.paper} draws.`,
    },
    cells: (scale) =>
      [TEXT, CODE].flatMap((hyper) =>
        [...SHOWN, ...CONTROLS].map((setting) => ({
          parameters: cellOf(clip, setting, hyper, scale),
          cost: DRAWS[scale] * 0.2,
        })),
      ),
    runCell: measureVideo,
    claims: (rows) => playClaims(`cdam-fig${figure}`, figure, rows),
    plot: (rows) => plotPlay(title, rows),
  };
}

function playClaims(id: string, figure: number, rows: readonly VideoRow[]): readonly Claim[] {
  return ([TEXT, CODE] as const).flatMap((hyper) => {
    const suffix = hyper === TEXT ? '' : '-code';
    const with_ = `β = ${share(hyper.beta)}, η = ${share(hyper.eta)}`;
    const text = (name: string, statement: string, reason: string): ClaimText => ({
      id: `${id}-${name}${suffix}`,
      source: `§3.3, Fig. ${figure}`,
      statement: `${statement}, ${with_}.`,
      paper: null,
      tolerance: { value: LONGEST, reason },
    });
    return [
      judge(
        text(
          'order',
          'a = −2, h = 3 recalls the sequence without skips or delays',
          'longest stay, updates: a tenth of the run',
        ),
        recalls(rows, hyper),
      ),
      judge(
        text(
          'only',
          'Of the four pairs shown, a = −2, h = 3 is the only one that does',
          'longest stay, updates: a tenth of the run',
        ),
        onlyOne(rows, hyper),
      ),
      judge(
        text(
          'anti',
          'Without a < 0 the sequence becomes stuck or lags',
          'longest stay, updates, that each control must exceed',
        ),
        controls(rows, hyper),
      ),
    ];
  });
}

interface Play {
  readonly order: number;
  readonly skips: number;
  readonly longest: number;
  readonly coverage: number;
  readonly good: boolean;
}

function playOf(rows: readonly VideoRow[], { a, h }: Setting, { beta, eta }: Hyper): Play | undefined {
  const own = rows.filter(
    (row): row is VideoScoreRow =>
      row.kind === 'score' && row.a === a && row.h === h && row.beta === beta && row.eta === eta,
  );
  if (own.length === 0) return undefined;
  const of = (field: 'order' | 'skips' | 'longest' | 'coverage'): number =>
    mean(own.map((row) => row[field]));
  const [order, skips, longest] = [of('order'), of('skips'), of('longest')];
  const good = order >= 0.9 && skips <= 1 && longest <= LONGEST;
  return { order, skips, longest, coverage: of('coverage'), good };
}

function playText({ order, skips, longest, coverage }: Play): string {
  return `${share(order)} of moves to the next frame, ${share(skips)} skips, longest stay ${share(longest)}, ${share(coverage)} of the frames`;
}

function recalls(rows: readonly VideoRow[], hyper: Hyper): Judgement | undefined {
  const play = playOf(rows, WIDEST, hyper);
  if (play === undefined) return undefined;
  return {
    ours: `order ${share(play.order)}, longest stay ${share(play.longest)}`,
    holds: play.good,
    evidence: `${playText(play)}, means over draws.`,
  };
}

function onlyOne(rows: readonly VideoRow[], hyper: Hyper): Judgement | undefined {
  const plays = SHOWN.map((setting) => ({ setting, play: playOf(rows, setting, hyper) }));
  const known = plays.flatMap(({ setting, play }) => (play === undefined ? [] : [{ setting, play }]));
  if (known.length < SHOWN.length) return undefined;
  const good = known.filter(({ play }) => play.good).map(({ setting }) => setting);
  return {
    ours: good.length === 0 ? 'none does' : good.map(settingName).join('; '),
    holds: good.length === 1 && good[0] === WIDEST,
    evidence: `${known.map(({ setting, play }) => `${settingName(setting)}: ${playText(play)}`).join('; ')}.`,
  };
}

function controls(rows: readonly VideoRow[], hyper: Hyper): Judgement | undefined {
  const plays = CONTROLS.flatMap((setting) => {
    const play = playOf(rows, setting, hyper);
    return play === undefined ? [] : [{ setting, play }];
  });
  if (plays.length < CONTROLS.length) return undefined;
  return {
    ours: `longest stays ${plays.map(({ play }) => share(play.longest)).join(', ')}`,
    holds: plays.every(({ play }) => play.longest > LONGEST),
    evidence: `${plays.map(({ setting, play }) => `${settingName(setting)}: ${playText(play)}`).join('; ')}.`,
  };
}

/**
 * The matrix of one cell.
 *
 * @param rows - The figure's rows.
 * @param setting - Strengths.
 * @param hyper - Inverse temperature and size of an update.
 * @returns Its rows, in order.
 */
export function matrixRows(
  rows: readonly VideoRow[],
  { a, h }: Setting,
  { beta, eta }: Hyper,
): readonly VideoMatrixRow[] {
  return rows.filter(
    (row): row is VideoMatrixRow =>
      row.kind !== 'score' && row.a === a && row.h === h && row.beta === beta && row.eta === eta,
  );
}

function plotPlay(title: string, rows: readonly VideoRow[]): FigureSpec {
  const views = [TEXT, CODE].flatMap((hyper) =>
    SHOWN.flatMap((setting, index) => {
      const values = matrixOf(matrixRows(rows, setting, hyper));
      return values.length === 0
        ? []
        : [
            heatMap({
              values,
              width: 150,
              height: 220,
              title: `${settingName(setting)}; β = ${number(hyper.beta)}`,
              ...(index === 0 ? { y: 'updates' } : {}),
              x: 'frame',
            }),
          ];
    }),
  );
  return grid(title, SHOWN.length, views);
}

/** Video 1. */
export const fig4 = playFigure(4, 'cup');
/** Video 2. */
export const fig5 = playFigure(5, 'box');
