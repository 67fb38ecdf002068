// Fig. 7 at a tiny size: it runs, gives the same rows again, goes on after an interruption, is judged and drawn.

import { createBackend } from '@vsa/backend';
import { describe, expect, it } from 'vitest';
import type { VraeCell, VraeKind, VraeRow } from '../compute/vrae/rows.js';
import { filesOf } from '../../test/files.js';
import { toSvg } from '../report/svg.js';
import { spreadOf, vraeClaims } from './fig7-claims.js';
import { bitmapOf } from './fig7-figure.js';
import { fig7 } from './fig7.js';

const context = { backend: await createBackend('wasm'), seed: 3 };
const TINY: VraeCell = {
  ...{ model: 'vrae', side: 14, source: 'carried', images: 40, held: 12, repeat: 0 },
  ...{ hidden: 8, dimension: 16, updates: 3, batch: 4, rate: 0.005 },
};
const MODELS = ['vrae', 'plain', 'vae', 'vq-vae'] as const;

describe('vrn/fig7', () => {
  it('gives every kind of row, the same ones again, and leaves no tensor behind', async () => {
    const before = context.backend.memory().tensors;
    const rows: VraeRow[] = [];
    for (const model of MODELS) rows.push(...(await fig7.runCell(context, { ...TINY, model })));
    expect(await fig7.runCell(context, TINY)).toEqual(rows.slice(0, -3));
    expect(context.backend.memory().tensors).toBe(before);
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
    const count = (kind: VraeKind): number => rows.filter((row) => row.kind === kind).length;
    const kinds = [
      'error',
      'composite error',
      'information',
      'read-out',
      'codes',
      'judge',
      'recombined',
    ] as const;
    // Four models; two factors by two labels.
    expect(kinds.map(count)).toEqual([4, 1, 4, 4, 2, 2, 3]);
    expect(count('picture')).toBe(4 * 8);
    for (const { kind, value } of rows) {
      expect(value).toBeGreaterThanOrEqual(0);
      if (!['error', 'composite error', 'codes'].includes(kind)) expect(value).toBeLessThanOrEqual(1);
    }
    const shares = rows.filter(({ kind }) => kind === 'recombined').map(({ value }) => value);
    expect(shares[2]).toBeLessThanOrEqual(Math.min(...shares.slice(0, 2)));
    const svg = await toSvg(fig7.plot(rows));
    expect(svg).toContain('data:image/bmp');
    expect(svg).not.toMatch(/NaN|undefined/);
    expect(await toSvg(fig7.plot([]))).toMatch(/^<svg /);
    expect(fig7.claims(rows).every(({ verdict }) => verdict === 'not run')).toBe(true);
    const judged = fig7.claims(rows.map((row) => ({ ...row, source: 'mnist' as const })));
    expect(judged.map(({ verdict }) => verdict === 'not run')).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(judged.every(({ evidence }) => !/NaN|undefined/.test(evidence))).toBe(true);
  });

  it('goes on from its files after an interruption, to the same rows', async () => {
    const plain = await fig7.runCell(context, TINY);
    const kept = new Map<string, Uint8Array>();
    // The second write is that of a judge.
    await expect(fig7.runCell({ ...context, files: filesOf(kept, 1) }, TINY)).rejects.toThrow(/power/);
    expect([...kept.keys()]).toEqual(['vrae-vrae-14-carried-40-0-8-16-3-4-0.005.safetensors']);
    expect(await fig7.runCell({ ...context, files: filesOf(kept) }, TINY)).toEqual(plain);
    expect(await fig7.runCell({ ...context, files: filesOf(kept, 0) }, TINY)).toEqual(plain);
    await expect(fig7.runCell({ ...context, signal: AbortSignal.abort() }, TINY)).rejects.toThrow(/abort/);
  });

  it('has five repetitions of two sizes at paper scale, on images that nothing was chosen by', () => {
    const cells = fig7.cells('paper').map(({ parameters }) => parameters);
    expect(new Set(cells.map((cell) => JSON.stringify(cell))).size).toBe(2 * 4 * 5);
    expect(new Set(cells.map(({ held, source }) => `${source} ${held}`))).toEqual(new Set(['mnist 8000']));
    expect(new Set(fig7.cells('quick').map(({ parameters }) => parameters.source))).toEqual(
      new Set(['carried']),
    );
  });
});

describe('vraeClaims', () => {
  const row = (kind: VraeKind, value: number, more: Partial<VraeRow> = {}): VraeRow => ({
    ...{ kind, model: 'vrae', source: 'mnist', side: 28, repeat: 0, of: '', x: 0, value, picture: '' },
    ...more,
  });
  const verdict = (rows: readonly VraeRow[], id: string): string | undefined =>
    vraeClaims(rows).find((claim) => claim.id === id)?.verdict;

  it('holds means over repetitions against the bars', () => {
    const errors = (second: number): VraeRow[] => [
      row('error', 1.3),
      row('error', second, { repeat: 1 }),
      row('error', 1, { model: 'plain' }),
      row('error', 9, { model: 'plain', side: 14 }),
    ];
    expect(verdict(errors(1.29), 'fig7-error-28')).toBe('reproduced');
    expect(verdict(errors(1.31), 'fig7-error-28')).toBe('contradicted');
    expect(verdict(errors(1.31), 'fig7-error-14')).toBe('not run');
    const tint = (first: number, second: number): VraeRow[] => [
      row('information', first, { of: 'tints', x: 1 }),
      row('information', second, { of: 'tints', x: 2 }),
    ];
    expect(verdict(tint(0.8, 0.39), 'fig7-tint-28')).toBe('reproduced');
    expect(verdict(tint(0.79, 0), 'fig7-tint-28')).toBe('contradicted');
    expect(verdict(tint(1, 0.4), 'fig7-tint-28')).toBe('contradicted');
    const mixed = (both: number): VraeRow[] => [
      row('recombined', 1, { of: 'digits' }),
      row('recombined', 1, { of: 'tints' }),
      row('recombined', both, { of: 'both' }),
    ];
    expect(verdict(mixed(0.8), 'fig7-recombined-28')).toBe('reproduced');
    expect(verdict(mixed(0.79), 'fig7-recombined-28')).toBe('contradicted');
    expect(vraeClaims([]).every((claim) => claim.verdict === 'not run')).toBe(true);
  });

  it('gives mean and standard deviation', () => {
    // The deviation of 1, 2, 3, 4 is sqrt(5/3) = 1.29.
    expect(spreadOf([1, 2, 3, 4])).toEqual({ mean: 2.5, text: '2.50 ± 1.29 (4 repetitions)' });
    expect(spreadOf([7])).toEqual({ mean: 7, text: '7.00 (one repetition)' });
    expect(spreadOf([])).toBeUndefined();
  });
});

describe('bitmapOf', () => {
  it('has the colours as a bitmap has them: blue first, lines filled up to four bytes', () => {
    const picture = btoa(String.fromCharCode(...Array.from({ length: 12 }, (_, index) => index + 1)));
    const bytes = Array.from(atob(bitmapOf(picture, 2).split(',')[1] ?? ''), (letter) =>
      letter.charCodeAt(0),
    );
    expect(bytes.slice(54)).toEqual([3, 2, 1, 6, 5, 4, 0, 0, 9, 8, 7, 12, 11, 10, 0, 0]);
    expect(bytes.slice(0, 2)).toEqual([0x42, 0x4d]);
  });
});
