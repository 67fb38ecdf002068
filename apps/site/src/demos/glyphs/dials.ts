// The phases on circles: a dial a feature, with a hand for either symbol, the fuller the nearer they are.

import { html, render, type TemplateResult } from 'lit-html';
import { FEATURES, type Frame } from './frame.js';

const COLUMNS = 16;
/** Hands of the first and the second symbol. */
const HANDS = ['#d95f02', '#1f78b4'] as const;

function dial(feature: number, { phases, coherence }: Frame): TemplateResult {
  const [x, y] = [10 * (feature % COLUMNS) + 5, 10 * Math.floor(feature / COLUMNS) + 5];
  const rho = coherence[feature] ?? 0;
  return html`<svg>
    <g>
      <title>feature ${feature}: coherence ${rho.toFixed(2)}</title>
      <circle cx=${x} cy=${y} r="4.3" fill="var(--good)" fill-opacity=${0.35 * (rho / 2) ** 4}></circle>
      <circle cx=${x} cy=${y} r="4.3" fill="none" stroke="var(--quiet)" stroke-width="0.25"></circle>
      ${HANDS.map((colour, object) => {
        const angle = phases[object * FEATURES + feature] ?? 0;
        const [right, down] = [x + 4.1 * Math.cos(angle), y - 4.1 * Math.sin(angle)];
        return html`<svg>
          <line x1=${x} y1=${y} x2=${right} y2=${down} stroke=${colour} stroke-width="0.9"></line>
        </svg>`;
      })}
    </g>
  </svg>`;
}

/**
 * Draws the dials.
 *
 * @param place - Where to.
 * @param frame - What is shown.
 */
export function showDials(place: HTMLElement, frame: Frame): void {
  const height = (10 * FEATURES) / COLUMNS;
  const features = Array.from({ length: FEATURES }, (_, feature) => feature);
  render(
    html`<svg
      class="dials"
      viewBox="0 0 ${10 * COLUMNS} ${height}"
      role="img"
      aria-label="Phases of 64 features for both symbols; coherences are in the chart below."
    >
      ${features.map((feature) => dial(feature, frame))}
    </svg>`,
    place,
  );
}
