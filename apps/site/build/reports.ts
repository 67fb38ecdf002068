// The papers' figures and claims beside ours, from the committed results of the scale `paper`.

import { experimentsOf, papers } from '@vsa/reproductions';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapeHtml, type Page } from './layout.js';

/** A file that a page shows and that is copied beside it. */
export interface Asset {
  /** Where it is. */
  readonly file: string;
  /** Path below the site's root. */
  readonly path: string;
}

/** A claim as the result files have it. */
interface StoredClaim {
  readonly experiment: string;
  readonly id: string;
  readonly source: string;
  readonly statement: string;
  readonly paper: number | null;
  readonly ours: string;
  readonly verdict: string;
  readonly evidence: string;
}

interface Summary {
  readonly claims: readonly StoredClaim[];
  readonly computingSeconds: number;
  readonly seed: number;
  readonly machines: readonly {
    readonly backend: string;
    readonly device: string;
    readonly processor: string;
  }[];
}

const VERDICTS = ['reproduced', 'contradicted', 'not run'] as const;

/**
 * Makes a page for each paper whose results are committed.
 *
 * @param root - Folder of the repository.
 * @returns Pages, and the figures that they show.
 */
export function reportPages(root: string): {
  readonly pages: readonly Page[];
  readonly assets: readonly Asset[];
} {
  const results = join(root, 'packages/reproductions/results');
  const found = papers.flatMap(({ id, title }) => {
    const file = join(results, id, 'claims.json');
    return existsSync(file)
      ? [{ id, title, summary: JSON.parse(readFileSync(file, 'utf8')) as Summary }]
      : [];
  });
  const assets = found.flatMap(({ id }) =>
    experimentsOf(id)
      .map((experiment) => ({
        file: join(results, id, `${experiment.id}.svg`),
        path: `papers/${experiment.id}.svg`,
      }))
      .filter(({ file }) => existsSync(file)),
  );
  const drawn = new Set(assets.map(({ path }) => path));
  const pages = found.map(({ id, title, summary }): Page => ({
    path: `papers/${id}.html`,
    title: papers.find((paper) => paper.id === id)?.title ?? id,
    description: `${title}: every claim with a verdict, and the figures computed anew.`,
    section: 'Papers',
    html: reportOf(id, title, summary, drawn),
  }));
  return { pages, assets };
}

function reportOf(id: string, title: string, summary: Summary, drawn: ReadonlySet<string>): string {
  const { claims, machines, seed, computingSeconds } = summary;
  const counts = VERDICTS.map(
    (verdict) => `${claims.filter((claim) => claim.verdict === verdict).length} ${verdict}`,
  );
  const machine = machines.map(({ backend, device, processor }) => `${backend} (${device}) on ${processor}`);
  const sections = experimentsOf(id).map((experiment) => {
    const own = claims.filter((claim) => claim.experiment === experiment.id);
    const figure = `papers/${experiment.id}.svg`;
    const image = drawn.has(figure)
      ? `<div class="figure"><img src="${experiment.id}.svg" alt="${escapeHtml(experiment.title)}" loading="lazy"></div>`
      : '';
    if (own.length === 0 && image === '') return '';
    const choices = experiment.choices.map((choice) => `<li>${escapeHtml(choice)}</li>`).join('');
    return `<section id="${escapeHtml(experiment.id.replace('/', '-'))}">
<h2>${escapeHtml(experiment.title)}</h2>
<p>${escapeHtml(experiment.scales.paper)}</p>
${image}
${own.map(claimOf).join('\n')}
<details><summary>What the paper leaves open, and what was chosen</summary><ul>${choices}</ul></details>
</section>`;
  });
  const missing = experimentsOf(id).filter(
    (experiment) =>
      !drawn.has(`papers/${experiment.id}.svg`) &&
      !claims.some((claim) => claim.experiment === experiment.id),
  );
  const left =
    missing.length === 0
      ? ''
      : `<p>Not run at this scale: ${missing.map((experiment) => escapeHtml(experiment.title)).join('; ')}.</p>`;
  return `<h1>${escapeHtml(title)}</h1>
<p class="lead">${counts.join(', ')}. Scale <code>paper</code>, seed ${seed}, ${(computingSeconds / 60).toFixed(0)} minutes of computing with ${escapeHtml(machine.join('; '))}.</p>
<p>The same with one command: <code>vsa reproduce ${escapeHtml(id)}</code> with smaller sizes, or with <code>--scale paper</code>.</p>
${left}
${sections.join('\n')}`;
}

function claimOf(claim: StoredClaim): string {
  const paper = claim.paper === null ? '' : ` <span class="number">paper: ${claim.paper}</span>`;
  return `<div class="claim" id="${escapeHtml(claim.id)}">
<p><span class="verdict ${claim.verdict.replace(' ', '-')}">${escapeHtml(claim.verdict)}</span> ${escapeHtml(claim.statement)} <small>${escapeHtml(claim.source)}</small></p>
<p>${paper} <span class="number">ours: ${escapeHtml(claim.ours)}</span></p>
<p><small>${escapeHtml(claim.evidence)}</small></p>
</div>`;
}
