import { defineConfig } from 'vitest/config';

import { reporters } from './tooling/vitest/index.mjs';

/** One project a package; each has its own `vitest.config.mjs` made by `tooling/vitest`. */
export default defineConfig({
  test: { projects: ['packages/*', 'apps/*'], reporters: reporters('unit') },
});
