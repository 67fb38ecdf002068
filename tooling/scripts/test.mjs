// `npm test`: install what the workspace needs, run every unit test from sources, then everything again as people install it.
import { pnpm, run } from './pnpm.mjs';
import { phase } from './suite.mjs';

await phase('Install', () => pnpm('install', '--frozen-lockfile'));
await phase('Unit tests, from sources', () => pnpm('exec', 'vitest', 'run'));
await phase('Packed tarballs, in an empty folder', () => run('node', ['tooling/scripts/test-packed.mjs']));
