// The page's side of a demo: form, buttons, status, and the address that holds it all.

import { html, render, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import './player.css';
import {
  parseParameters,
  problemOf,
  writeParameters,
  type ChoiceParameter,
  type Declaration,
  type Parameter,
  type Values,
} from './parameters.js';
import { BACKENDS, type Order, type PageBackend, type Report } from './protocol.js';

/** Sets a parameter as if it had been typed into the form, and plays at once where that is asked for. */
export type SetParameter = (name: string, text: string, then?: 'play') => void;

/** What a demo brings. */
export interface Demo<D extends Declaration, Frame> {
  /** Its parameters. */
  readonly declaration: D;
  /** Whether a parameter means anything beside the others. @defaultValue all do */
  readonly shown?: (name: string, values: Values<D>) => boolean;
  /** Starts its worker. */
  readonly worker: () => Worker;
  /** Prepares the place for pictures; called once. */
  readonly stage: (place: HTMLElement, set: SetParameter) => void;
  /** Draws a frame and says in a sentence what it shows. */
  readonly draw: (frame: Frame, values: Values<D>) => string;
  /** The numbers that sum a frame up; the element `.stage` carries them as `data-numbers`. */
  readonly numbers: (frame: Frame) => readonly number[];
}

const BACKEND: ChoiceParameter = {
  kind: 'choice',
  label: 'Backend',
  fallback: 'auto',
  choices: ['auto', ...BACKENDS],
};

/**
 * Puts a demo into the element `#demo` of the page.
 *
 * @param demo - See {@link Demo}.
 */
export function play<D extends Declaration, Frame>(demo: Demo<D, Frame>): void {
  const place = document.querySelector<HTMLElement>('#demo');
  if (place === null) return;
  place.classList.add('demo');
  place.innerHTML = '<div class="stage"></div><form class="panel" aria-label="Parameters"></form>';
  const [stage, panel] = [place.querySelector<HTMLElement>('.stage'), place.querySelector('form')];
  if (stage === null || panel === null) return;

  const declaration = { ...demo.declaration, backend: BACKEND };
  const parsed = parseParameters(declaration, location.search);
  let values = parsed.values as Values<D> & { readonly backend: PageBackend | 'auto' };
  let problems: readonly string[] = parsed.problems;
  let worker = demo.worker();
  let run = 0;
  let ready: Extract<Report<Frame>, { kind: 'ready' }> | undefined;
  let last: Extract<Report<Frame>, { kind: 'frame' }> | undefined;
  let sentence = '';

  const send = (order: Order<Values<D>>): void => {
    worker.postMessage(order);
  };
  const start = (): void => {
    run += 1;
    [ready, last, sentence] = [undefined, undefined, ''];
    send({ kind: 'start', run, backend: values.backend, parameters: values });
    keep();
    update();
  };
  const keep = (): void => {
    history.replaceState(null, '', `${location.pathname}${writeParameters(declaration, values)}`);
  };
  const listen = (): void => {
    worker.addEventListener('message', ({ data }: MessageEvent<Report<Frame>>) => {
      if (data.run !== run) return;
      if (data.kind === 'ready') ready = data;
      else if (data.kind === 'failed') problems = [data.message];
      else {
        last = data;
        sentence = demo.draw(data.frame, values);
        stage.dataset['numbers'] = JSON.stringify(demo.numbers(data.frame));
      }
      update();
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      problems = [`The computation stopped: ${event.message || 'unknown reason'}. Reset starts it anew.`];
      worker.terminate();
      worker = demo.worker();
      listen();
      update();
    });
  };

  const change: SetParameter = (name, text, then) => {
    const parameter = declaration[name];
    if (parameter === undefined) return;
    const problem = problemOf(parameter, text);
    problems = problem === undefined ? [] : [`${parameter.label}: ${problem}.`];
    if (problem !== undefined) {
      update();
      return;
    }
    values = { ...values, [name]: parameter.kind === 'number' ? Number(text) : text };
    if (parameter.kind === 'number' && parameter.form === 'slider') {
      send({ kind: 'tune', parameters: values });
      keep();
      update();
    } else start();
    if (then === 'play') send({ kind: 'play' });
  };
  const field = ([name, parameter]: [string, Parameter]): TemplateResult => {
    const value = (values as Readonly<Record<string, string | number>>)[name];
    const changed = (event: Event): void => {
      change(name, (event.target as HTMLInputElement | HTMLSelectElement).value);
    };
    return parameter.kind === 'choice'
      ? html`<label
          >${parameter.label}
          <select name=${name} @change=${changed}>
            ${parameter.choices.map(
              (choice) => html`<option value=${choice} ?selected=${choice === value}>${choice}</option>`,
            )}
          </select></label
        >`
      : parameter.kind === 'text'
        ? html`<label
            >${parameter.label} <input name=${name} type="text" .value=${String(value)} @change=${changed}
          /></label>`
        : parameter.form === 'slider'
          ? html`<label
              ><span>${parameter.label}: <output>${value}</output></span>
              <input
                name=${name}
                type="range"
                aria-label=${parameter.label}
                min=${parameter.least}
                max=${parameter.most}
                step=${parameter.step}
                .value=${String(value)}
                @input=${changed}
            /></label>`
          : html`<label
              >${parameter.label}
              <input
                name=${name}
                type="number"
                min=${parameter.least}
                max=${parameter.most}
                step=${parameter.step}
                .value=${String(value)}
                @change=${changed}
            /></label>`;
  };
  const update = (): void => {
    const playing = last?.playing ?? false;
    const idle = last === undefined;
    render(
      html`<div class="buttons">
          <button
            type="button"
            class="primary"
            ?disabled=${idle || (last?.finished ?? false)}
            @click=${() => {
              send({ kind: playing ? 'pause' : 'play' });
            }}
          >
            ${playing ? 'Pause' : 'Play'}
          </button>
          ${[
            { label: 'Step', steps: 1 },
            { label: '100 steps', steps: 100 },
          ].map(
            ({ label, steps }) =>
              html`<button
                type="button"
                ?disabled=${idle || playing}
                @click=${() => {
                  send({ kind: 'step', steps });
                }}
              >
                ${label}
              </button>`,
          )}
          <button
            type="button"
            @click=${() => {
              problems = [];
              start();
            }}
          >
            Reset
          </button>
        </div>
        <p class="status" id="figures">
          ${
            last === undefined
              ? 'Starting …'
              : html`step <b data-step>${last.step}</b>,
                  ${
                    last.stepsPerSecond > 0
                      ? html`<b>${last.stepsPerSecond.toPrecision(3)}</b> steps a second`
                      : 'paused'
                  }`
          }
          ${ready === undefined ? '' : html`<br />on ${ready.backend} (${ready.device})`}
        </p>
        <p class="status" role="status">${playing ? '' : sentence} ${ready?.note ?? ''}</p>
        ${problems.map((problem) => html`<p class="problem" role="alert">${problem}</p>`)}
        ${repeat(
          Object.entries(declaration).filter(([name]) => demo.shown?.(name, values) ?? true),
          ([name]) => name,
          field,
        )}
        <p class="status quiet">The address of this page holds these values: send it to share them.</p>`,
      panel,
    );
  };
  panel.addEventListener('submit', (event) => {
    event.preventDefault();
  });
  demo.stage(stage, change);
  listen();
  start();
}
