// The demos that carry trained models, in a real browser.

import { createWasmBackend } from '@vsa/backend/wasm';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { summary as editingSummary } from '../../src/demos/editing/frame.js';
import { startWith as startEditing } from '../../src/demos/editing/model.js';
import { declaration as editing } from '../../src/demos/editing/parameters.js';
import { summary as glyphsSummary } from '../../src/demos/glyphs/frame.js';
import { startWith as startGlyphs } from '../../src/demos/glyphs/model.js';
import { declaration as glyphs } from '../../src/demos/glyphs/parameters.js';
import { parseParameters } from '../../src/lib/parameters.js';
import { expectHundredSteps, openSite, stepIs } from './browser.js';

const carried = (demo: string): Promise<Uint8Array> =>
  Promise.resolve(
    readFileSync(fileURLToPath(new URL(`../../src/demos/${demo}/model.safetensors`, import.meta.url))),
  );

const { site, browser, open } = await openSite();
afterAll(async () => {
  await browser.close();
  await site.close();
});

const EDITING = '?image=4&context=3';
const GLYPHS = '?first=3&second=60&seed=5';

describe('a hundred steps are those of Node', () => {
  const inNode = new Map<string, readonly number[]>();
  beforeAll(async () => {
    const backend = await createWasmBackend();
    const model = await startEditing(() => carried('editing'))(
      backend,
      parseParameters(editing, EDITING).values,
    );
    await model.advance(100);
    inNode.set('editing', editingSummary(await model.frame()));
    const pair = await startGlyphs(() => carried('glyphs'))(backend, parseParameters(glyphs, GLYPHS).values);
    await pair.advance(100);
    inNode.set('glyphs', glyphsSummary(await pair.frame()));
  });

  it.each([
    ['editing', EDITING, 'wasm', 1e-6],
    // A hundred steps of sums over 210 units in float32 in another order, and phases with the GPU's roots and divisions.
    ['editing', EDITING, 'webgpu', 1e-2],
    ['glyphs', GLYPHS, 'wasm', 1e-6],
    // The encoder's sums of 512 terms in another order, and a flow to a rest.
    ['glyphs', GLYPHS, 'webgpu', 1e-2],
  ])('%s%s on %s', async (name, search, backend, tolerance) => {
    await expectHundredSteps(
      open,
      `demos/${name}.html${search}&backend=${backend}`,
      inNode.get(name) ?? [],
      tolerance,
    );
  });
});

describe('editing', () => {
  it('a picture is chosen by the keyboard, and a link restores it', async () => {
    const { page, faults } = await open('demos/editing.html?backend=wasm');
    await page.waitForSelector('[data-step]');
    await page
      .getByRole('radio', { name: /^digit/ })
      .nth(1)
      .focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => location.search.includes('image=2'));
    await page.waitForSelector('[data-step]');
    const link = page.url();
    await page.getByRole('button', { name: '100 steps' }).click();
    await stepIs(page, 100);
    expect(await page.getByRole('status').textContent()).toMatch(/At time 1\.00 the memory alone says/);
    expect(faults).toEqual([]);
    await page.close();
    const again = await open(link.slice(site.url.length));
    await again.page.waitForSelector('[data-step]');
    expect(await again.page.getByLabel(/Digit to read, of/).inputValue()).toBe('2');
    await again.page.close();
  });

  it('wrong and huge parameters are told, and it works', async () => {
    const { page, faults } = await open(
      `demos/editing.html?backend=wasm&image=105&context=-1&kappa=1e99&h=${'9'.repeat(3000)}`,
    );
    await page.waitForSelector('[data-step]');
    expect(await page.getByRole('alert').count()).toBe(4);
    await page.getByRole('button', { name: 'Step', exact: true }).click();
    await stepIs(page, 1);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('a missing model is told, and reset loads it', async () => {
    const page = await browser.newPage();
    await page.route('**/*.safetensors', (route) => route.abort());
    await page.goto(`${site.url}demos/editing.html?backend=wasm`);
    await page.getByText(/trained model could not be loaded/).waitFor();
    await page.unroute('**/*.safetensors');
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.waitForSelector('[data-step]');
    await page.close();
  });
});

describe('same or different', () => {
  it('symbols are chosen by the keyboard, a link restores them, and the text says what was seen', async () => {
    const { page, faults } = await open('demos/glyphs.html?backend=wasm');
    await page.waitForSelector('[data-step]');
    const second = page.getByRole('group', { name: 'Second symbol' });
    await second.getByRole('radio', { checked: true }).focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => location.search.includes('second=4'));
    await page.waitForSelector('[data-step]');
    await page.getByRole('button', { name: '100 steps' }).click();
    await stepIs(page, 100);
    expect(await page.getByRole('status').textContent()).toMatch(
      /^ ?G \((unseen|trained on)\) and K \((unseen|trained on)\)\. After 25 steps it says “(same|different)”/,
    );
    expect(faults).toEqual([]);
    const link = page.url();
    await page.close();
    const again = await open(link.slice(site.url.length));
    await again.page.waitForSelector('[data-step]');
    expect(await again.page.getByLabel('Second symbol', { exact: true }).last().inputValue()).toBe('4');
    await again.page.close();
  });

  it('wrong and huge parameters are told, and it works', async () => {
    const { page, faults } = await open(
      `demos/glyphs.html?backend=wasm&first=100&second=1.5&seed=-1&between=${'9'.repeat(3000)}`,
    );
    await page.waitForSelector('[data-step]');
    expect(await page.getByRole('alert').count()).toBe(4);
    await page.getByRole('button', { name: 'Step', exact: true }).click();
    await stepIs(page, 1);
    expect(faults).toEqual([]);
    await page.close();
  });
});
