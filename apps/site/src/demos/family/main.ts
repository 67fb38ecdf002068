// The page of the family: portraits to start from, words to ask, the activity as a portrait, and how it relaxes.

import { familyTree } from '@vsa/datasets/family-tree';
import { html, render } from 'lit-html';
import { AS_WIDE_AS_ITS_PLACE, openChart, type Chart } from '../../lib/chart.js';
import { paintGrey } from '../../lib/picture.js';
import { play, type SetParameter } from '../../lib/player.js';
import { SIDE, summary, type Frame } from './frame.js';
import { declaration, LABELS, PEOPLE, type Parameters } from './parameters.js';

const people = document.createElement('div');
people.className = 'pictures small';
const controls = document.createElement('div');
const now = document.createElement('div');
now.className = 'pictures';
const curves = document.createElement('div');
curves.className = 'figure';
let chart: Promise<Chart> | undefined;
let set: SetParameter = () => undefined;

const CURVES = {
  ...AS_WIDE_AS_ITS_PLACE,
  height: 160,
  layer: [
    {
      data: { name: 'points', values: [] },
      mark: 'line',
      encoding: {
        x: { field: 'step', type: 'quantitative', title: 'step' },
        y: { field: 'correlation', type: 'quantitative', title: 'correlation' },
        color: {
          field: 'person',
          type: 'nominal',
          title: null,
          scale: { domain: PEOPLE },
          legend: { orient: 'top' },
        },
      },
    },
    {
      data: { name: 'questions', values: [] },
      mark: { type: 'rule', strokeDash: [3, 3] },
      encoding: { x: { field: 'step', type: 'quantitative' } },
    },
    {
      data: { name: 'questions', values: [] },
      mark: { type: 'text', align: 'left', dx: 3, baseline: 'top' },
      encoding: {
        x: { field: 'step', type: 'quantitative' },
        y: { value: 2 },
        text: { field: 'label', type: 'nominal' },
      },
    },
  ],
};

const { portraits } = familyTree();
const portraitOf = (person: number): Float32Array =>
  portraits.values.slice(person * SIDE * SIDE, (person + 1) * SIDE * SIDE);

/** A pixel that no neuron stands for takes the mean of those around it. */
function filled(values: Float32Array): Float32Array {
  return values.map((value, at) => {
    if (!Number.isNaN(value)) return value;
    const [row, column] = [Math.floor(at / SIDE), at % SIDE];
    const around = [-1, 0, 1].flatMap((down) =>
      [-1, 0, 1].flatMap((right) => {
        const [y, x] = [row + down, column + right];
        const there = y >= 0 && y < SIDE && x >= 0 && x < SIDE ? values[y * SIDE + x] : undefined;
        return there === undefined || Number.isNaN(there) ? [] : [there];
      }),
    );
    return around.reduce((sum, near) => sum + near, 0) / around.length;
  });
}

function questions({ asked, start }: Parameters): void {
  const ask = (text: string): void => {
    set('asked', text, 'play');
  };
  const words = asked === '' ? [] : asked.split(' ');
  render(
    html`<fieldset class="tools">
        <legend>Start from</legend>
        ${PEOPLE.map(
          (person) =>
            html`<label
              ><input
                type="radio"
                name="person"
                .checked=${person === start}
                @change=${() => {
                  set('start', person, 'play');
                }}
              />
              ${person}</label
            >`,
        )}
      </fieldset>
      <fieldset class="tools">
        <legend>Ask for the</legend>
        ${LABELS.map(
          (label) =>
            html`<button
              type="button"
              @click=${() => {
                ask([...words, label].join(' '));
              }}
            >
              ${label}
            </button>`,
        )}
        <button
          type="button"
          ?disabled=${words.length === 0}
          @click=${() => {
            ask(words.slice(0, -1).join(' '));
          }}
        >
          Take the last back
        </button>
      </fieldset>`,
    controls,
  );
}

/** What has been asked, as a sentence. */
function told({ answers, person }: Frame): string {
  if (answers.length === 0) return `It is at ${person}.`;
  return answers
    .map(({ label, from, right, found }) => {
      if (right !== undefined)
        return `${from}’s ${label}: ${found} (${found === right ? 'right' : `wrong, it is ${right}`}).`;
      return `${from} has no ${label} here: ${found === from ? `it stays at ${from}` : `it went to ${found}`}.`;
    })
    .join(' ');
}

play<typeof declaration, Frame>({
  declaration,
  worker: () =>
    new Worker(new URL('../../lib/worker.ts', import.meta.url), { type: 'module', name: 'family' }),
  stage(place, setParameter) {
    set = setParameter;
    place.append(people, controls, now, curves);
    PEOPLE.forEach((title, index) =>
      paintGrey(people, index, { title, values: portraitOf(index), width: SIDE }),
    );
    chart = openChart(
      curves,
      CURVES,
      'Correlation with each person’s pattern over steps; dashed lines are questions',
    );
  },
  numbers: summary,
  draw(frame, parameters) {
    questions(parameters);
    now.hidden = frame.portrait.length === 0;
    if (!now.hidden) {
      paintGrey(now, 0, { title: 'activity', values: filled(frame.portrait), width: SIDE });
      const nearest = PEOPLE.findIndex((name) => name === frame.person);
      paintGrey(now, 1, { title: `nearest to ${frame.person}`, values: portraitOf(nearest), width: SIDE });
    }
    void chart?.then(({ show }) => {
      show('points', frame.curve);
      show('questions', frame.questions);
    });
    return told(frame);
  },
});
