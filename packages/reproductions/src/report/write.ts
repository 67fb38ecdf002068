// Writes a run's results: one JSON, CSV and SVG file an experiment, one file with all claims, one HTML report.

import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunResults } from '../run/collect.js';
import { toCsv } from './csv.js';
import { toHtml, type DrawnResult, type ReportFacts } from './html.js';
import { toSvg } from './svg.js';

/**
 * Writes the files of a report into a folder.
 *
 * @param out - The folder; made when it is missing. Files of an earlier report are replaced.
 * @param run - The results.
 * @param facts - What the report says besides.
 * @returns Path of the HTML report.
 */
export async function writeReport(out: string, run: RunResults, facts: ReportFacts): Promise<string> {
  const drawn: DrawnResult[] = [];
  for (const result of run.experiments) {
    const svg = result.figure === null ? null : await toSvg(result.figure);
    drawn.push({ result, svg });
    const about = { seed: run.seed, code: run.code, machines: run.machines };
    await replace(join(out, `${result.id}.json`), `${JSON.stringify({ ...about, ...result })}\n`);
    await replace(join(out, `${result.id}.csv`), toCsv(result.rows));
    if (svg !== null) await replace(join(out, `${result.id}.svg`), `${svg}\n`);
  }
  const claims = run.experiments.flatMap(({ id, claims }) =>
    claims.map((claim) => ({ experiment: id, ...claim })),
  );
  const summary = {
    scale: run.scale,
    seed: run.seed,
    code: run.code,
    machines: run.machines,
    computingSeconds: run.experiments.reduce((sum, { seconds }) => sum + seconds, 0),
    ...facts,
    claims,
  };
  await replace(join(out, 'claims.json'), `${JSON.stringify(summary, null, 1)}\n`);
  const path = join(out, 'index.html');
  await replace(path, toHtml(run, drawn, facts));
  return path;
}

/** A reader sees the old file or the new one, never half of one. */
async function replace(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, path);
}
