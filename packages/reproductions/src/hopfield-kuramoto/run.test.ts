// Every experiment of the paper at a tiny size: it runs, gives the same rows again, is judged and drawn.

import { createBackend } from '@vsa/backend';
import { describe, expect, it } from 'vitest';
import type { CellParameters, Row } from '../experiment.js';
import { experimentsOf } from '../registry.js';
import { toSvg } from '../report/svg.js';

const context = { backend: await createBackend('wasm'), seed: 3 };

/** Sizes that make any cell quick. */
const TINY: CellParameters = {
  ...{ systems: 3, units: 2, duration: 2200, time: 2 },
  // Trainings.
  ...{ updates: 2, batch: 4, stage: 1, augment: 1, neighbours: 4 },
};

function tiny(parameters: CellParameters): CellParameters {
  const names = Object.keys(parameters).filter((name) => name in TINY);
  const { memory } = parameters;
  return {
    ...parameters,
    ...Object.fromEntries(names.map((name) => [name, TINY[name] ?? null])),
    ...(memory === undefined ? {} : { memory: tiny(memory as CellParameters) }),
  };
}

describe.each(experimentsOf('hopfield-kuramoto').map((experiment) => [experiment.id, experiment] as const))(
  '%s',
  (_, experiment) => {
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
        expect(id).toMatch(/^hk-/);
        expect(['reproduced', 'contradicted', 'not run']).toContain(verdict);
        expect(evidence).not.toMatch(/NaN|undefined/);
      }
      const svg = await toSvg(experiment.plot(rows));
      expect(svg).toMatch(/^<svg [^>]*viewBox="/);
      expect(svg).not.toMatch(/NaN|undefined/);
    });

    it('draws nothing from nothing, and no claim is judged by it', async () => {
      expect(await toSvg(experiment.plot([]))).toMatch(/^<svg /);
      for (const { verdict } of experiment.claims([])) expect(verdict).toBe('not run');
    });
  },
);
