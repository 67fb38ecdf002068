// A stranger's project: an empty folder outside the workspace with what npm installs there, and the checks made in it.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../pnpm.mjs';
import { bin, quiet } from '../suite.mjs';

/** Makes an ESM project in `folder`. */
export function createProject(folder) {
  mkdirSync(folder, { recursive: true });
  writeJson(join(folder, 'package.json'), { name: 'consumer', private: true, type: 'module' });
}

/** Plain `npm install` of tarballs and names in a project; gives its problems. */
export function npmInstall(folder, specifiers) {
  const { ok, output } = quiet(
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefer-offline', ...specifiers],
    inFolder(folder),
  );
  return ok ? [] : [output];
}

/** Environment of commands in a project; npm's own variables would lead back into the workspace. */
export function inFolder(folder, env = {}) {
  return { cwd: folder, env: { npm_config_local_prefix: undefined, INIT_CWD: folder, ...env } };
}

function writeJson(file, value) {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

const strict = {
  target: 'ES2022',
  lib: ['ES2023', 'ESNext.Disposable', 'DOM', 'DOM.Iterable'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  types: [],
};

/** Type resolutions that consumers use. */
export const resolutions = {
  nodenext: { module: 'NodeNext', moduleResolution: 'NodeNext' },
  bundler: { module: 'ESNext', moduleResolution: 'bundler' },
};

/** Compiles `sources` of a project into `out/NAME`, strictly and with every library's types checked; gives its problems. */
export function compile(folder, name, sources, options = {}) {
  const file = join(folder, `tsconfig.${name}.json`);
  writeJson(file, {
    compilerOptions: { ...strict, skipLibCheck: false, rootDir: 'src', outDir: `out/${name}`, ...options },
    files: sources.map((source) => `src/${source}`),
  });
  const { ok, output } = quiet(bin('tsc'), ['-p', file, '--pretty', 'false'], inFolder(folder));
  return ok ? [] : [head(output, 40)];
}

/** Specifiers of everything a package lets people import, with the files of each's types and values. */
export function publicSubpaths(manifest) {
  return Object.entries(manifest.exports)
    .filter(([subpath]) => subpath !== './package.json')
    .map(([subpath, targets]) => ({
      specifier: manifest.name + subpath.slice(1),
      types: targets.types,
      values: targets.default,
    }));
}

/** Source text that imports every specifier and prints how many values each exports. */
export function importAll(specifiers) {
  const lines = specifiers.map((specifier, index) => `import * as m${index} from '${specifier}';`);
  const entries = specifiers.map((specifier, index) => `'${specifier}': Object.keys(m${index}).length`);
  return `${lines.join('\n')}\nexport const counts = { ${entries.join(', ')} };\nconsole.log(JSON.stringify(counts));\n`;
}

/** Files below a folder, relative to it. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** Version of a dependency as the workspace installed it. */
export function installedVersion(folder, name) {
  const manifest = join(root, folder, 'node_modules', name, 'package.json');
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}

/** The first lines of an output, and how many are left. */
export function head(text, count) {
  const lines = text.split('\n');
  const rest = lines.length - count;
  return rest > 0 ? [...lines.slice(0, count), `... and ${rest} more lines`].join('\n') : text;
}
