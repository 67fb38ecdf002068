// The tests that the experiments of every paper have: at a tiny size they run, give the same rows again, are judged and drawn.

import { createBackend } from '@vsa/backend';
import { describe, expect, it } from 'vitest';
import type { CellParameters, Row } from '../src/experiment.js';
import { experimentsOf } from '../src/registry.js';
import { toSvg } from '../src/report/svg.js';

/** What differs between papers. */
export interface PaperSuite {
  /** Short name of the paper. */
  readonly paper: string;
  /** What the names of its claims start with. */
  readonly claims: RegExp;
  /** Makes any cell quick. */
  readonly tiny: (parameters: CellParameters) => CellParameters;
}

/**
 * Adds the tests of a paper.
 *
 * @param suite - See {@link PaperSuite}.
 */
export async function testPaper({ paper, claims, tiny }: PaperSuite): Promise<void> {
  const context = { backend: await createBackend('wasm'), seed: 3 };
  const experiments = experimentsOf(paper).map((experiment) => [experiment.id, experiment] as const);
  describe.each(experiments)('%s', (_, experiment) => {
    const cells = experiment.cells('quick');
    // The first and the last cell differ most.
    const chosen = [...new Set([cells[0], cells.at(-1)])].flatMap((cell) =>
      cell === undefined ? [] : [cell],
    );
    const run = async (cell: (typeof cells)[number]): Promise<readonly Row[]> =>
      experiment.runCell(context, tiny(cell.parameters));

    it('gives the same rows again, judges and draws them, and leaves no tensor behind', async () => {
      const before = context.backend.memory().tensors;
      const parts = [];
      for (const cell of chosen) parts.push(await run(cell));
      const rows = parts.flat();
      expect(rows.length).toBeGreaterThan(0);
      if (chosen[0] !== undefined) expect(await run(chosen[0])).toEqual(parts[0]);
      expect(context.backend.memory().tensors).toBe(before);
      // What JSON changes would make a report from kept cells differ from one of a fresh run.
      expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
      for (const { id, verdict, evidence } of experiment.claims(rows)) {
        expect(id).toMatch(claims);
        expect(['reproduced', 'contradicted', 'not run']).toContain(verdict);
        expect(evidence).not.toMatch(/NaN|undefined/);
      }
      const svg = await toSvg(experiment.plot(rows));
      expect(svg).toMatch(/^<svg [^>]*viewBox="/);
      expect(svg).not.toMatch(/NaN|undefined/);
    });

    it('draws nothing from nothing without failing', async () => {
      expect(await toSvg(experiment.plot([]))).toMatch(/^<svg /);
    });
  });
}
