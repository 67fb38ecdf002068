// `npm run -s vsa -- ARGS`: the command `vsa` from a clone. Prints nothing of its own; installs and builds first where that is missing.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { pnpmArguments, root } from './pnpm.mjs';

const bin = join(root, 'apps/cli/dist/bin.js');

/** Runs a command without output; when it fails, shows what it said on stderr and ends. */
function silently([command, ...args]) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error ? `${error.message}\n` : ''}`);
  process.exit(1);
}

if (!existsSync(bin)) {
  silently(pnpmArguments('install', '--frozen-lockfile'));
  silently(pnpmArguments('exec', 'turbo', 'run', 'build'));
}
// Where the person stands: npm changes to the workspace's root.
const cwd = process.env.INIT_CWD ?? process.cwd();
const child = spawn(process.execPath, [bin, ...process.argv.slice(2)], { cwd, stdio: 'inherit' });
// Ctrl-C reaches the command itself, which ends in its own time.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
