// Every package looks like every other: the same files, scripts and manifest fields, so that knowing one is knowing all.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../pnpm.mjs';
import { manifestOf, publicFolders } from '../suite.mjs';

const FILES = ['README.md', 'tsconfig.json', 'tsconfig.build.json', 'vitest.config.mjs', 'src/index.ts'];
const SCRIPTS = ['build', 'test', 'lint', 'typecheck', 'bench'];
const LAST_LINE_OF_BUILD = 'tsc -b tsconfig.build.json';

/** Problems of all public packages and apps. */
export function uniformity() {
  return publicFolders().flatMap((folder) => {
    const manifest = manifestOf(folder);
    return [
      ...missingFiles(folder),
      ...manifestProblems(folder, manifest),
      ...exportProblems(folder, manifest),
    ].map((problem) => `${folder}: ${problem}`);
  });
}

function missingFiles(folder) {
  return FILES.filter((file) => !existsSync(join(root, folder, file))).map((file) => `has no ${file}`);
}

function manifestProblems(folder, manifest) {
  const { name, scripts = {}, files = [], dependencies = {} } = manifest;
  const expected = {
    'type is "module"': manifest.type === 'module',
    'license is "MIT"': manifest.license === 'MIT',
    'sideEffects is false': manifest.sideEffects === false,
    'engines.node is ">=20.19"': manifest.engines?.node === '>=20.19',
    'publishConfig.access is "public"': manifest.publishConfig?.access === 'public',
    'description is a sentence': /^[A-Z].*\.$/.test(manifest.description ?? ''),
    'files hold dist and src, without tests': [
      'dist',
      'src',
      '!src/**/*.test.ts',
      '!src/**/*.bench.ts',
    ].every((pattern) => files.includes(pattern)),
    [`name is "@vsa/${folder.split('/')[1]}"`]: name === `@vsa/${folder.split('/')[1]}`,
    [`scripts are ${SCRIPTS.join(', ')}`]: SCRIPTS.every((script) => script in scripts),
    [`build runs "${LAST_LINE_OF_BUILD}"`]: (scripts.build ?? '').includes(LAST_LINE_OF_BUILD),
    'test and bench run its own vitest project': [scripts.test, scripts.bench].every((script) =>
      script?.endsWith(`--root ../.. --project ${name}`),
    ),
    'dependencies on workspace packages are "workspace:^"': Object.entries(dependencies).every(
      ([dependency, range]) => !dependency.startsWith('@vsa/') || range === 'workspace:^',
    ),
    'vitest.config.mjs calls the shared project()': readIfThere(
      join(root, folder, 'vitest.config.mjs'),
    ).includes(`project('${name}'`),
    'README.md starts with its name': readIfThere(join(root, folder, 'README.md')).startsWith(`# ${name}\n`),
  };
  return Object.entries(expected)
    .filter(([, holds]) => !holds)
    .map(([rule]) => `expected that ${rule}`);
}

/** Each subpath leads to a source, its types and its built file, in this order; all three follow from the source's place. */
function exportProblems(folder, { exports = {} }) {
  return Object.entries(exports).flatMap(([subpath, targets]) => {
    if (subpath === './package.json') return [];
    const source = targets['@vsa/source'];
    if (source === undefined || !existsSync(join(root, folder, source))) {
      return [`export "${subpath}" needs "@vsa/source" to be a file below src`];
    }
    const built = source.replace('./src/', './dist/').replace(/\.ts$/, '');
    const wanted = { '@vsa/source': source, types: `${built}.d.ts`, default: `${built}.js` };
    return JSON.stringify(targets) === JSON.stringify(wanted)
      ? []
      : [`export "${subpath}" should be ${JSON.stringify(wanted)}`];
  });
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
