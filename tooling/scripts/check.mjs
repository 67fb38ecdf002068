// `npm run check`: what review should not have to look at. One line a check, details of those that fail.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';

import { changesets } from './check/changesets.mjs';
import { sizes } from './check/size.mjs';
import { escapes, fileLengths, machineTraces } from './check/sources.mjs';
import { uniformity } from './check/uniformity.mjs';
import { pnpm, root } from './pnpm.mjs';
import { bin, publicFolders, quiet, quietly, runChecks } from './suite.mjs';

if (!existsSync(bin('eslint'))) pnpm('install', '--frozen-lockfile');

const only = process.argv.slice(2);
const checks = [
  ['build', () => turbo('build')],
  ['types of sources and tests', () => turbo('typecheck')],
  ['lint', () => tool('eslint', ['--max-warnings', '0', '.'])],
  ['layers and cycles', () => tool('depcruise', ['--config', '.dependency-cruiser.mjs', ...sourceFolders()])],
  ['unused files, exports, dependencies', () => tool('knip', ['--no-progress', '--no-config-hints'])],
  ['uniform packages', uniformity],
  ['file lengths', fileLengths],
  ['no ways round the checks', escapes],
  ['no traces of one machine', machineTraces],
  ['changesets', changesets],
  ['publint', () => eachPackage('publint', ['--strict', '--pack', 'npm'])],
  ['are the types wrong', () => eachPackage('attw', ['--pack', '.', '--profile', 'esm-only'])],
  ['size budget', sizes],
];
const chosen = checks.filter(([name]) => only.length === 0 || only.some((word) => name.includes(word)));
const { failed } = await runChecks('check', chosen);
process.exit(failed === 0 ? 0 : 1);

function tool(name, args, options) {
  const { ok, output } = quiet(bin(name), args, options);
  return ok ? [] : [output];
}

function sourceFolders() {
  return publicFolders()
    .flatMap((folder) => [`${folder}/src`, `${folder}/test`])
    .filter((folder) => existsSync(`${root}${folder}`));
}

function turbo(task) {
  const { ok, output } = quiet(
    'node',
    ['tooling/scripts/pnpm.mjs', 'exec', 'turbo', 'run', task, '--output-logs=errors-only', '--continue'],
    { env: { TURBO_TELEMETRY_DISABLED: '1' } },
  );
  return ok ? [] : [output];
}

/** Runs a tool in every package, as many at once as there are cores. */
async function eachPackage(name, args) {
  const waiting = publicFolders();
  const problems = [];
  const worker = async () => {
    for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
      const { ok, output } = await quietly(bin(name), args, { cwd: `${root}${folder}` });
      if (!ok) problems.push(`${folder}\n${output}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return problems;
}
