// A browser with the built site, for the tests that open it.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { serveSite, type Served } from './serve.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A page, and what went wrong in it so far. */
export interface Opened {
  readonly page: Page;
  readonly faults: readonly string[];
}

/** Browser and site. */
export interface Session {
  readonly browser: Browser;
  readonly site: Served;
  /** Opens a page below the site's root and collects what goes wrong in it. */
  open(path: string, width?: number): Promise<Opened>;
  close(): Promise<void>;
}

/** Starts Chromium and a server of the built site. */
export async function startSession(): Promise<Session> {
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
  return {
    browser,
    site,
    async open(path, width = 1280) {
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
    },
    async close() {
      await browser.close();
      await site.close();
    },
  };
}

interface AxeFault {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Serious and critical faults of accessibility that axe finds. */
export async function seriousFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const tool = (globalThis as unknown as { axe: { run(): Promise<{ violations: AxeFault[] }> } }).axe;
    const { violations } = await tool.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`.slice(0, 400));
  });
}

/** The numbers that sum up what a page shows. */
export async function numbersOf(page: Page): Promise<readonly number[]> {
  return JSON.parse((await page.getAttribute('.stage', 'data-numbers')) ?? '[]') as number[];
}

/** Makes a hundred steps in a page and gives the numbers that sum up where they led. */
export async function hundredSteps({ open }: Session, path: string): Promise<readonly number[]> {
  const { page, faults } = await open(path);
  await page.waitForSelector('[data-step]');
  await page.getByRole('button', { name: '100 steps' }).click();
  await stepIs(page, 100);
  const numbers = await numbersOf(page);
  expect(faults).toEqual([]);
  await page.close();
  return numbers;
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
