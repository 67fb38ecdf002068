// The page of the factoriser: a strip of cells for each factor and search, and two curves.

import { html, render, type TemplateResult } from 'lit-html';
import { curvesOverSteps, openChart, type Chart } from '../../lib/chart.js';
import { play, type SetParameter } from '../../lib/player.js';
import { summary, type FactorView, type Frame } from './frame.js';
import { FACTORS, factorsOf, nameOf, type Naming } from './names.js';
import { declaration, type Parameters } from './parameters.js';
import { compositePicture, picker } from './pictures.js';

const choices = document.createElement('div');
const strips = document.createElement('div');
const curves = document.createElement('div');
curves.className = 'figure';
let chart: Promise<Chart> | undefined;
let set: SetParameter = () => undefined;
let naming: Naming = 'words';
const wordOf = (factor: number, index: number): string => nameOf(naming, factor, index);

/** Parameters that choose a factor, by word or picture. */
const CHOOSERS: readonly string[] = Object.values(FACTORS).flatMap((factors) => Object.keys(factors));

const CURVES = curvesOverSteps([
  { field: 'freeEnergy', title: 'VRN: free energy, nats' },
  { field: 'agreement', title: 'resonator: agreement, cosine' },
]);

/** A cell's strength from 0 to 1 as its opacity; a ring marks what went in. */
function strip(label: string, values: readonly number[], wanted: number, factor: number): TemplateResult {
  const most = Math.max(...values.map(Math.abs), 1e-9);
  return html`<div class="strip">
    <span>${label}</span>
    <svg viewBox="0 0 ${values.length * 10} 14" preserveAspectRatio="none" role="img" aria-label=${label}>
      ${values.map(
        (value, index) =>
          html`<svg x=${index * 10} width="10" height="14">
            <title>${wordOf(factor, index)}: ${value.toFixed(3)}</title>
            <rect
              x="0.5"
              y="0.5"
              width="9"
              height="13"
              fill="var(--accent)"
              opacity=${Math.abs(value) / most}
            ></rect>
            <rect
              x="1"
              y="1"
              width="8"
              height="12"
              fill="none"
              stroke=${index === wanted ? 'var(--bad)' : 'none'}
              stroke-width="2"
            ></rect>
          </svg>`,
      )}
    </svg>
  </div>`;
}

function factorView({ wanted, posterior, similarity, found }: FactorView, factor: number): TemplateResult {
  const mark = (index: number): string =>
    `${wordOf(factor, index)} ${index === wanted ? '(right)' : '(wrong)'}`;
  return html`<h3>Factor ${factor + 1}: ${wordOf(factor, wanted)}</h3>
    ${strip(`VRN, posterior: ${mark(found.vrn)}`, posterior, wanted, factor)}
    ${strip(`resonator, similarity: ${mark(found.resonator)}`, similarity, wanted, factor)}`;
}

const wordsOf = (frame: Frame, which: 'vrn' | 'resonator'): string =>
  frame.factors
    .map(({ found }, factor) => wordOf(factor, found[which]))
    .join(naming === 'words' ? ' ' : ', ');

/** What went in, and what both searches read, side by side, above the pictures to pick from. */
function pictureView(frame: Frame, parameters: Parameters): TemplateResult {
  const views = [
    { title: 'bound', indices: frame.factors.map(({ wanted }) => wanted) },
    { title: 'VRN reads', indices: frame.factors.map(({ found }) => found.vrn) },
    { title: 'resonator reads', indices: frame.factors.map(({ found }) => found.resonator) },
  ];
  const told = (indices: readonly number[]): string =>
    indices.map((index, factor) => wordOf(factor, index)).join(', ');
  return html`<div class="pictures three">
      ${views.map(
        ({ title, indices }) =>
          html`<figure>
            ${compositePicture(indices, `${title}: ${told(indices)}`)}
            <figcaption>${title}</figcaption>
          </figure>`,
      )}
    </div>
    ${picker(parameters, set)}`;
}

play<typeof declaration, Frame>({
  declaration,
  worker: () =>
    new Worker(new URL('../../lib/worker.ts', import.meta.url), { type: 'module', name: 'factoriser' }),
  shown: (name, { named, k }) => {
    const own: readonly string[] = factorsOf({ named, k }).map(({ parameter }) => parameter);
    return own.includes(name) || !CHOOSERS.includes(name);
  },
  stage(place, setParameter) {
    set = setParameter;
    place.append(choices, strips, curves);
    chart = openChart(curves, CURVES, 'Free energy of VRN and agreement of the resonator over steps');
  },
  numbers: summary,
  draw(frame, parameters) {
    naming = parameters.named;
    render(naming === 'pictures' ? pictureView(frame, parameters) : html``, choices);
    render(html`${frame.factors.map(factorView)}`, strips);
    void chart?.then(({ show }) => {
      show('points', frame.curve);
    });
    return `VRN reads “${wordsOf(frame, 'vrn')}”; the resonator reads “${wordsOf(frame, 'resonator')}” (${frame.resonator}).`;
  },
});
