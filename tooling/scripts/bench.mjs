// `npm run bench [-- PACKAGE ...]`: runs the benchmarks of packages (`*.bench.ts`) and of tooling/bench, and writes what they say, with
// device, commit and versions, to tooling/bench/results. A figure without these three is hearsay.
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
import { arch, cpus, platform, tmpdir, totalmem } from 'node:os';
import { join, relative } from 'node:path';

import { pnpm, root } from './pnpm.mjs';
import { bin, manifestOf, phase, quiet } from './suite.mjs';

const wanted = process.argv.slice(2);
if (!existsSync(bin('vitest'))) pnpm('install', '--frozen-lockfile');

const report = { ...circumstances(), packages: [], scripts: [] };
let failed = false;

await phase('Benchmarks of packages', () => {
  const work = mkdtempSync(join(tmpdir(), 'vsa-bench-'));
  const file = join(work, 'bench.json');
  const projects = wanted.flatMap((name) => ['--project', name]);
  const args = ['bench', '--run', '--passWithNoTests', '--outputJson', file, ...projects];
  failed = inherit(bin('vitest'), args) || failed;
  if (existsSync(file)) report.packages = summary(JSON.parse(readFileSync(file, 'utf8')));
  rmSync(work, { recursive: true, force: true });
});
if (wanted.length === 0 && scripts().length > 0) {
  await phase('Build', () => pnpm('exec', 'turbo', 'run', 'build', '--output-logs=errors-only'));
}
for (const script of wanted.length === 0 ? scripts() : []) {
  await phase(script, () => {
    const { ok, stdout, output } = quiet('node', [join('tooling/bench', script)]);
    console.log(output);
    report.scripts.push({ script, lines: stdout.trim().split('\n') });
    failed = failed || !ok;
  });
}

const folder = join(root, 'tooling/bench/results');
const stamp = new Date().toISOString().slice(0, 16).replace(/[:T]/g, '-');
const file = join(folder, `${stamp}-${report.commit}.json`);
mkdirSync(folder, { recursive: true });
writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
console.log(`\nwritten to ${relative(root, file)}`);
process.exit(failed ? 1 : 0);

function inherit(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status !== 0;
}

/** Scripts of tooling/bench; each runs by itself and prints its figures. */
function scripts() {
  const folder = join(root, 'tooling/bench');
  return existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.mjs')) : [];
}

function circumstances() {
  const [{ model }] = cpus();
  const dirty = quiet('git', ['status', '--porcelain']).stdout !== '';
  const dependencies = Object.keys(manifestOf('packages/backend').dependencies).map((name) => [
    name,
    manifestOf(`packages/backend/node_modules/${name}`).version,
  ]);
  return {
    commit: quiet('git', ['rev-parse', '--short', 'HEAD']).stdout.trim() + (dirty ? '-dirty' : ''),
    date: new Date().toISOString(),
    device: {
      cpu: model,
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      system: `${platform()} ${arch()}`,
    },
    versions: { node: process.versions.node, v8: process.versions.v8, ...Object.fromEntries(dependencies) },
  };
}

/** Means and spread of vitest's benchmarks, ms, without their samples. */
function summary({ files }) {
  return files.flatMap(({ filepath, groups }) =>
    groups.flatMap(({ fullName, benchmarks }) =>
      benchmarks.map(({ name, mean, rme, p75, p99, sampleCount }) => ({
        file: relative(root, filepath),
        group: fullName,
        name,
        meanMs: mean,
        relativeMarginPercent: rme,
        p75Ms: p75,
        p99Ms: p99,
        samples: sampleCount,
      })),
    ),
  );
}
