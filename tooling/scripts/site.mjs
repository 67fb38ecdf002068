// `npm run site`: builds the packages and the site into apps/site/dist.
import { join } from 'node:path';

import { pnpm, root, run } from './pnpm.mjs';

pnpm('exec', 'turbo', 'run', 'build', '--output-logs=errors-only');
run(join(root, 'apps/site/node_modules/.bin/vite'), ['build', '--logLevel', 'warn'], {
  cwd: join(root, 'apps/site'),
});
run(process.execPath, ['scripts/finish.mjs', ...process.argv.slice(2)], { cwd: join(root, 'apps/site') });
