// Drawing a graph, and dragging its strengths, in a real browser.

import { afterAll, describe, expect, it } from 'vitest';
import { openSite } from './browser.js';

const { site, browser, open } = await openSite();
afterAll(async () => {
  await browser.close();
  await site.close();
});

const PATH = 'demos/memory.html?backend=wasm&graph=drawn&edges=0-1+1-2&n=100';

describe('memory on a graph', () => {
  it('is drawn by clicks, and the address holds it', async () => {
    const { page, faults } = await open(PATH);
    await page.waitForSelector('.vertex');
    await page.getByRole('button', { name: 'Add a vertex' }).click();
    await page.waitForFunction(() => location.search.includes('0-1+1-2+0-3'));
    await page.locator('.vertex').nth(0).dblclick();
    await page.locator('svg.graph').dblclick({ position: { x: 3, y: 3 } });
    await page.waitForFunction(() => document.querySelectorAll('.vertex').length === 5);
    await page.getByLabel('remove', { exact: true }).check();
    await page.locator('.vertex').nth(4).click();
    await page.waitForFunction(() => document.querySelectorAll('.vertex').length === 4);
    await page.getByLabel('link', { exact: true }).check();
    await page.locator('.vertex').nth(3).click();
    await page.locator('.vertex').nth(2).click();
    await page.waitForFunction(() => location.search.includes('3-2'));
    await page.getByLabel('arrow', { exact: true }).check();
    await page.locator('.vertex').nth(0).click();
    await page.locator('.vertex').nth(2).click();
    await page.waitForFunction(() => decodeURIComponent(location.search).includes('0>2'));
    await page.getByLabel('remove', { exact: true }).check();
    await page.locator('.vertex').nth(1).click();
    await page.waitForFunction(() => document.querySelectorAll('.vertex').length === 3);
    await page.getByLabel('start here', { exact: true }).check();
    await page.locator('.vertex').nth(2).click();
    await page.waitForFunction(() => location.search.includes('start=2'));
    const link = page.url();
    await page.waitForSelector('[data-step]');
    const numbers = await page.getAttribute('.stage', 'data-numbers');
    const again = await browser.newPage();
    await again.goto(link);
    await again.waitForSelector('[data-step]');
    expect(await again.getAttribute('.stage', 'data-numbers')).toBe(numbers);
    expect(await again.locator('.vertex').count()).toBe(3);
    expect(faults).toEqual([]);
    await again.close();
    await page.close();
  });

  it('is drawn by the keyboard', async () => {
    const { page, faults } = await open(PATH.replace('graph=drawn', 'graph=ring'));
    await page.waitForSelector('.vertex');
    await page.getByLabel('remove', { exact: true }).press('Space');
    await page.locator('.vertex[tabindex="0"]').focus();
    const before = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    // One of the four sides has a vertex, wherever this one lies.
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft']) await page.keyboard.press(key);
    const after = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    expect(after).toMatch(/^vertex \d+, correlation/);
    expect(after).not.toBe(before);
    await page.keyboard.press('Enter');
    // What was a ring is now a drawn graph with a vertex less.
    await page.waitForFunction(() => document.querySelectorAll('.vertex').length === 29);
    expect(await page.locator('select[name=graph]').inputValue()).toBe('drawn');
    expect(faults).toEqual([]);
    await page.close();
  });

  it('goes on with dragged strengths, and says them in the address', async () => {
    const { page } = await open(PATH);
    await page.waitForSelector('[data-step]');
    await page.getByRole('button', { name: '100 steps' }).click();
    await page.waitForFunction(() => document.querySelector('[data-step]')?.textContent === '100');
    const slider = page.getByRole('slider', { name: 'Hetero-association h' });
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => location.search.includes('h=0.55'));
    const before = await page.getAttribute('.stage', 'data-numbers');
    await page.getByRole('button', { name: '100 steps' }).click();
    await page.waitForFunction(() => document.querySelector('[data-step]')?.textContent === '200');
    expect(await page.getAttribute('.stage', 'data-numbers')).not.toBe(before);
    await page.close();
  });

  it('loads its own model alone', async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${site.url}${PATH}`);
    await page.waitForSelector('[data-step]');
    expect(asked.some((url) => /\/worker-.*\.js$/.test(url))).toBe(true);
    // Digits and trained networks belong to other demos, whose models the same worker could load.
    expect(asked.filter((url) => /mnist|safetensors/.test(url))).toEqual([]);
    await page.close();
  });

  it('tells of a graph that cannot be, and works on', async () => {
    const { page, faults } = await open('demos/memory.html?backend=wasm&graph=drawn&edges=0-1+7x8&n=100');
    await page.waitForSelector('[data-step]');
    expect(await page.getByRole('alert').first().textContent()).toContain('this form is not known');
    await page.locator('input[name=edges]').fill('0-77');
    await page.locator('input[name=edges]').press('Enter');
    await page.getByText('this one names 77').waitFor();
    await page.locator('input[name=edges]').fill('0-7');
    await page.locator('input[name=edges]').press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.vertex').length === 8);
    expect(faults).toEqual([]);
    await page.close();
  });
});
