// The page of the digits: the start, which can be drawn, the present state, weights and a curve.

import { html, render } from 'lit-html';
import { AS_WIDE_AS_ITS_PLACE, openChart, type Chart } from '../../lib/chart.js';
import { play, type SetParameter } from '../../lib/player.js';
import { drawingOn } from './drawing.js';
import { SIDE, summary, toHex, type Frame, type Picture } from './frame.js';
import { declaration } from './parameters.js';
import { digitOfFile } from './picture-file.js';

const curves = document.createElement('div');
curves.className = 'figure';
const pair = document.createElement('div');
pair.className = 'pictures';
const small = document.createElement('div');
small.className = 'pictures small';
let chart: Promise<Chart> | undefined;
let set: SetParameter = () => undefined;
let problem = '';

const CURVE = {
  data: { name: 'points', values: [] },
  ...AS_WIDE_AS_ITS_PLACE,
  height: 120,
  mark: { type: 'line', point: true },
  encoding: {
    x: { field: 'step', type: 'quantitative', title: 'step' },
    y: { field: 'value', type: 'quantitative', title: null, scale: { zero: false } },
  },
};

function figure(place: HTMLElement, index: number): HTMLElement {
  const known = place.children[index];
  if (known instanceof HTMLElement) return known;
  const made = document.createElement('figure');
  made.append(document.createElement('canvas'), document.createElement('figcaption'));
  place.append(made);
  return made;
}

/** Ink is dark on light whatever the theme: it is a picture of paper. */
function paint(place: HTMLElement, index: number, { title, values }: Picture): HTMLCanvasElement | null {
  const made = figure(place, index);
  const canvas = made.querySelector('canvas');
  if (canvas === null) return null;
  [canvas.width, canvas.height] = [SIDE, SIDE];
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', title);
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-9);
  const pixels = new ImageData(SIDE, SIDE);
  values.forEach((value, at) => {
    const grey = Math.round(127.5 * (1 - value / most));
    pixels.data.set([grey, grey, grey, 255], 4 * at);
  });
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  const caption = made.querySelector('figcaption');
  if (caption !== null) caption.textContent = title;
  return canvas;
}

const drawing = drawingOn(
  (values) => paint(pair, 0, { title: 'yours', values }),
  (values) => {
    set('drawn', toHex(values));
  },
);

const files = document.createElement('div');
files.className = 'tools';

/** Takes a file, or says beside the button why not; what ran goes on. */
async function take(file: File | undefined): Promise<void> {
  if (file === undefined) return;
  problem = '';
  try {
    set('drawn', toHex(await digitOfFile(file)));
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  fileView();
}

function fileView(): void {
  render(
    html`<label class="file"
        >Image of a digit from a file
        <input
          type="file"
          accept="image/*"
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            void take(input.files?.[0]);
            // The same file may be chosen again.
            input.value = '';
          }}
        />
      </label>
      <span>or drop one anywhere here.</span>
      ${problem === '' ? '' : html`<p class="problem" role="alert">${problem}</p>`}`,
    files,
  );
}

/** A file that is dropped beside the pictures must not take the place of the page. */
function droppable(place: HTMLElement): void {
  place.addEventListener('dragover', (event) => {
    event.preventDefault();
  });
  place.addEventListener('drop', (event) => {
    event.preventDefault();
    void take(event.dataTransfer?.files[0]);
  });
}

play<typeof declaration, Frame>({
  declaration,
  worker: () =>
    new Worker(new URL('../../lib/worker.ts', import.meta.url), { type: 'module', name: 'digits' }),
  stage(place, setParameter) {
    set = setParameter;
    place.append(files, pair, curves, small);
    fileView();
    droppable(place);
    chart = openChart(curves, CURVE, 'The curve that the sentence beside it names');
  },
  numbers: summary,
  draw(frame, { mode }) {
    if (!drawing.underWay) {
      const canvas = paint(
        pair,
        0,
        mode === 'train' ? frame.start : { title: 'start', values: frame.start.values },
      );
      if (canvas !== null && mode !== 'train') drawing.open(canvas);
    }
    paint(pair, 1, frame.now);
    while (small.children.length > frame.weights.length) small.lastElementChild?.remove();
    frame.weights.forEach((picture, index) => paint(small, index, picture));
    void chart?.then(({ show }) => {
      show('points', frame.curve);
    });
    return mode === 'train'
      ? frame.sentence
      : `Nearest to a ${frame.nearest}, overlap ${frame.overlap.toFixed(3)}. ${frame.sentence}`;
  },
});
