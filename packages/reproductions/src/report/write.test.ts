import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeLane, squares } from '../../test/fake.js';
import { emptyFolder } from '../../test/folder.js';
import { collectResults, type RunResults } from '../run/collect.js';
import { runCells } from '../run/run.js';
import { openStore } from '../run/store.js';
import { writeReport } from './write.js';

const facts = { paperTitle: 'Fakes & <b>', written: '2026-01-02T03:04:05.000Z', wallSeconds: 1.25 };

async function resultsOf(out: string, withCells = true): Promise<RunResults> {
  const identity = { scale: 'quick', seed: 7, backend: 'cpu', code: 'abc' } as const;
  if (!withCells) return collectResults([squares], identity, []);
  const request = { experiments: [squares], ...identity, store: openStore(out), lanes: [fakeLane()] };
  return collectResults([squares], identity, (await runCells(request)).records);
}

describe('writeReport', () => {
  it('writes JSON, CSV and SVG of each experiment, the claims, and one page', async () => {
    const out = await emptyFolder();
    const path = await writeReport(out, await resultsOf(out), facts);
    expect(path).toBe(join(out, 'index.html'));
    expect((await readdir(out)).sort()).toEqual(['cells', 'claims.json', 'fake', 'index.html']);
    expect((await readdir(join(out, 'fake'))).sort()).toEqual(['squares.csv', 'squares.json', 'squares.svg']);
    const json = JSON.parse(await readFile(join(out, 'fake/squares.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(json).toMatchObject({ id: 'fake/squares', seed: 7, scale: 'quick', code: 'abc', seconds: 2 });
    expect(json['rows']).toHaveLength(4);
    expect(await readFile(join(out, 'fake/squares.csv'), 'utf8')).toBe('x,square\n1,1\n2,4\n3,9\n4,16\n');
    const claims = JSON.parse(await readFile(join(out, 'claims.json'), 'utf8')) as Record<string, unknown>;
    expect(claims).toMatchObject({
      seed: 7,
      claims: [{ experiment: 'fake/squares', verdict: 'reproduced', tolerance: { reason: 'exact' } }],
    });
  });

  it('draws without a browser and lets the page choose the colour of text', async () => {
    const out = await emptyFolder();
    await writeReport(out, await resultsOf(out), facts);
    const svg = await readFile(join(out, 'fake/squares.svg'), 'utf8');
    expect(svg).toMatch(/^<svg [^>]*viewBox="/);
    // One symbol for each row.
    expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(4);
  });

  it('makes a page that loads nothing, escapes text, fits phones and dark mode', async () => {
    const out = await emptyFolder();
    await writeReport(out, await resultsOf(out), facts);
    const html = await readFile(join(out, 'index.html'), 'utf8');
    expect(html).toContain('<h1>Fakes &amp; &lt;b&gt;</h1>');
    expect(html).toContain('Squares &amp; &lt;friends&gt;');
    expect(html).toContain('name="viewport"');
    expect(html).toContain('prefers-color-scheme:dark');
    expect(html).not.toMatch(/<script|<link|<img|@import|url\(/);
    expect(html).toContain('class="verdict reproduced"');
    for (const fact of [
      'seed <b>7</b>',
      'scale <b>quick</b>',
      '20.20.2',
      'JavaScript',
      '2026-01-02',
      '1.3 s',
    ])
      expect(html).toContain(fact);
    // Every id is used once, or links in the page are ambiguous.
    const ids = [...html.matchAll(/<(?:section|h2|tr) id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('reports on experiments that have not run', async () => {
    const out = await emptyFolder();
    await writeReport(out, await resultsOf(out, false), { paperTitle: 'Fakes' });
    const html = await readFile(join(out, 'index.html'), 'utf8');
    expect(html).toContain('0 of 4 cells have run');
    expect(html).toContain('class="verdict not-run"');
    expect((await readdir(join(out, 'fake'))).sort()).toEqual(['squares.csv', 'squares.json']);
  });
});
