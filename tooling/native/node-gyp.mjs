// Where node-gyp and Node's headers are: both differ between distributions, installers and version managers.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** The start file of the node-gyp that npm carries, or undefined. */
export function findNodeGyp() {
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm'));
  const starts = [process.env.npm_execpath, ...onPath].filter((file) => file && existsSync(file));
  for (const start of starts) {
    // `npm` is a link to npm/bin/npm-cli.js; Debian's own package keeps node-gyp beside npm instead of inside.
    const root = dirname(dirname(realpathSync(start)));
    for (const modules of [join(root, 'node_modules'), dirname(root)]) {
      const file = join(modules, 'node-gyp', 'bin', 'node-gyp.js');
      if (existsSync(file)) return file;
    }
  }
  return undefined;
}

/** The folder whose `include/node` holds Node's headers, or undefined: then node-gyp looks and downloads by itself. */
export function findNodePrefix() {
  const { stdout } = spawnSync('npm', ['config', 'get', 'nodedir'], { encoding: 'utf8' });
  const beside = dirname(dirname(realpathSync(process.execPath)));
  const candidates = [process.env.npm_config_nodedir, stdout?.trim(), beside];
  return candidates.find((prefix) => prefix && existsSync(join(prefix, 'include', 'node', 'node_api.h')));
}
