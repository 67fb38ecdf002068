// What the scripts share: headings with durations, quiet commands, and counts that can be added up.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { root } from './pnpm.mjs';

/** Folders of the packages and the apps that people install. */
export function publicFolders() {
  return [...foldersUnder('packages'), ...foldersUnder('apps')].filter(
    (folder) => manifestOf(folder).private !== true,
  );
}

/** The parsed package.json of a folder, relative to the workspace root. */
export function manifestOf(folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

function foldersUnder(parent) {
  return readdirSync(join(root, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, parent, entry.name, 'package.json')))
    .map((entry) => `${parent}/${entry.name}`)
    .sort();
}

/** Runs one phase under a heading and tells how long it took; a failing phase throws. */
export async function phase(title, work) {
  console.log(`\n== ${title}`);
  const start = performance.now();
  try {
    return await work();
  } finally {
    console.log(`== ${title}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
}

/** Runs a command without a terminal and keeps what it says. */
export function quiet(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    ...options,
    env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1', ...options.env },
  });
  const output = `${stdout ?? ''}${stderr ?? ''}${error ? String(error) : ''}`.trim();
  return { ok: status === 0, status, stdout: stdout ?? '', output };
}

/** {@link quiet} without blocking. */
export function quietly(command, args, options = {}) {
  return new Promise((resolve) => {
    const env = { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1', ...options.env };
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options, env });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', (error) => resolve({ ok: false, output: String(error) }));
    child.on('close', (status) => resolve({ ok: status === 0, output: output.trim() }));
  });
}

/** A command of the workspace's own node_modules/.bin. */
export function bin(name) {
  return join(root, 'node_modules/.bin', name);
}

/** Runs checks by name, prints a line each, and details of those that fail; gives the counts. */
export async function runChecks(suite, checks) {
  const counts = { suite, passed: 0, failed: 0, skipped: 0 };
  const width = Math.max(...checks.map(([name]) => name.length));
  for (const [name, check] of checks) {
    const start = performance.now();
    const problems = await attempt(check);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    counts[problems.length === 0 ? 'passed' : 'failed'] += 1;
    console.log(`${name.padEnd(width)}  ${problems.length === 0 ? 'ok' : 'FAILED'}  ${seconds} s`);
    for (const problem of problems) console.log(problem.replace(/^/gm, '    '));
  }
  console.log(`${suite}: ${counts.passed} passed, ${counts.failed} failed`);
  writeCounts(counts);
  return counts;
}

async function attempt(check) {
  try {
    return (await check()) ?? [];
  } catch (error) {
    return [stripVTControlCharacters(error instanceof Error ? error.message : String(error))];
  }
}

/** Leaves counts where `VSA_COUNTS_DIR` says, so that `.ci/run` can add them up. */
function writeCounts(counts) {
  const directory = process.env.VSA_COUNTS_DIR;
  if (!directory) return;
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `${counts.suite}.json`), `${JSON.stringify(counts)}\n`);
}
