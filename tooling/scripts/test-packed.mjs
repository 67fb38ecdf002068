// `npm run test:packed`: what people install. Builds, packs every public package, installs the tarballs with plain npm in an empty folder
// outside the workspace, and there imports, compiles, runs the READMEs' examples and the unit tests, with no way back to the sources.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

import {
  compile,
  createProject,
  head,
  importAll,
  inFolder,
  npmInstall,
  publicSubpaths,
  resolutions,
} from './packed/consumer.mjs';
import { examples } from './packed/fences.mjs';
import { layOutTests, testDependencies } from './packed/unit-suite.mjs';
import { pnpm, root } from './pnpm.mjs';
import { manifestOf, phase, publicFolders, quiet, runChecks } from './suite.mjs';

const work = mkdtempSync(join(tmpdir(), 'vsa-packed-'));
const keep = process.argv.includes('--keep');
process.on('exit', () =>
  keep ? console.log(`kept ${work}`) : rmSync(work, { recursive: true, force: true }),
);

const folders = publicFolders();
const manifests = folders.map(manifestOf);
const tarballs = join(work, 'tarballs');
const all = join(work, 'all');
const two = join(work, 'two');

await phase('Build', () => pnpm('exec', 'turbo', 'run', 'build', '--output-logs=errors-only'));
const { failed } = await runChecks('packed', [
  ['pack every public package', pack],
  ['npm install of all tarballs', () => install(all, folders)],
  [
    'npm install of @vsa/vrn and @vsa/backend alone',
    () => install(two, ['packages/vrn', 'packages/backend']),
  ],
  ['public types name none of TensorFlow.js', typesNameNoTensorFlow],
  ['factor a vector in under 15 lines', factorInFewLines],
  ...Object.entries(resolutions).map(([name, options]) => [
    `types of every subpath, ${name}, skipLibCheck off`,
    () => compileSubpaths(name, options),
  ]),
  ['import of every subpath is silent', importEverySubpath],
  ['commands start', commandsStart],
  ['npm install of what tests and examples need', () => npmInstall(all, extras())],
  ['examples of READMEs and @example compile', compileExamples],
  ['examples of READMEs and @example run', runExamples],
]);
const passed = await phase('Unit tests, against the packed code', unitSuite);
if (failed > 0 || !passed) process.exit(1);

function pack() {
  const filters = folders.flatMap((folder) => ['--filter', `./${folder}`]);
  const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devEngines.packageManager
    .version;
  const { ok, output } = quiet('npx', [
    '--yes',
    `pnpm@${version}`,
    '-r',
    ...filters,
    'pack',
    '--pack-destination',
    tarballs,
  ]);
  return ok ? [] : [output];
}

function install(project, wanted) {
  createProject(project);
  const names = wanted.map((folder) => tarballName(manifestOf(folder)));
  return npmInstall(
    project,
    names.map((name) => join(tarballs, name)),
  );
}

function tarballName({ name, version }) {
  return `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
}

/** Only types that a public subpath leads to: what is behind the scenes may name what it likes. */
function typesNameNoTensorFlow() {
  return manifests.flatMap((manifest) => {
    const installed = join(all, 'node_modules', manifest.name);
    const entries = publicSubpaths(manifest).map(({ types }) => join(installed, types));
    return reachable(entries, '.d.ts')
      .filter((file) => /@tensorflow\/|@webgpu\/types/.test(withoutComments(file)))
      .map((file) => `${relative(all, file)} names TensorFlow.js; state the type in our own words`);
  });
}

/** The files that relative imports lead to, `extension` being that of files of their kind. */
function reachable(entries, extension) {
  const seen = new Set(entries);
  for (const file of seen) {
    for (const [, specifier] of withoutComments(file).matchAll(/(?:from|import\()\s*['"](\.[^'"]+)['"]/g)) {
      const next = join(dirname(file), specifier.replace(/\.js$/, extension));
      if (existsSync(next)) seen.add(next);
    }
  }
  return [...seen];
}

function withoutComments(file) {
  return readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

/** The promise of the README: two packages, one line for the backend, one call. */
function factorInFewLines() {
  const code = examples([]).find(({ code }) => code.includes('factorize('))?.code;
  if (code === undefined) return ['README.md has no ```ts example that calls factorize'];
  const lines = code.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > 15) return [`the README's example has ${lines.length} lines, expected at most 15`];
  mkdirSync(join(two, 'src'), { recursive: true });
  writeFileSync(join(two, 'src/factor.ts'), code);
  return [
    ...compile(two, 'factor', ['factor.ts'], { ...resolutions.nodenext, noUncheckedIndexedAccess: false }),
    ...runNode(two, 'out/factor/factor.js', code),
  ];
}

