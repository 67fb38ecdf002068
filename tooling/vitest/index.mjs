import { defineConfig } from 'vitest/config';

import { CountingReporter } from './counting-reporter.mjs';

// Sources are reached through this export condition, so that tests need no build. In the suite against the packed tarballs it is off,
// and the tests lie beside the built files.
const packed = process.env.VSA_PACKED === '1';
const conditions = packed ? [] : ['@vsa/source'];

/** The vitest configuration that every package shares; `name` is the package's name. */
export function project(name, test = {}) {
  return defineConfig({
    resolve: { conditions: [...conditions, 'node', 'module', 'import', 'default'] },
    ssr: { resolve: { conditions: [...conditions, 'node', 'import', 'default'] } },
    test: {
      name,
      environment: 'node',
      include: [packed ? 'dist/**/*.test.ts' : 'src/**/*.test.ts', 'test/**/*.test.ts'],
      exclude: ['**/node_modules/**', '**/*.browser.test.ts'],
      pool: 'forks',
      testTimeout: 60_000,
      ...test,
    },
  });
}

/** Reporters of a run: files as they finish, then the counts of the whole suite. */
export function reporters(suite) {
  return ['default', new CountingReporter(suite)];
}
