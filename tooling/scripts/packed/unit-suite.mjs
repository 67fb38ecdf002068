// The unit tests once more, now against what the tarballs hold: each test file is laid beside the built file that it tests.
//
// `node_modules/@vsa/x` moves to `packages/x` and a link takes its place, so that vitest treats the built code as it treats sources
// and tests reach the same single copy through `./file.js` and through `@vsa/x`.
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

import { root } from '../pnpm.mjs';
import { manifestOf } from '../suite.mjs';
import { filesBelow, installedVersion } from './consumer.mjs';

const BARE_IMPORT = /^\s*(?:import|export)\b[^;]*?from\s+'([^.'][^']*)'|import\('([^.'][^']*)'\)/gm;

/** What the tests need besides the packages: `name@version` of what they import, and of optional peers that the workspace has. */
export function testDependencies(folders) {
  const wanted = new Map([['vitest', installedVersion('.', 'vitest')]]);
  for (const folder of folders) {
    const { devDependencies = {}, peerDependencies = {} } = manifestOf(folder);
    const imported = new Set(testFiles(folder).flatMap((file) => bareImports(join(root, folder, file))));
    for (const name of Object.keys(devDependencies)) {
      if (name.startsWith('@vsa/') || !(imported.has(name) || name in peerDependencies)) continue;
      wanted.set(name, installedVersion(folder, name));
    }
  }
  return [...wanted].map(([name, version]) => `${name}@${version}`);
}

/** Lays the tests of all packages out in `project`; `vitest run` there then runs them. */
export function layOutTests(project, folders) {
  for (const folder of folders) layOut(project, folder);
  cpSync(join(root, 'tooling/vitest'), join(project, 'tooling/vitest'), {
    recursive: true,
    filter: (file) => !file.includes('node_modules'),
  });
  writeFileSync(
    join(project, 'vitest.config.mjs'),
    `import { reporters } from './tooling/vitest/index.mjs';
export default { test: { projects: ${JSON.stringify(folders)}, reporters: reporters('packed-unit') } };
`,
  );
}

function layOut(project, folder) {
  const { name } = manifestOf(folder);
  const installed = join(project, 'node_modules', name);
  const target = join(project, folder);
  mkdirSync(dirname(target), { recursive: true });
  renameSync(installed, target);
  symlinkSync(target, installed, 'dir');
  copyFileSync(join(root, folder, 'vitest.config.mjs'), join(target, 'vitest.config.mjs'));
  for (const file of filesBelow(join(root, folder, 'src'))) {
    const built = join(target, 'dist', file.replace(/\.ts$/, '.js'));
    if (existsSync(built) || file.endsWith('.bench.ts')) continue;
    copyTest(join(root, folder, 'src', file), join(target, 'dist', file));
  }
  for (const other of otherFolders(folder)) {
    const from = join(root, folder, other);
    for (const file of filesBelow(from)) copyTest(join(from, file), join(target, other, file));
  }
}

/** Folders of tests, vectors and data beside `src`, which tests may read. */
function otherFolders(folder) {
  const own = new Set(['src', 'dist', 'node_modules', 'coverage']);
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !own.has(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
}

/** Copies a file; a test's imports of sources become imports of built files. */
function copyTest(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  if (!from.endsWith('.ts')) return copyFileSync(from, to);
  writeFileSync(to, readFileSync(from, 'utf8').replace(/(['"])((?:\.\.\/)+)src\//g, '$1$2dist/'));
}

function testFiles(folder) {
  return ['src', 'test']
    .filter((part) => existsSync(join(root, folder, part)))
    .flatMap((part) => filesBelow(join(root, folder, part)).map((file) => `${part}/${file}`))
    .filter((file) => file.endsWith('.ts') && (file.startsWith('test/') || file.endsWith('.test.ts')));
}

function bareImports(file) {
  return [...readFileSync(file, 'utf8').matchAll(BARE_IMPORT)].map(([, fixed, lazy]) =>
    packageOf(fixed ?? lazy),
  );
}

function packageOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
