// The page of the two symbols: choose them, see their oscillators, coherences, energy and the verdict.

import { AS_WIDE_AS_ITS_PLACE, facetsBy, openChart, type Chart } from '../../lib/chart.js';
import { openGallery, type Choice, type Gallery } from '../../lib/gallery.js';
import { inkOf, showPictures, type Picture } from '../../lib/pictures.js';
import { play } from '../../lib/player.js';
import { showDials } from './dials.js';
import { SIDE, summary, TRAINED_STEPS, type Frame } from './frame.js';
import { declaration } from './parameters.js';

const pictures = document.createElement('div');
pictures.className = 'pictures five';
const dials = document.createElement('div');
let galleries: { readonly first: Gallery; readonly second: Gallery } | undefined;
let charts: Promise<{ readonly coherences: Chart; readonly curves: Chart }> | undefined;
let characters: readonly string[] = [];

const COHERENCES = {
  data: { name: 'features', values: [] },
  ...AS_WIDE_AS_ITS_PLACE,
  height: 90,
  mark: 'bar',
  encoding: {
    x: { field: 'feature', type: 'ordinal', title: 'feature', axis: { labels: false, ticks: false } },
    y: { field: 'coherence', type: 'quantitative', title: 'coherence ρ', scale: { domain: [0, 2] } },
  },
};
const CURVES = {
  data: { name: 'points', values: [] },
  ...facetsBy('of'),
  spec: {
    width: 210,
    height: 110,
    mark: 'line',
    encoding: {
      x: { field: 'step', type: 'quantitative', title: 'step' },
      y: { field: 'value', type: 'quantitative', title: null, scale: { zero: false } },
    },
  },
  resolve: { scale: { y: 'independent' } },
};

function figureIn(place: HTMLElement): HTMLElement {
  const figure = document.createElement('div');
  figure.className = 'figure';
  place.append(figure);
  return figure;
}

function choicesOf({ symbols, unseen }: Frame): readonly Choice[] {
  const size = SIDE * SIDE;
  return (symbols?.characters ?? []).map((character, index) => {
    const apart = unseen.includes(index);
    return {
      title: apart ? `${character}, never seen in training` : character,
      width: SIDE,
      words: inkOf(symbols?.pixels.subarray(index * size, (index + 1) * size) ?? [], 0, 255),
      apart,
    };
  });
}

/** What the network knows of a symbol. */
function known({ unseen }: Frame, index: number): string {
  return `${characters[index] ?? ''} (${unseen.includes(index) ? 'unseen' : 'trained on'})`;
}

function sentenceOf(frame: Frame, first: number, second: number): string {
  const { step, answered, same } = frame;
  const symbols = `${known(frame, first)} and ${known(frame, second)}`;
  const verdict = (probability: number): string =>
    `“${probability > 0.5 ? 'same' : 'different'}” (probability of “same” ${probability.toFixed(3)})`;
  if (answered === undefined) return `${symbols}. After ${step} of ${TRAINED_STEPS} steps: ${verdict(same)}.`;
  const right = answered > 0.5 === (first === second) ? 'right' : 'wrong';
  const now = step === TRAINED_STEPS ? '' : ` Now, after ${step}: ${verdict(same)}.`;
  return `${symbols}. After ${TRAINED_STEPS} steps it says ${verdict(answered)}, which is ${right}.${now}`;
}

play<typeof declaration, Frame>({
  declaration,
  worker: () =>
    new Worker(new URL('../../lib/worker.ts', import.meta.url), { type: 'module', name: 'glyphs' }),
  stage(place, set) {
    const gallery = (name: 'first' | 'second', legend: string): Gallery =>
      openGallery(
        place,
        legend,
        (index) => {
          set(name, String(index));
        },
        'small',
      );
    galleries = { first: gallery('first', 'First symbol'), second: gallery('second', 'Second symbol') };
    place.append(pictures, dials);
    const [coherences, curves] = [figureIn(place), figureIn(place)];
    charts = Promise.all([
      openChart(coherences, COHERENCES, 'Coherence of each of 64 features'),
      openChart(curves, CURVES, 'Energy and probability of “same” by step'),
    ]).then(([bars, lines]) => ({ coherences: bars, curves: lines }));
  },
  numbers: summary,
  draw(frame, { first, second }) {
    if (frame.symbols !== undefined) ({ characters } = frame.symbols);
    galleries?.first.show(() => choicesOf(frame), first);
    galleries?.second.show(() => choicesOf(frame), second);
    const pictureOf = (object: 0 | 1, index: number): Picture => ({
      title: known(frame, index),
      width: SIDE,
      words: inkOf(frame.images.subarray(object * SIDE * SIDE, (object + 1) * SIDE * SIDE), 0, 1),
    });
    showPictures(pictures, [pictureOf(0, first), pictureOf(1, second)]);
    showDials(dials, frame);
    void charts?.then(({ coherences, curves }) => {
      coherences.show(
        'features',
        Array.from(frame.coherence, (coherence, feature) => ({ feature, coherence })),
      );
      curves.show('points', frame.curves);
    });
    return sentenceOf(frame, first, second);
  },
});
