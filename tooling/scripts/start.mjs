// `npm start`: install what the workspace needs, build it, and run the main job on real input. Arguments go to the job.
import { join } from 'node:path';

import { pnpm, root, run } from './pnpm.mjs';
import { phase } from './suite.mjs';

await phase('Install', () => pnpm('install', '--frozen-lockfile'));
await phase('Build', () => pnpm('exec', 'turbo', 'run', 'build', '--output-logs=errors-only'));
console.log('');
run(process.execPath, [join(root, 'apps/cli/dist/bin.js'), 'demo', 'family', ...process.argv.slice(2)]);
