import { defineConfig } from 'vitest/config';

// Sources are reached through this export condition, so that tests need no build.
const conditions = ['@vsa/source'];

/** The vitest configuration that every package shares; `name` is the package's name. */
export function project(name, test = {}) {
  return defineConfig({
    resolve: { conditions: [...conditions, 'node', 'module', 'import', 'default'] },
    ssr: { resolve: { conditions: [...conditions, 'node', 'import', 'default'] } },
    test: {
      name,
      environment: 'node',
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      pool: 'forks',
      testTimeout: 60_000,
      ...test,
    },
  });
}
