// The built site in a real browser.

import { createWasmBackend } from '@vsa/backend/wasm';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { summary as digitsSummary } from '../../src/demos/digits/frame.js';
import { start as startDigits } from '../../src/demos/digits/model.js';
import { declaration as digits } from '../../src/demos/digits/parameters.js';
import { summary } from '../../src/demos/factoriser/frame.js';
import { start as startFactoriser } from '../../src/demos/factoriser/model.js';
import { declaration as factoriser } from '../../src/demos/factoriser/parameters.js';
import { summary as memorySummary } from '../../src/demos/memory/frame.js';
import { start as startMemory } from '../../src/demos/memory/model.js';
import { declaration as memory } from '../../src/demos/memory/parameters.js';
import { start as startOscillators } from '../../src/demos/oscillators/model.js';
import { declaration as oscillators } from '../../src/demos/oscillators/parameters.js';
import { parseParameters } from '../../src/lib/parameters.js';
import { expectHundredSteps, openSite } from './browser.js';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const { site, browser, open } = await openSite();
afterAll(async () => {
  await browser.close();
  await site.close();
});

const pages = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.html') && !path.startsWith('api/'))
  .sort();

describe('every page', () => {
  it.each(pages)(
    '%s: no errors, no serious accessibility fault, nothing wider than a phone',
    async (path) => {
      const { page, faults } = await open(path, 390);
      if (path.startsWith('demos/')) await page.waitForSelector('[data-step]');
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBeLessThanOrEqual(390);
      await page.evaluate(axe);
      const serious = await page.evaluate(async () => {
        const tool = (globalThis as unknown as { axe: { run(): Promise<{ violations: AxeFault[] }> } }).axe;
        const { violations } = await tool.run();
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`.slice(0, 400));
      });
      expect(serious).toEqual([]);
      const links = await page.$$eval('a[href]', (found) =>
        found.map((link) => (link as HTMLAnchorElement).href),
      );
      for (const link of new Set(links.map((href) => href.split('#')[0] ?? ''))) {
        if (link.startsWith(site.url)) expect((await fetch(link)).status, link).toBe(200);
      }
      expect(faults).toEqual([]);
      await page.close();
    },
  );
});

interface AxeFault {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

const OSCILLATORS = '?size=64+x+64&seed=5';
const MEMORY = '?seed=5&n=200';
const DIGITS = '?mode=sample&seed=5';
const FACTORISER = '?who=owl&colour=teal&does=hides&d=512&seed=5&search=coordinate';

describe('a hundred steps of a demo are those of Node', () => {
  const inNode = new Map<string, readonly number[]>();
  beforeAll(async () => {
    const backend = await createWasmBackend();
    const lattice = await startOscillators(backend, parseParameters(oscillators, OSCILLATORS).values);
    await lattice.advance(100);
    const { order, local } = await lattice.frame();
    inNode.set('oscillators', [order, local]);
    const search = await startFactoriser(backend, parseParameters(factoriser, FACTORISER).values);
    await search.advance(100);
    inNode.set('factoriser', summary(await search.frame()));
    const recall = await startMemory(backend, parseParameters(memory, MEMORY).values);
    await recall.advance(100);
    inNode.set('memory', memorySummary(await recall.frame()));
    const chain = await startDigits(backend, parseParameters(digits, DIGITS).values);
    await chain.advance(100);
    inNode.set('digits', digitsSummary(await chain.frame()));
  });

  it.each([
    // The same kernel in the same precision, only with the browser's sines in the last sum.
    ['oscillators', OSCILLATORS, 'wasm', 1e-6],
    // A sine may err by 2^-11 on WebGPU, in each of some 200 evaluations of a field that pulls together.
    ['oscillators', OSCILLATORS, 'webgpu', 0.02],
    ['factoriser', FACTORISER, 'wasm', 1e-6],
    // Sums of 512 terms in float32; what was found are whole numbers and must agree.
    ['factoriser', FACTORISER, 'webgpu', 1e-4],
    ['memory', MEMORY, 'wasm', 1e-6],
    // A hundred steps that contract, of sums of 200 terms in float32 in another order.
    ['memory', MEMORY, 'webgpu', 1e-3],
    ['digits', DIGITS, 'wasm', 1e-6],
    // Decisions by the same random numbers; a field would have to lie within rounding of one to differ.
    ['digits', DIGITS, 'webgpu', 1e-6],
  ])('%s%s on %s', async (name, search, backend, tolerance) => {
    await expectHundredSteps(
      open,
      `demos/${name}.html${search}&backend=${backend}`,
      inNode.get(name) ?? [],
      tolerance,
    );
  });
});

describe('links and bad input', () => {
  it('a link restores the state, and the form writes it', async () => {
    const { page } = await open('demos/oscillators.html?backend=wasm&size=64+x+64');
    await page.waitForSelector('[data-step]');
    await page.getByLabel('Coupling K').fill('0.55');
    await page.getByLabel('Coupling K').press('Enter');
    await page.waitForFunction(() => location.search.includes('k=0.55'));
    const link = page.url();
    await page.close();
    const again = await browser.newPage();
    await again.goto(link);
    await again.waitForSelector('[data-step]');
    expect(await again.getByLabel('Coupling K').inputValue()).toBe('0.55');
    expect(await again.locator('select[name=size]').inputValue()).toBe('64 x 64');
    await again.close();
  });

  it.each(['oscillators', 'factoriser'])(
    '%s: wrong and huge parameters are told, and it works',
    async (name) => {
      const path = `demos/${name}.html?seed=-1&k=1e99&backend=abacus&a=x&size=9&d=${'9'.repeat(3000)}`;
      const { page, faults } = await open(path);
      await page.waitForSelector('[data-step]');
      expect(await page.getByRole('alert').count()).toBeGreaterThanOrEqual(3);
      await page.getByRole('button', { name: 'Step', exact: true }).click();
      await page.waitForFunction(() => document.querySelector('[data-step]')?.textContent === '1');
      expect(faults).toEqual([]);
      await page.close();
    },
  );

  it('play, pause and reset by the keyboard', async () => {
    const { page } = await open('demos/oscillators.html?backend=wasm&size=64+x+64');
    await page.waitForSelector('[data-step]');
    const button = page.locator('button.primary');
    await button.focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => Number(document.querySelector('[data-step]')?.textContent) > 5);
    await button.focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('button.primary')?.textContent.trim() === 'Play');
    await page.getByRole('button', { name: 'Reset' }).press('Enter');
    await page.waitForFunction(() => document.querySelector('[data-step]')?.textContent === '0');
    await page.close();
  });

  it('a second visit works without a network', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${site.url}index.html`);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    // The worker answers from the next page on.
    await page.reload();
    await context.setOffline(true);
    await page.goto(`${site.url}demos/factoriser.html?backend=wasm`);
    await page.waitForSelector('[data-step]');
    expect(await page.textContent('h1')).toBe('Factoriser');
    await context.close();
  });
});
