// The page of the edited memory: what is read and with which context, the units and oscillators, energies and answers.

import { facetsBy, openChart, type Chart } from '../../lib/chart.js';
import { colours } from '../../lib/colours.js';
import { openGallery, type Gallery } from '../../lib/gallery.js';
import { inkOf, showPictures, type Picture } from '../../lib/pictures.js';
import { play } from '../../lib/player.js';
import { summary, WIDTH, type Frame } from './frame.js';
import { declaration } from './parameters.js';

/** Pictures of either gallery; the form reaches the others. */
const SHOWN = 30;
const TURN = 2 * Math.PI;

const pictures = document.createElement('div');
pictures.className = 'pictures five';
let galleries: { readonly image: Gallery; readonly context: Gallery } | undefined;
let charts: Promise<{ readonly answers: Chart; readonly energies: Chart }> | undefined;

const facets = (spec: object, resolve: object): object => ({
  data: { name: 'points', values: [] },
  ...facetsBy('system', ['alone', 'edited']),
  spec: { width: 210, height: 110, mark: 'line', ...spec },
  resolve,
});
const TIME = { field: 'time', type: 'quantitative', title: 'time' };
const ANSWERS = facets(
  {
    encoding: {
      x: TIME,
      y: { field: 'value', type: 'quantitative', title: 'state of the digit’s unit' },
      color: { field: 'of', type: 'nominal', title: 'digit' },
    },
  },
  {},
);
const ENERGIES = facets(
  {
    encoding: {
      x: TIME,
      y: { field: 'value', type: 'quantitative', title: 'energy', scale: { zero: false } },
    },
  },
  { scale: { y: 'independent' } },
);

function figureIn(place: HTMLElement): HTMLElement {
  const figure = document.createElement('div');
  figure.className = 'figure';
  place.append(figure);
  return figure;
}

/** Phases as colours. */
function hues(phases: Float32Array): Uint32Array {
  return Uint32Array.from(phases, (phase) => {
    const turn = phase / TURN;
    return colours[Math.floor((turn - Math.floor(turn)) * colours.length) % colours.length] ?? 0;
  });
}

function thumbnail({ gallery }: Frame, index: number, what: string): Picture {
  const size = WIDTH * WIDTH;
  const values = gallery.pixels.subarray(index * size, (index + 1) * size);
  return { title: `${what} ${gallery.labels[index] ?? ''}`, width: WIDTH, words: inkOf(values, 0, 255) };
}

play<typeof declaration, Frame>({
  declaration,
  worker: () =>
    new Worker(new URL('../../lib/worker.ts', import.meta.url), { type: 'module', name: 'editing' }),
  stage(place, set) {
    galleries = {
      image: openGallery(place, 'Digit to read', (index) => {
        set('image', String(index));
      }),
      context: openGallery(place, 'Context for the oscillators', (index) => {
        set('context', String(index));
      }),
    };
    place.append(pictures);
    const [answers, energies] = [figureIn(place), figureIn(place)];
    charts = Promise.all([
      openChart(answers, ANSWERS, 'States of the four digits’ units, alone and edited'),
      openChart(energies, ENERGIES, 'Energy of the memory alone and of the edited one'),
    ]).then(([first, second]) => ({ answers: first, energies: second }));
  },
  numbers: summary,
  draw(frame, { image, context }) {
    const { said, label, cue, wanted, gallery, time } = frame;
    galleries?.image.show(
      () => Array.from({ length: SHOWN }, (_, index) => thumbnail(frame, index, 'digit')),
      image,
    );
    galleries?.context.show(
      () => gallery.contexts.slice(0, SHOWN).map((index) => thumbnail(frame, index, 'context')),
      context,
    );
    const ink = (title: string, values: ArrayLike<number>, high: number): Picture => ({
      title,
      width: WIDTH,
      words: inkOf(values, 0, high),
    });
    showPictures(pictures, [
      ink(`read: a ${label}`, frame.image, 255),
      ink('units of the memory alone', frame.alone, 1),
      ink(`context: a ${cue}`, frame.context, 255),
      { title: 'oscillators, colour is phase', width: WIDTH, words: hues(frame.phases) },
      ink('units, edited by them', frame.edited, 1),
    ]);
    void charts?.then(({ answers, energies }) => {
      answers.show('points', frame.answers);
      energies.show('points', frame.energies);
    });
    const right = said.edited === wanted ? 'as it should' : `though it should say ${wanted}`;
    return `At time ${time.toFixed(2)} the memory alone says ${said.alone}; with a ${cue} as context it says ${said.edited}, ${right}.`;
  },
});
