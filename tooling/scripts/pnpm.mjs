// Runs the pinned pnpm through npx, so that a clone needs nothing but Node and npm.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const version = manifest.devEngines.packageManager.version;

/** Runs a command in the workspace root with inherited output; exits with its status when it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Command and arguments that run the pinned pnpm. */
export function pnpmArguments(...args) {
  return ['npx', '--yes', `pnpm@${version}`, ...args];
}

/** Runs pnpm with the given arguments. */
export function pnpm(...args) {
  const [command, ...rest] = pnpmArguments(...args);
  run(command, rest);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) pnpm(...process.argv.slice(2));
