// A GPU that goes away in the middle: the demos say so and go on with WebAssembly.

import type { Page, Worker as PageWorker } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { numbersOf, openSite, stepIs } from './browser.js';

const { site, browser, open } = await openSite();
afterAll(async () => {
  await browser.close();
  await site.close();
});

/** What the test keeps in a worker's global object: the devices that were asked for. */
interface Kept {
  devices?: { destroy(): void }[];
  GPUAdapter: { prototype: { requestDevice(...options: unknown[]): Promise<{ destroy(): void }> } };
}

/**
 * Opens a demo on WebAssembly, has its worker keep the devices that it will ask for, and changes to WebGPU: the product itself
 * needs no door for the test.
 */
async function openOnGpu(
  path: string,
): Promise<{ page: Page; faults: readonly string[]; lose(): Promise<void> }> {
  const { page, faults } = await open(`${path}&backend=wasm`);
  await page.waitForSelector('[data-step]');
  const [worker] = page.workers();
  if (worker === undefined) throw new Error('expected a worker, got none');
  await keepDevices(worker);
  await page.locator('select[name=backend]').selectOption('webgpu');
  await page.getByText(/on webgpu/).waitFor({ timeout: 120_000 });
  await page.waitForSelector('[data-step]');
  const lose = async (): Promise<void> => {
    await worker.evaluate(() => {
      (globalThis as unknown as Kept).devices?.forEach((device) => {
        device.destroy();
      });
    });
  };
  return { page, faults, lose };
}

async function keepDevices(worker: PageWorker): Promise<void> {
  await worker.evaluate(() => {
    const scope = globalThis as unknown as Kept;
    const { prototype } = scope.GPUAdapter;
    const request = prototype.requestDevice;
    scope.devices = [];
    prototype.requestDevice = async function (...options) {
      const device = await request.apply(this, options);
      scope.devices?.push(device);
      return device;
    };
  });
}

const stepOf = async (page: Page): Promise<number> => Number(await page.textContent('[data-step]'));

describe('a GPU that is lost', () => {
  it('while nothing moves: the same phases go on, on WebAssembly', async () => {
    const { page, faults, lose } = await openOnGpu('demos/oscillators.html?size=64+x+64');
    await page.getByRole('button', { name: '100 steps' }).click();
    await stepIs(page, 100);
    const before = await numbersOf(page);
    await lose();
    await page.getByText(/The GPU was lost .* WebAssembly goes on at step 100\./).waitFor();
    expect(await page.locator('#figures').textContent()).toMatch(/step 100,.*on wasm/s);
    const after = await numbersOf(page);
    // The very phases that the GPU showed last; sines of the kernel err by 1.5e-7.
    expect(after).toHaveLength(2);
    after.forEach((value, index) => {
      expect(Math.abs(value - (before[index] ?? NaN))).toBeLessThan(1e-6);
    });
    await page.getByRole('button', { name: 'Step', exact: true }).click();
    await stepIs(page, 101);
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByText(/WebAssembly computes until the page is loaded anew/).waitFor();
    await stepIs(page, 0);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('while it plays: it plays on', async () => {
    const { page, faults, lose } = await openOnGpu('demos/oscillators.html?size=64+x+64');
    await page.getByRole('button', { name: 'Play' }).click();
    await page.waitForFunction(() => Number(document.querySelector('[data-step]')?.textContent) > 5);
    await lose();
    await page.getByText(/on wasm/).waitFor();
    const then = await stepOf(page);
    expect(then).toBeGreaterThan(5);
    await page.waitForFunction(
      (step) => Number(document.querySelector('[data-step]')?.textContent) > step + 20,
      then,
    );
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText(/The GPU was lost/).waitFor();
    expect(faults).toEqual([]);
    await page.close();
  });

  it('in the middle of a hundred steps: the hundred come to an end, all computed anew', async () => {
    const { page, faults, lose } = await openOnGpu('demos/glyphs.html?first=3&second=60');
    for (const step of [1, 2]) {
      await page.getByRole('button', { name: 'Step', exact: true }).click();
      await stepIs(page, step);
    }
    await page.getByRole('button', { name: '100 steps' }).click();
    await lose();
    await stepIs(page, 100);
    await page.getByText(/The GPU was lost .* computes steps 1 to ([2-9]|\d\d+) anew\./).waitFor();
    const numbers = await numbersOf(page);
    expect(faults).toEqual([]);
    await page.close();
    const { page: other } = await open('demos/glyphs.html?first=3&second=60&backend=wasm');
    await other.waitForSelector('[data-step]');
    await other.getByRole('button', { name: '100 steps' }).click();
    await stepIs(other, 100);
    expect(numbers).toEqual(await numbersOf(other));
    await other.close();
  });

  it('sliders moved on the way are moved again, after the same steps', async () => {
    const drive = async (page: Page, between: () => Promise<void>): Promise<readonly number[]> => {
      const to = async (step: number): Promise<void> => {
        await page.getByRole('button', { name: 'Step', exact: true }).click();
        await stepIs(page, step);
      };
      await to(1);
      await to(2);
      await page.locator('input[name=a]').fill('-0.5');
      await page.waitForFunction(() => location.search.includes('a=-0.5'));
      await to(3);
      await between();
      await to(4);
      return numbersOf(page);
    };
    const gpu = await openOnGpu('demos/memory.html?n=200&seed=5');
    const moved = await drive(gpu.page, async () => {
      await gpu.lose();
      await gpu.page.getByText(/The GPU was lost .* step 3, and computes steps 1 to 3 anew\./).waitFor();
    });
    expect(gpu.faults).toEqual([]);
    await gpu.page.close();
    const { page } = await open('demos/memory.html?n=200&seed=5&backend=wasm');
    await page.waitForSelector('[data-step]');
    expect(moved).toEqual(await drive(page, () => Promise.resolve()));
    await page.close();
  });
});
