// Drawings and image files in the digits' demo, in a real browser.

import { afterAll, describe, expect, it } from 'vitest';
import { openSite } from './browser.js';

const { site, browser, open } = await openSite();
afterAll(async () => {
  await browser.close();
  await site.close();
});

const PATH = 'demos/digits.html?backend=wasm&flip=0';
const bitmap = (colours: string): { name: string; mimeType: string; buffer: Buffer } => ({
  name: 'one.svg',
  mimeType: 'image/svg+xml',
  buffer: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300">${colours}</svg>`),
});
const PAPER = '<rect width="400" height="300" fill="#eeddaa"/>';
// A slanted stroke, away from the middle.
const STROKE = '<path d="M120 40 L100 220" stroke="#203050" stroke-width="22"/>';
const NO_IMAGE = { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('These are words.') };

const drawn = (): boolean => /drawn=[0-9a-f]{196}/.test(location.search);

describe('a drawing', () => {
  it('is made by the keyboard, and the address holds it', async () => {
    const { page, faults } = await open(PATH);
    await page.waitForSelector('[data-step]');
    const canvas = page.getByRole('application', { name: /^Start: draw/ });
    await canvas.focus();
    // Nothing but a move is no drawing.
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    expect(page.url()).not.toContain('drawn');
    for (let line = 0; line < 8; line += 1) await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForFunction(drawn);
    const hex = new URL(page.url()).searchParams.get('drawn') ?? '';
    const lines = hex.match(/.{7}/g) ?? [];
    // From line 14, one below line 13, a nib of two by two eight times: columns 14 and 15 of nine lines.
    expect(lines).toEqual(
      Array.from({ length: 28 }, (_, line) => (line >= 14 && line < 23 ? '0003000' : '0000000')),
    );
    expect(faults).toEqual([]);
    await page.close();
  });

  it('is made by the pointer', async () => {
    const { page } = await open(PATH);
    await page.waitForSelector('[data-step]');
    const box = await page.getByRole('application', { name: /^Start: draw/ }).boundingBox();
    if (box === null) throw new Error('the canvas has no place');
    const cell = box.width / 28;
    await page.mouse.move(box.x + 10.5 * cell, box.y + 5.5 * cell);
    await page.mouse.down();
    await page.mouse.move(box.x + 10.5 * cell, box.y + 6.5 * cell);
    await page.mouse.up();
    await page.waitForFunction(drawn);
    const hex = new URL(page.url()).searchParams.get('drawn') ?? '';
    const lines = hex.match(/.{7}/g) ?? [];
    // Columns 10 and 11 of lines 5 to 7.
    expect(lines).toEqual(
      Array.from({ length: 28 }, (_, line) => (line >= 5 && line < 8 ? '0030000' : '0000000')),
    );
    await page.close();
  });
});

describe('an image file', () => {
  it('is scaled, recalled and kept in the address', async () => {
    const { page, faults } = await open(PATH);
    await page.waitForSelector('[data-step]');
    await page.getByLabel('Image of a digit from a file').setInputFiles(bitmap(PAPER + STROKE));
    await page.waitForFunction(drawn);
    await page.waitForSelector('[data-step]');
    const hex = new URL(page.url()).searchParams.get('drawn') ?? '';
    // 28 hexadecimal digits are four lines: the first are empty, the stroke is 20 lines high and in the middle.
    expect(hex.slice(0, 21)).toBe('0'.repeat(21));
    const lines = hex.match(/.{7}/g) ?? [];
    expect(lines.filter((line) => line !== '0000000')).toHaveLength(20);
    await page.getByRole('button', { name: '100 steps' }).click();
    await page.getByText('A fixed point').waitFor();
    const sentence = await page.locator('p[role=status]').textContent();
    expect(sentence).toContain('Nearest to a 1');
    expect(faults).toEqual([]);
    await page.close();
  });

  it('is the same light on dark', async () => {
    const results: string[] = [];
    for (const colours of [
      PAPER + STROKE,
      (PAPER + STROKE).replace('#eeddaa', '#000000').replace('#203050', '#ffffff'),
    ]) {
      const { page } = await open(PATH);
      await page.waitForSelector('[data-step]');
      await page.getByLabel('Image of a digit from a file').setInputFiles(bitmap(colours));
      await page.waitForFunction(drawn);
      results.push(new URL(page.url()).searchParams.get('drawn') ?? '');
      await page.close();
    }
    expect(results[0]).toBe(results[1]);
  });

  it('can be dropped', async () => {
    const { page, faults } = await open(PATH);
    await page.waitForSelector('[data-step]');
    const { buffer, mimeType, name } = bitmap(PAPER + STROKE);
    const transfer = await page.evaluateHandle(
      ([text, type, title]) => {
        const given = new DataTransfer();
        given.items.add(new File([text], title, { type }));
        return given;
      },
      [buffer.toString(), mimeType, name] as const,
    );
    await page.dispatchEvent('.stage', 'drop', { dataTransfer: transfer });
    await page.waitForFunction(drawn);
    expect(faults).toEqual([]);
    await page.close();
  });

  it.each([
    ['no image', NO_IMAGE, 'is no image that this browser can read'],
    ['nothing at all', { ...NO_IMAGE, buffer: Buffer.alloc(0) }, 'is no image that this browser can read'],
    ['blank paper', bitmap(PAPER), 'all of one grey'],
    ['too large', { ...NO_IMAGE, buffer: Buffer.alloc(21e6) }, 'an image of up to 20 MB is expected'],
  ])('that is %s is told, and the page works on', async (_, file, message) => {
    const { page, faults } = await open(PATH);
    await page.waitForSelector('[data-step]');
    await page.getByLabel('Image of a digit from a file').setInputFiles(file);
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain(message);
    await page.getByRole('button', { name: 'Step', exact: true }).click();
    await page.waitForFunction(() => document.querySelector('[data-step]')?.textContent === '1');
    await page.getByLabel('Image of a digit from a file').setInputFiles(bitmap(PAPER + STROKE));
    await page.waitForFunction(drawn);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(faults).toEqual([]);
    await page.close();
  });
});
