import { createBackend } from '@vsa/backend';
import { describe, expect, it } from 'vitest';
import { toSvg } from '../report/svg.js';
import { fig8, type GaussianRow } from './fig8.js';

const context = { backend: await createBackend('wasm'), seed: 0 };

describe('vrn/fig8', async () => {
  const before = context.backend.memory().tensors;
  const rows: GaussianRow[] = [];
  for (const { parameters } of fig8.cells('quick')) rows.push(...(await fig8.runCell(context, parameters)));

  it('finds the losses unstable and the factors not, the same again, and leaves no tensor behind', async () => {
    expect(context.backend.memory().tensors).toBe(before);
    for (const { id, verdict } of fig8.claims(rows)) expect([id, verdict]).toEqual([id, 'reproduced']);
    const [cell] = fig8.cells('quick');
    if (cell === undefined) throw new Error('expected a cell');
    const again = await fig8.runCell(context, cell.parameters);
    expect(rows.slice(0, again.length)).toEqual(again);
    // Three traces of 101 errors, ten shares, one accuracy.
    expect(again.length).toBe(3 * 101 + 10 + 1);
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
  });

  it('contradicts a variant that is steady and finds its factors', () => {
    const better = rows.map((row) => ({ ...row, value: row.quantity === 'rises' ? 0.1 : 1 }));
    expect(fig8.claims(better).map(({ verdict }) => verdict)).toEqual(['contradicted', 'contradicted']);
    expect(fig8.claims([]).map(({ verdict }) => verdict)).toEqual(['not run', 'not run']);
  });

  it('draws both estimators', async () => {
    const svg = await toSvg(fig8.plot(rows));
    for (const title of ['straight-through', 'gumbel-softmax']) expect(svg).toContain(title);
    expect(await toSvg(fig8.plot([]))).toMatch(/^<svg /);
  });
});
