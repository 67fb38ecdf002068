// `node scripts/frames.mjs [SECONDS [BACKEND ...]]`: steps and pictures a second of the largest lattice of oscillators, in the built site.
// With VSA_GPU=1 WebGPU runs on the machine's own graphics card, else it is emulated on the processor.
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';
import { preview } from 'vite';

const [seconds = '8', ...only] = process.argv.slice(2);
const server = await preview({
  configFile: false,
  root: fileURLToPath(new URL('..', import.meta.url)),
  logLevel: 'warn',
  preview: { port: 0 },
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--enable-unsafe-webgpu',
    ...(process.env.VSA_GPU === '1' ? [] : ['--use-webgpu-adapter=swiftshader']),
    '--disable-background-networking',
    '--no-first-run',
  ],
});

for (const backend of only.length > 0 ? only : ['wasm', 'webgpu']) {
  for (const method of ['heun', 'rk4'])
    console.log(`${backend}, ${method}: ${await rateOf(backend, method)}`);
}
await browser.close();
await server.close();

/** Plays for some seconds; every picture is one call of putImageData. */
async function rateOf(backend, method) {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    globalThis.pictures = 0;
    const { prototype } = globalThis.CanvasRenderingContext2D;
    const put = prototype.putImageData;
    prototype.putImageData = function (...of) {
      globalThis.pictures += 1;
      put.apply(this, of);
    };
  });
  const [address] = server.resolvedUrls.local;
  await page.goto(`${address}demos/oscillators.html?size=1024+x+1024&backend=${backend}&method=${method}`);
  await page.waitForSelector('[data-step]', { timeout: 120_000 });
  await page.getByRole('button', { name: 'Play' }).click();
  // The first pictures compile shaders and grow memory.
  await page.waitForFunction(() => globalThis.pictures >= 3, undefined, { timeout: 240_000 });
  const seen = () =>
    page.evaluate(() => ({
      steps: Number(globalThis.document.querySelector('[data-step]').textContent),
      pictures: globalThis.pictures,
      at: performance.now(),
    }));
  const first = await seen();
  await page.waitForTimeout(1000 * Number(seconds));
  const last = await seen();
  const device = await page.textContent('#figures');
  await page.close();
  const per = (name) => ((last[name] - first[name]) / ((last.at - first.at) / 1000)).toFixed(2);
  const on = /\((.*)\)\s*$/s.exec(device)?.[1] ?? '';
  return `${per('steps')} steps and ${per('pictures')} pictures a second on ${on}`;
}
