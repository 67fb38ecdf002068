// `npm test`: install what the workspace needs, run every unit test from sources.
import { pnpm } from './pnpm.mjs';
import { phase } from './suite.mjs';

await phase('Install', () => pnpm('install', '--frozen-lockfile'));
await phase('Unit tests, from sources', () => pnpm('exec', 'vitest', 'run', '--passWithNoTests'));
