// Fig. 28 and 29: where play along a directed cycle comes to from every frame.

import { judge, type Judgement } from '../claim.js';
import { measureVideo, type VideoCell, type VideoRow } from '../compute/cdam/video.js';
import type { Experiment } from '../experiment.js';
import { share } from '../vrn/compare.js';
import { matrixOf } from './dynamics-figure.js';
import { number, settingName } from './settings.js';
import { cellOf, CHOICES, CODE, matrixRows, NAMES, SHOWN, TEXT, type Clip, type Hyper } from './video.js';
import { grid, heatMap } from './views.js';

const HYPERS = [TEXT, CODE];

function figure(id: number, clip: Clip): Experiment<VideoCell, VideoRow> {
  const title = `Fig. ${id}: attractors of video ${clip === 'cup' ? 1 : 2} (${NAMES[clip]}) with each other`;
  return {
    id: `cdam/fig${id}`,
    paper: 'cdam',
    title,
    revision: 1,
    choices: [
      ...CHOICES.slice(0, 3),
      'One run from every frame, 100 updates; the correlations of the fifty final states.',
    ],
    scales: { quick: 'Four settings, one draw.', paper: 'Four settings, one draw.' },
    cells: (scale) =>
      HYPERS.flatMap((hyper) =>
        SHOWN.map((setting) => ({
          parameters: { ...cellOf(clip, setting, hyper, scale), draws: 1, starts: 'all' },
          cost: 1,
        })),
      ),
    runCell: measureVideo,
    claims: (rows) =>
      HYPERS.map((hyper) =>
        judge(
          {
            id: `cdam-fig${id}-contexts${hyper === TEXT ? '' : '-code'}`,
            source: `§3.3, A.11, Fig. ${id}`,
            statement: `Attractors show global features of the video and sharp context switches, β = ${share(hyper.beta)}, η = ${share(hyper.eta)}.`,
            paper: null,
            tolerance: {
              value: 0.5,
              reason:
                'more than half of neighbouring starts end in states of r > .9 (one context), and at some place neighbours end in states of r < .5 (a switch), at each of the four settings',
            },
          },
          contexts(rows, hyper),
        ),
      ),
    plot: (rows) =>
      grid(
        title,
        SHOWN.length,
        HYPERS.flatMap((hyper) =>
          SHOWN.flatMap((setting, index) => {
            const values = matrixOf(matrixRows(rows, setting, hyper));
            if (values.length === 0) return [];
            const y = index === 0 ? { y: 'start at frame' } : {};
            return [
              heatMap({
                ...{
                  values,
                  width: 150,
                  height: 150,
                  title: `${settingName(setting)}; β = ${number(hyper.beta)}`,
                  x: 'start at frame',
                },
                ...y,
              }),
            ];
          }),
        ),
      ),
  };
}

function contexts(rows: readonly VideoRow[], hyper: Hyper): Judgement | undefined {
  const found = SHOWN.flatMap((setting) => {
    const matrix = matrixOf(matrixRows(rows, setting, hyper));
    const neighbours = matrix.slice(1).map((row, index) => row[index] ?? 0);
    return neighbours.length === 0 ? [] : [{ setting, neighbours }];
  });
  if (found.length < SHOWN.length) return undefined;
  const measured = found.map(({ setting, neighbours }) => ({
    setting,
    same: neighbours.filter((r) => r > 0.9).length / neighbours.length,
    switches: neighbours.filter((r) => r < 0.5).length,
  }));
  return {
    ours: `switches: ${measured.map(({ switches }) => switches).join(', ')}`,
    holds: measured.every(({ same, switches }) => same > 0.5 && switches >= 1),
    evidence: `Share of neighbouring starts with r > .9 and number with r < .5: ${measured.map(({ setting, same, switches }) => `${share(same)}, ${switches} at ${settingName(setting)}`).join('; ')}. Where there is no switch, runs from all frames end in one state.`,
  };
}

/** Attractors of video 1. */
export const fig28 = figure(28, 'cup');
/** Attractors of video 2. */
export const fig29 = figure(29, 'box');