/** Every public subpath, and whether its values or types need vitest, which only tests have. */
function subpaths() {
  const needsVitest = (file, extension) =>
    reachable([file], extension).some((other) => /from ['"]vitest['"]/.test(withoutComments(other)));
  return manifests.flatMap((manifest) => {
    const installed = join(all, 'node_modules', manifest.name);
    return publicSubpaths(manifest).map(({ specifier, types, values }) => ({
      specifier,
      typesNeedVitest: needsVitest(join(installed, types), '.d.ts'),
      valuesNeedVitest: needsVitest(join(installed, values), '.js'),
    }));
  });
}

function compileSubpaths(name, options) {
  mkdirSync(join(all, 'src'), { recursive: true });
  const found = subpaths();
  const specifiers = (chosen) => found.filter(chosen).map(({ specifier }) => specifier);
  const types = specifiers(({ typesNeedVitest }) => !typesNeedVitest);
  writeFileSync(
    join(all, 'src/types.ts'),
    types.map((specifier) => `import type {} from '${specifier}';\n`).join(''),
  );
  writeFileSync(
    join(all, 'src/values.ts'),
    importAll(specifiers(({ valuesNeedVitest }) => !valuesNeedVitest)),
  );
  return compile(all, `subpaths-${name}`, ['types.ts', 'values.ts'], options);
}

function importEverySubpath() {
  const { ok, output } = quiet('node', ['out/subpaths-nodenext/values.js'], inFolder(all));
  return ok && /^\{.*\}$/.test(output) ? [] : [`expected one line of counts, got:\n${head(output, 20)}`];
}

function commandsStart() {
  return manifests.flatMap(({ bin = {} }) =>
    Object.keys(bin).flatMap((command) => {
      const { ok, output } = quiet(join(all, 'node_modules/.bin', command), ['--help'], inFolder(all));
      return ok && output !== '' ? [] : [`${command} --help:\n${head(output, 20)}`];
    }),
  );
}

function extras() {
  const node = JSON.parse(readFileSync(join(root, 'node_modules/@types/node/package.json'), 'utf8')).version;
  return [`@types/node@${node}`, ...testDependencies(folders)];
}

function compileExamples() {
  const found = examples(folders);
  mkdirSync(join(all, 'src'), { recursive: true });
  for (const { name, code } of found) writeFileSync(join(all, 'src', `${name}.ts`), `${code}\nexport {};\n`);
  if (found.length === 0) return ['no ```ts example in any README'];
  const sources = found.map(({ name }) => `${name}.ts`);
  return compile(all, 'examples', sources, {
    ...resolutions.nodenext,
    types: ['node'],
    skipLibCheck: true,
    noUncheckedIndexedAccess: false,
  });
}

function runExamples() {
  return examples(folders).flatMap(({ name, source, code }) =>
    runNode(all, `out/examples/${name}.js`, code).map((problem) => `${source}: ${problem}`),
  );
}

/** Runs a file; every `// => text` of its source must be a line that it prints, in this order. */
function runNode(project, file, code) {
  const { ok, output, stdout } = quiet('node', [file], { ...inFolder(project), timeout: 120_000 });
  if (!ok) return [`failed\n${head(output, 20)}`];
  const printed = stdout.split('\n');
  const missing = [...code.matchAll(/\/\/ => (.*)$/gm)].find(([, text]) => {
    const index = printed.indexOf(text.trim());
    printed.splice(0, index + 1);
    return index < 0;
  });
  return missing === undefined ? [] : [`expected it to print ${missing[1]}, got:\n${head(stdout, 20)}`];
}

function unitSuite() {
  layOutTests(all, folders);
  const left = readdirSync(join(all, 'node_modules/@vsa'));
  if (left.length !== folders.length)
    throw new Error(`packed: expected ${folders.length} packages, got ${left}.`);
  const vitest = join(all, 'node_modules/.bin/vitest');
  const { status } = spawnSync(vitest, ['run', '--passWithNoTests'], {
    cwd: all,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, VSA_PACKED: '1' },
  });
  return status === 0;
}
