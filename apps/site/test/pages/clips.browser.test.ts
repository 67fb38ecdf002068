// The clip and the family in a real browser.

import { createWasmBackend } from '@vsa/backend/wasm';
import { afterAll, describe, expect, it } from 'vitest';
import { summary as familySummary } from '../../src/demos/family/frame.js';
import { start as startFamily } from '../../src/demos/family/model.js';
import { declaration as family } from '../../src/demos/family/parameters.js';
import { summary as videoSummary } from '../../src/demos/video/frame.js';
import { start as startVideo } from '../../src/demos/video/model.js';
import { declaration as video } from '../../src/demos/video/parameters.js';
import { parseParameters } from '../../src/lib/parameters.js';
import { expectHundredSteps, openSite } from './browser.js';

const { site, browser, open } = await openSite();
afterAll(async () => {
  await browser.close();
  await site.close();
});

const VIDEO = '?clip=cup&seed=5';
const FAMILY = '?start=Ben&asked=mother+husband&n=1000&updates=40&seed=5';

describe('a hundred steps of a demo are those of Node', () => {
  const backend = createWasmBackend();
  const inNode = {
    async video() {
      const model = await startVideo(await backend, parseParameters(video, VIDEO).values);
      await model.advance(100);
      return videoSummary(await model.frame());
    },
    async family() {
      const model = await startFamily(await backend, parseParameters(family, FAMILY).values);
      await model.advance(100);
      return familySummary(await model.frame());
    },
  };

  it.each([
    ['video', VIDEO, 'wasm', 1e-6],
    // Two frames tie as one hands over to the next; between, a hundred steps of sums of 3,072 terms in float32 in another order.
    ['video', VIDEO, 'webgpu', 1e-2],
    ['family', FAMILY, 'wasm', 1e-6],
    ['family', FAMILY, 'webgpu', 1e-3],
  ] as const)('%s%s on %s', async (name, search, on, tolerance) => {
    await expectHundredSteps(
      open,
      `demos/${name}.html${search}&backend=${on}`,
      await inNode[name](),
      tolerance,
    );
  });
});

describe('the family', () => {
  it('answers by the keyboard, and a link restores what was asked', async () => {
    const { page, faults } = await open('demos/family.html?backend=wasm&asked=&n=1000&pace=200');
    await page.waitForSelector('[data-step]');
    await page.getByRole('button', { name: 'wife', exact: true }).press('Enter');
    await page.getByText('Hugo’s wife: Marta (right).').waitFor();
    await page.getByRole('button', { name: 'son', exact: true }).press('Enter');
    await page.getByText('Marta’s son: Ben (right).').waitFor();
    await page.getByRole('radio', { name: 'Lena' }).press('Space');
    await page.getByText('Lena has no wife here: it stays at Lena.').waitFor();
    await page.waitForFunction(() => location.search.includes('start=Lena'));
    const link = page.url();
    const again = await browser.newPage();
    await again.goto(link);
    await again.waitForSelector('[data-step]');
    expect(await again.locator('input[name=asked]').inputValue()).toBe('wife son');
    expect(await again.locator('input[name=person]:checked').count()).toBe(1);
    await again.getByRole('button', { name: 'Take the last back' }).click();
    await again.waitForFunction(
      () => location.search.includes('asked=wife') || !location.search.includes('asked'),
    );
    expect(faults).toEqual([]);
    await again.close();
    await page.close();
  });

  it('refuses questions that it does not know', async () => {
    const { page } = await open('demos/family.html?backend=wasm&asked=uncle&n=1000');
    await page.waitForSelector('[data-step]');
    expect(await page.getByRole('alert').first().textContent()).toContain('this form is not known: “uncle”');
    await page.close();
  });
});

describe('the clip', () => {
  it('plays at its pace, and takes other strengths as it plays', async () => {
    const { page, faults } = await open('demos/video.html?backend=wasm&pace=20');
    await page.waitForSelector('[data-step]');
    await page.getByRole('button', { name: 'Play' }).click();
    await page.waitForFunction(() => Number(document.querySelector('[data-step]')?.textContent) >= 5);
    const slider = page.getByRole('slider', { name: 'Hetero-association h' });
    await slider.press('ArrowRight');
    await page.waitForFunction(() => location.search.includes('h=3.05'));
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('of its moves went to the next frame').waitFor();
    expect(await page.locator('.pictures canvas').count()).toBe(3);
    expect(faults).toEqual([]);
    await page.close();
  });
});
