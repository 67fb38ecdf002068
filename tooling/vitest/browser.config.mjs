// The suite in a real browser: Chromium with WebGPU, on a machine without a GPU through its software adapter.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

import { reporters } from './index.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
// Only @vsa/backend depends on the wasm backend, so its files are found from there.
const fromBackend = createRequire(join(root, 'packages/backend/package.json'));
const wasmFolder = join(dirname(fromBackend.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist');
const wasmFiles = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
];

export default defineConfig({
  root,
  cacheDir: join(root, 'node_modules/.cache/vitest-browser'),
  resolve: {
    conditions: ['@vsa/source', 'module', 'browser', 'import', 'default'],
    dedupe: ['@tensorflow/tfjs-core'],
  },
  test: {
    name: 'browser',
    include: ['packages/*/test/browser/**/*.browser.test.ts', 'apps/*/test/browser/**/*.browser.test.ts'],
    reporters: reporters('browser'),
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    /** URLs of the wasm files for the backend's `wasmPaths`: `inject('wasmPaths')`. */
    provide: {
      wasmPaths: Object.fromEntries(wasmFiles.map((file) => [file, `/@fs${join(wasmFolder, file)}`])),
    },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      instances: [{ browser: 'chromium' }],
      provider: playwright({
        launchOptions: {
          executablePath: process.env.CHROMIUM,
          args: [
            '--no-sandbox',
            '--enable-unsafe-webgpu',
            // A real GPU is used only when asked for: answers must not depend on the machine.
            ...(process.env.VSA_GPU === '1' ? [] : ['--use-webgpu-adapter=swiftshader']),
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
            '--no-first-run',
          ],
        },
      }),
    },
  },
});
