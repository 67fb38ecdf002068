// `npm run test:browser`: the browser suite in Chromium, named by CHROMIUM or found where Debian puts it.
import { existsSync } from 'node:fs';

import { pnpm, run } from './pnpm.mjs';
import { bin } from './suite.mjs';

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const chromium = places.find((place) => place && existsSync(place));
if (chromium === undefined) {
  const ci = Boolean(process.env.CI);
  const remedy = 'install Debian\'s "chromium", or set CHROMIUM to a browser';
  console.log(`test:browser: ${ci ? 'FAILED' : 'SKIPPED'}, no Chromium found: ${remedy}.`);
  process.exit(ci ? 1 : 0);
}
if (!existsSync(bin('vitest'))) pnpm('install', '--frozen-lockfile');
console.log(`test:browser: ${chromium}`);
run(bin('vitest'), ['run', '--config', 'tooling/vitest/browser.config.mjs', ...process.argv.slice(2)], {
  env: { ...process.env, CHROMIUM: chromium },
});

// The site: built as it is published, then opened.
run(process.execPath, ['tooling/scripts/site.mjs']);
run(bin('vitest'), ['run', '--config', 'tooling/vitest/site.config.mjs'], {
  env: { ...process.env, CHROMIUM: chromium },
});
