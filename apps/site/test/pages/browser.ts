// The built site in Chromium: what all its tests need.

import { chromium, type Browser, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { serveSite, type Served } from './serve.js';

/** Opens a page and collects what goes wrong in it. */
export type Open = (
  path: string,
  width?: number,
) => Promise<{ readonly page: Page; readonly faults: string[] }>;

/** A browser beside the site; both are the test's to close. */
export interface OpenedSite {
  readonly site: Served;
  readonly browser: Browser;
  readonly open: Open;
}

/** Serves the site and starts a browser with WebGPU, emulated unless VSA_GPU is 1. */
export async function openSite(): Promise<OpenedSite> {
  const site = await serveSite();
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--enable-unsafe-webgpu',
      ...(process.env['VSA_GPU'] === '1' ? [] : ['--use-webgpu-adapter=swiftshader']),
      '--disable-background-networking',
      '--no-first-run',
    ],
  });
  const open: Open = async (path, width = 1280) => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('response', (response) => {
      if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(`${site.url}${path}`);
    return { page, faults };
  };
  return { site, browser, open };
}

/** Makes a hundred steps in a page and gives the numbers that sum up where they led. */
async function hundredSteps(open: Open, path: string): Promise<readonly number[]> {
  const { page, faults } = await open(path);
  await page.waitForSelector('[data-step]');
  await page.getByRole('button', { name: '100 steps' }).click();
  await stepIs(page, 100);
  const numbers = await numbersOf(page);
  expect(faults).toEqual([]);
  await page.close();
  return numbers;
}

/** Expects that a hundred steps in a page lead to these numbers, two or more, within a tolerance for each. */
export async function expectHundredSteps(
  open: Open,
  path: string,
  wanted: readonly number[],
  tolerance: number,
): Promise<void> {
  const numbers = await hundredSteps(open, path);
  expect(numbers.length).toBe(wanted.length);
  expect(wanted.length).toBeGreaterThan(1);
  wanted.forEach((value, index) => {
    expect(Math.abs(value - (numbers[index] ?? NaN))).toBeLessThanOrEqual(tolerance);
  });
}

/** Waits until a demo has made so many steps. */
export async function stepIs(page: Page, step: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelector('[data-step]')?.textContent === String(wanted),
    step,
    // An emulated GPU takes half a second for a step of many small operations.
    { timeout: 280_000 },
  );
}

/** The numbers that sum up what a page shows. */
export async function numbersOf(page: Page): Promise<readonly number[]> {
  return JSON.parse((await page.getAttribute('.stage', 'data-numbers')) ?? '[]') as number[];
}
