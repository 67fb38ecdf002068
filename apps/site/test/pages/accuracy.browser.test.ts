// The sweep over n^K in a real browser.

import { createWasmBackend } from '@vsa/backend/wasm';
import { afterAll, describe, expect, it } from 'vitest';
import { summary } from '../../src/demos/accuracy/frame.js';
import { start } from '../../src/demos/accuracy/model.js';
import { declaration } from '../../src/demos/accuracy/parameters.js';
import { parseParameters } from '../../src/lib/parameters.js';
import { expectHundredSteps, openSite } from './browser.js';

const { site, browser, open } = await openSite();
afterAll(async () => {
  await browser.close();
  await site.close();
});

const SWEEP = '?k=2&d=64&least=8&most=72&points=3&trials=8&updates=40&search=coordinate&seed=3';

describe('the sweep', () => {
  it.each([
    // What is counted are whole composites, and ±1 add up exactly; the fields of VRN are far from ties at these sizes.
    ['wasm', 0],
    ['webgpu', 0],
  ])('has the counts of Node after a hundred steps on %s', async (on, tolerance) => {
    const model = await start(await createWasmBackend(), parseParameters(declaration, SWEEP).values);
    await model.advance(100);
    const wanted = summary(await model.frame());
    expect(wanted).toHaveLength(6);
    // Not all are found at the largest size, or there would be nothing to compare.
    expect(Math.min(...wanted)).toBeLessThan(1);
    await expectHundredSteps(open, `demos/accuracy.html${SWEEP}&backend=${on}`, wanted, tolerance);
  });

  it('fills in as it runs, stops, goes on to the end, and a link restores it', async () => {
    const { page, faults } = await open('demos/accuracy.html?backend=wasm&trials=10&most=60');
    await page.waitForSelector('[data-step]');
    expect(await page.locator('tbody tr').count()).toBe(0);
    await page.getByRole('button', { name: 'Play' }).press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length >= 2);
    await page.getByRole('button', { name: 'Pause' }).press('Enter');
    await page.getByText(/^\s*Size \d of 9, n = \d+: \d+ of 100 updates\./).waitFor();
    const rows = await page.locator('tbody tr').count();
    expect(rows).toBeLessThan(9);
    await page.getByRole('button', { name: 'Play' }).click();
    await page.getByText('All 9 sizes are done.').waitFor({ timeout: 120_000 });
    expect(await page.locator('tbody tr').count()).toBe(9);
    expect(await page.locator('.figure svg .mark-symbol.role-mark path').count()).toBe(18);
    const again = await browser.newPage();
    await again.goto(page.url());
    await again.waitForSelector('[data-step]');
    expect(await again.locator('input[name=trials]').inputValue()).toBe('10');
    expect(await again.locator('input[name=most]').inputValue()).toBe('60');
    expect(faults).toEqual([]);
    await again.close();
    await page.close();
  });

  it('says what is wrong with sizes the wrong way round, and works on', async () => {
    const { page, faults } = await open('demos/accuracy.html?backend=wasm&least=50&most=10');
    await page.getByText('exchange them').waitFor();
    await page.locator('input[name=least]').fill('3');
    await page.locator('input[name=least]').press('Enter');
    await page.waitForSelector('[data-step]');
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(faults).toEqual([]);
    await page.close();
  });
});
