// What follows `vite build`: the reference by typedoc, the service worker with its list of files, and the budget of scripts.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { build } from 'vite';

import { reference } from './reference.mjs';

const site = fileURLToPath(new URL('..', import.meta.url));
const dist = join(site, 'dist');
/** Script that a page may load before a demo is opened, bytes as they lie in the folder. */
const FIRST_PAGE = 200_000;

if (!process.argv.includes('--without-reference')) await reference(join(dist, 'api'));
await serviceWorker();
budget();

/** All files below a folder, with `/`. */
function filesBelow(folder) {
  return readdirSync(folder).flatMap((name) =>
    statSync(join(folder, name)).isDirectory()
      ? filesBelow(join(folder, name)).map((below) => posix.join(name, below))
      : [name],
  );
}

/** Kept from the start: everything but the reference and the drawn figures, which are kept once they were looked at. */
async function serviceWorker() {
  const files = filesBelow(dist).filter(
    (file) => !/^(api|papers)\/.*/.test(file) || /^papers\/[^/]*\.html$/.test(file),
  );
  const manifest = files
    .filter((file) => file !== 'service-worker.js')
    .map((url) => ({
      url,
      revision: createHash('sha256')
        .update(readFileSync(join(dist, url)))
        .digest('hex')
        .slice(0, 16),
    }));
  await build({
    configFile: false,
    root: site,
    logLevel: 'warn',
    publicDir: false,
    define: { KEPT_FILES: JSON.stringify(manifest), 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: dist,
      emptyOutDir: false,
      rolldownOptions: {
        input: join(site, 'src/service-worker.ts'),
        output: { entryFileNames: 'service-worker.js', format: 'es', codeSplitting: false },
      },
    },
  });
  const bytes = manifest.reduce((sum, { url }) => sum + statSync(join(dist, url)).size, 0);
  console.log(
    `site: ${manifest.length} files, ${(bytes / 1e6).toFixed(1)} MB, are kept for use without a network`,
  );
}

/** Static imports of a script, followed to the end: what a page loads without anybody's doing. */
function scriptsOf(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(join(dist, file), 'utf8');
  for (const [, from] of text.matchAll(
    /(?:^|[;}\s])(?:import|export)\s*(?:[\w${},*\s]+from\s*)?["'](\.[^"']+)["']/g,
  )) {
    scriptsOf(posix.normalize(posix.join(posix.dirname(file), from)), seen);
  }
  return seen;
}

function budget() {
  const pages = filesBelow(dist).filter((file) => file.endsWith('.html') && !file.startsWith('api/'));
  const worst = { page: '', bytes: 0, packed: 0 };
  for (const page of pages) {
    const text = readFileSync(join(dist, page), 'utf8');
    const scripts = new Set();
    for (const [, source] of text.matchAll(/<(?:script|link)[^>]+(?:src|href)="([^"]+\.js)"/g)) {
      scriptsOf(posix.normalize(posix.join(posix.dirname(page), source)), scripts);
    }
    const contents = [...scripts].map((script) => readFileSync(join(dist, script)));
    const bytes = contents.reduce((sum, content) => sum + content.length, 0);
    if (bytes > worst.bytes) {
      Object.assign(worst, {
        page,
        bytes,
        packed: contents.reduce((sum, content) => sum + gzipSync(content).length, 0),
      });
    }
  }
  const text = `${(worst.bytes / 1000).toFixed(1)} kB of script (${(worst.packed / 1000).toFixed(1)} kB packed)`;
  if (worst.bytes > FIRST_PAGE) {
    console.error(
      `site: ${worst.page} loads ${text} before anything is started; the budget is ${FIRST_PAGE / 1000} kB.`,
    );
    process.exit(1);
  }
  console.log(
    `site: ${pages.length} pages; the heaviest, ${worst.page}, loads ${text} before a model is started`,
  );
}
