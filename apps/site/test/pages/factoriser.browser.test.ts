// Picking factors by picture in a real browser.

import { afterAll, describe, expect, it } from 'vitest';
import { openSite } from './browser.js';

const { site, browser, open } = await openSite();
afterAll(async () => {
  await browser.close();
  await site.close();
});

const PATH = 'demos/factoriser.html?backend=wasm&named=pictures&d=512&search=coordinate';

describe('factors by picture', () => {
  it('are picked, found again, and kept in the address', async () => {
    const { page, faults } = await open(PATH);
    await page.waitForSelector('.swatch');
    await page.getByRole('radio', { name: 'flower 6' }).check();
    await page.getByRole('radio', { name: 'teal' }).check();
    await page.getByRole('radio', { name: 'A4' }).check();
    await page.waitForFunction(() => location.search.includes('place=A4'));
    await page.waitForSelector('[data-step]');
    await page.getByRole('button', { name: '100 steps' }).click();
    // Whether VRN finds them too is up to the seed; its picture says what its sentence says.
    await page.getByText('the resonator reads “flower 6, teal, A4” (fixed point)').waitFor();
    const [, read = ''] =
      /VRN reads “(.*?)”/.exec((await page.locator('p[role=status]').textContent()) ?? '') ?? [];
    for (const label of [
      'bound: flower 6, teal, A4',
      `VRN reads: ${read}`,
      'resonator reads: flower 6, teal, A4',
    ]) {
      await page.getByRole('img', { name: label, exact: true }).waitFor();
    }
    const again = await browser.newPage();
    await again.goto(page.url());
    await again.waitForSelector('.swatch');
    expect(await again.getByRole('radio', { name: 'flower 6' }).isChecked()).toBe(true);
    expect(await again.locator('select[name=place]').inputValue()).toBe('A4');
    expect(await again.locator('select[name=who]').count()).toBe(0);
    expect(faults).toEqual([]);
    await again.close();
    await page.close();
  });

  it('are picked by arrow keys, and have a ground where there are four', async () => {
    const { page, faults } = await open(PATH);
    await page.waitForSelector('.swatch');
    expect(await page.locator('fieldset.swatches').count()).toBe(3);
    await page.getByLabel('Factors K').fill('4');
    await page.getByLabel('Factors K').press('Enter');
    await page.getByRole('radio', { name: 'sky stripes' }).press('ArrowRight');
    await page.waitForFunction(() => location.search.includes('ground=mint+stripes'));
    await page.locator('select[name=named]').selectOption('words');
    await page.waitForFunction(() => document.querySelectorAll('fieldset.swatches').length === 0);
    expect(await page.locator('select[name=ground]').count()).toBe(0);
    expect(await page.locator('select[name=where]').count()).toBe(1);
    expect(faults).toEqual([]);
    await page.close();
  });
});
