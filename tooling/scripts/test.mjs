// `npm test`: install what the workspace needs, then run every unit test from sources.
import { pnpm } from './pnpm.mjs';

pnpm('install', '--frozen-lockfile');
pnpm('exec', 'vitest', 'run', '--passWithNoTests');
