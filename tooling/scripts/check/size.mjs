// What a user's bundle pays for an import: sources bundled and minified by Vite, gzipped, held against committed limits.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { build } from 'vite';

import { root } from '../pnpm.mjs';

const ENTRY = 'virtual:size-entry';

/** Bundles each entry of `tooling/size-budget.json`, prints its size, and tells which are over their limit. */
export async function sizes() {
  const budget = JSON.parse(readFileSync(join(root, 'tooling/size-budget.json'), 'utf8'));
  const problems = [];
  for (const { name, from, code, external, limitKiB } of budget) {
    const kibibytes = gzipSync(await bundle(from, code, external)).length / 1024;
    console.log(`  ${name}: ${kibibytes.toFixed(1)} of ${limitKiB} KiB gzipped`);
    if (kibibytes > limitKiB)
      problems.push(`${name}: ${kibibytes.toFixed(1)} KiB, expected at most ${limitKiB} KiB`);
  }
  return problems;
}

async function bundle(from, code, external) {
  const packages = external.map((name) => new RegExp(`^${name}`));
  const outside = (id) => id.startsWith('node:') || packages.some((pattern) => pattern.test(id));
  const result = await build({
    configFile: false,
    root: join(root, from),
    logLevel: 'error',
    resolve: { conditions: ['@vsa/source', 'module', 'browser', 'import', 'default'] },
    plugins: [virtualEntry(join(root, from, 'size-entry.js'), code)],
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      lib: { entry: ENTRY, formats: ['es'], fileName: 'entry' },
      // Vite keeps white space in ES libraries; a user's bundler does not.
      rolldownOptions: { external: outside, output: { minify: true } },
    },
  });
  const outputs = [result].flat().flatMap(({ output }) => output);
  return outputs.map((output) => output.code ?? output.source).join('\n');
}

/** Serves the entry's text as if it were a file of the package, so that its imports resolve from there. */
function virtualEntry(file, code) {
  return {
    name: 'size-entry',
    enforce: 'pre',
    resolveId: (id) => (id === ENTRY || id.endsWith(ENTRY) ? file : undefined),
    load: (id) => (id === file ? code : undefined),
  };
}
