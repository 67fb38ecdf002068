// The built site in Chromium, driven from Node: pages, demos, links, accessibility.
import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

import { reporters } from './index.mjs';

export default defineConfig({
  root: fileURLToPath(new URL('../../', import.meta.url)),
  resolve: { conditions: ['@vsa/source', 'node', 'module', 'import', 'default'] },
  ssr: { resolve: { conditions: ['@vsa/source', 'node', 'import', 'default'] } },
  test: {
    name: 'site',
    include: ['apps/site/test/pages/**/*.browser.test.ts'],
    reporters: reporters('site'),
    pool: 'forks',
    fileParallelism: false,
    // An emulated GPU on a busy machine is slow, and says nothing about the site.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
