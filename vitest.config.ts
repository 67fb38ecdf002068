import { defineConfig } from 'vitest/config';

/** One project a package; each has its own `vitest.config.ts` made by `tooling/vitest`. */
export default defineConfig({
  test: { projects: ['packages/*', 'apps/*'] },
});
