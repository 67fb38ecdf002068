// One page with everything: verdicts, figures, where they come from. It loads nothing, reads well on a phone and in the dark.

import type { Claim, Verdict } from '../claim.js';
import type { ExperimentResult, RunResults } from '../run/collect.js';
import type { Machine } from '../run/provenance.js';
import { STYLE } from './style.js';

/** An experiment's result with its drawn figure. */
export interface DrawnResult {
  /** The result. */
  readonly result: ExperimentResult;
  /** The figure as SVG text; null when no cell has run. */
  readonly svg: string | null;
}

/** Facts of the run that its rows do not depend on. */
export interface ReportFacts {
  /** Title of the paper. */
  readonly paperTitle: string;
  /** When the report was written, ISO 8601; left out when unknown. */
  readonly written?: string | undefined;
  /** Wall-clock time of the last run, s; left out when unknown. */
  readonly wallSeconds?: number | undefined;
}

const VERDICTS: readonly Verdict[] = ['reproduced', 'contradicted', 'not run'];

/**
 * Writes the report of a run.
 *
 * @param run - The results.
 * @param drawn - The same experiments with their figures.
 * @param facts - See {@link ReportFacts}.
 * @returns A whole HTML document.
 */
export function toHtml(run: RunResults, drawn: readonly DrawnResult[], facts: ReportFacts): string {
  const claims = drawn.flatMap(({ result }) => result.claims);
  const counts = VERDICTS.map(
    (verdict) => `${claims.filter((claim) => claim.verdict === verdict).length} ${verdict}`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(facts.paperTitle)}: reproduction</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escape(facts.paperTitle)}</h1>
<p>Reproduction, scale <b>${run.scale}</b>, seed <b>${run.seed}</b>. Claims: ${escape(counts.join(', '))}.</p>
<nav>${drawn.map(({ result }) => `<a href="#${anchor(result)}">${escape(figureName(result))}</a>`).join(' ')}</nav>
<h2 id="claims">Claims</h2>
${claimsTable(claims)}
${drawn.map(section).join('\n')}
<h2 id="provenance">Where this comes from</h2>
${provenance(run, facts)}
</main>
</body>
</html>
`;
}

function claimsTable(claims: readonly Claim[]): string {
  const rows = claims.map(
    (claim) => `<tr id="${escape(claim.id)}">
<td data-label="Verdict"><span class="verdict ${claim.verdict.replace(' ', '-')}">${claim.verdict}</span></td>
<td data-label="Claim">${escape(claim.statement)} <small>${escape(claim.source)}</small></td>
<td data-label="Paper">${claim.paper === null ? 'no number' : String(claim.paper)}</td>
<td data-label="Ours">${escape(claim.ours)}</td>
<td data-label="Tolerance">${claim.tolerance.value} <small>${escape(claim.tolerance.reason)}</small></td>
<td data-label="Rests on">${escape(claim.evidence)}</td>
</tr>`,
  );
  return `<table class="claims">
<thead><tr><th>Verdict</th><th>Claim</th><th>Paper</th><th>Ours</th><th>Tolerance</th><th>Rests on</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;
}

function section({ result, svg }: DrawnResult): string {
  const { cells } = result;
  const state =
    cells.done === cells.total ? `${cells.total} cells` : `${cells.done} of ${cells.total} cells have run`;
  const figure =
    svg === null
      ? '<p>Not run.</p>'
      : `<div class="figure" role="img" aria-label="${escape(result.title)}">${svg}</div>`;
  const choices = result.choices.map((choice) => `<li>${escape(choice)}</li>`).join('');
  const files = ['json', 'csv', 'svg'].map((kind) => `<a href="${escape(result.id)}.${kind}">${kind}</a>`);
  return `<section id="${anchor(result)}">
<h2>${escape(result.title)}</h2>
<p>${escape(result.covers)} ${state}, ${result.seconds.toFixed(1)} s of computing. Files: ${files.join(', ')}.</p>
${figure}
<details><summary>What the paper leaves open, and what was chosen</summary><ul>${choices}</ul></details>
</section>`;
}

function provenance(run: RunResults, facts: ReportFacts): string {
  const computing = run.experiments.reduce((sum, experiment) => sum + experiment.seconds, 0);
  const entries: readonly (readonly [string, string])[] = [
    ['Seed', String(run.seed)],
    ['Scale', run.scale],
    ['Code', run.code],
    ['Computing time', `${computing.toFixed(1)} s, summed over threads`],
    ...(facts.wallSeconds === undefined
      ? []
      : [['Last run', `${facts.wallSeconds.toFixed(1)} s of wall-clock time`] as const]),
    ...(facts.written === undefined ? [] : [['Written', facts.written] as const]),
    ...run.machines.flatMap((machine, index) => machineEntries(machine, index, run.machines.length)),
  ];
  const lines = entries.map(([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`);
  return `<dl>${lines.join('')}</dl>`;
}

function machineEntries(
  machine: Machine,
  index: number,
  count: number,
): readonly (readonly [string, string])[] {
  const number = count === 1 ? '' : ` ${index + 1}`;
  const emulated = machine.softwareAdapter ? ', a GPU emulated on the CPU' : '';
  return [
    [`Backend${number}`, `${machine.backend} (${machine.device}${emulated})`],
    [`Machine${number}`, `${machine.processor}, ${machine.processors} processors, ${machine.platform}`],
    [
      `Versions${number}`,
      Object.entries(machine.versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
  ];
}

function anchor(result: ExperimentResult): string {
  return escape(result.id.replace('/', '-'));
}

function figureName(result: ExperimentResult): string {
  return result.id.slice(result.paper.length + 1);
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
