// Builds the native binding of @tensorflow/tfjs-node without its download host: libtensorflow comes out of a
// TensorFlow wheel of the Python package index, the binding's C++ source out of the npm package.
// stdout: one line, the folder to name in VSA_TFJS_NODE. stderr: one line saying what is missing; progress on a terminal.
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { findNodeGyp, findNodePrefix } from './node-gyp.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const TFJS_NODE = '4.22.0';
// The newest wheel that still has the C API level of tfjs-node 4.22 and a build for both processors.
const TENSORFLOW = '2.15.1';
// The highest Node-API version that tfjs-node 4.22 lists; every Node from 20 on has it.
const NODE_API = '8';
const WHEELS = {
  x64: { package: 'tensorflow-cpu', platform: 'manylinux2014_x86_64' },
  arm64: { package: 'tensorflow-cpu-aws', platform: 'manylinux2014_aarch64' },
};

const cacheHome = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
const folder =
  process.env.VSA_NATIVE_CACHE ||
  join(cacheHome, 'vsa', `tfjs-node-${TFJS_NODE}-tf${TENSORFLOW}-node${process.versions.modules}`);
const binding = join(
  'node_modules',
  '@tensorflow',
  'tfjs-node',
  'lib',
  `napi-v${NODE_API}`,
  'tfjs_binding.node',
);
const marker = 'vsa-native.json';
const log = `${folder}.log`;

/** Ends the script with one line on stderr. */
function fail(message) {
  process.stderr.write(`native: ${message}\n`);
  process.exit(1);
}

/** Runs a command with its output in the log file; `remedy` completes the one line printed when it fails. */
function step(title, command, args, remedy, options = {}) {
  // Only for people: scripts get one line, the folder or what is missing.
  if (process.stderr.isTTY) process.stderr.write(`native: ${title}\n`);
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`;
  appendFileSync(log, `$ ${command} ${args.join(' ')}\n${output}\n`);
  if (result.error || result.status !== 0) {
    fail(
      `${title} failed (${result.error?.message ?? `status ${result.status ?? result.signal}`}): ${remedy}; log: ${log}`,
    );
  }
  return result;
}

/** Whether a command can be started and ends with status 0. */
function works(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** Throws out what an interrupted run left. */
function removePartials() {
  const parent = dirname(folder);
  for (const name of readdirSync(parent)) {
    const match = /\.partial-(\d+)$/.exec(name);
    if (!match || !join(parent, name).startsWith(`${folder}.partial-`)) continue;
    if (!existsSync(`/proc/${match[1]}`)) rmSync(join(parent, name), { recursive: true });
  }
}

/** Installs tfjs-node's own files and the few packages they load, with stubs for the packages @vsa/backend gives them. */
function installPackage(target) {
  // The union package is 290 MB of layers, converters and WebGL, and brings a second tfjs-core: @vsa/backend
  // gives the kernels its own tfjs-core instead, under the names of these stubs.
  for (const name of ['tfjs', 'tfjs-core']) {
    const stub = join(target, 'stubs', name);
    mkdirSync(stub, { recursive: true });
    writeFileSync(
      join(stub, 'package.json'),
      JSON.stringify({ name: `@tensorflow/${name}`, version: TFJS_NODE }),
    );
    writeFileSync(
      join(stub, 'index.js'),
      "throw new Error('This copy of tfjs-node is loaded through @vsa/backend only.');\n",
    );
  }
  writeFileSync(
    join(target, 'package.json'),
    JSON.stringify({
      private: true,
      dependencies: { '@tensorflow/tfjs-core': 'file:./stubs/tfjs-core', '@tensorflow/tfjs-node': TFJS_NODE },
      overrides: { '@tensorflow/tfjs': 'file:./stubs/tfjs' },
    }),
  );
  step(
    `installing @tensorflow/tfjs-node ${TFJS_NODE} without its install script`,
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund'],
    'is the npm registry reachable?',
    { cwd: target },
  );
}

/** Downloads the wheel with pip and takes libraries and headers out of it; the wheel itself is not kept. */
function unpackTensorFlow(target, wheel) {
  const downloads = join(target, 'wheel');
  const name = `${wheel.package}==${TENSORFLOW}`;
  // Naming platform and Python makes pip take the same wheel whatever Python runs it: only the C library is used.
  const choice = [
    '--python-version',
    '3.11',
    '--implementation',
    'cp',
    '--abi',
    'cp311',
    '--platform',
    wheel.platform,
  ];
  step(
    `downloading the wheel ${name} (about 210 MB)`,
    'python3',
    ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--dest', downloads, ...choice, name],
    'is the Python package index reachable?',
  );
  const file = readdirSync(downloads).find((entry) => entry.endsWith('.whl'));
  if (!file) fail(`pip left no wheel in ${downloads}`);
  const source = join(target, 'node_modules', '@tensorflow', 'tfjs-node');
  step(
    'unpacking libtensorflow (0.6 GB)',
    'python3',
    [join(here, 'unpack.py'), join(downloads, file), join(source, 'binding'), join(source, 'deps')],
    'is there room on the disk?',
  );
  rmSync(downloads, { recursive: true });
}

/** Compiles the binding; its own rpath finds the libraries, so LD_LIBRARY_PATH is not needed. */
function compile(target, nodeGyp) {
  const prefix = findNodePrefix();
  const cwd = join(target, 'node_modules', '@tensorflow', 'tfjs-node');
  const args = [
    nodeGyp,
    'rebuild',
    ...(prefix ? [`--nodedir=${prefix}`] : []),
    `--napi_build_version=${NODE_API}`,
    '--module_name=tfjs_binding',
    `--module_path=${join(cwd, 'lib', `napi-v${NODE_API}`)}`,
  ];
  const remedy = prefix ? 'see the log' : "Node's headers were not found here and could not be downloaded";
  // node-gyp prefers the variable to its own option.
  const env = prefix ? { ...process.env, npm_config_nodedir: prefix } : process.env;
  step('compiling the binding', process.execPath, args, remedy, { cwd, env });
  rmSync(join(cwd, 'build'), { recursive: true });
}

function main() {
  if (existsSync(join(folder, marker))) return;
  const wheel = process.platform === 'linux' ? WHEELS[process.arch] : undefined;
  if (!wheel)
    fail(`only Linux on x64 and arm64 is supported, this is ${process.platform} on ${process.arch}`);
  if (!works('python3', ['--version'])) fail('python3 is missing: install Python 3.8 or newer');
  if (!works('python3', ['-m', 'pip', '--version']))
    fail('pip is missing: install it (Debian: apt-get install python3-pip)');
  for (const tool of ['make', process.env.CXX || 'g++']) {
    if (!works(tool, ['--version']))
      fail(`${tool} is missing: install a C++ compiler (Debian: apt-get install g++ make)`);
  }
  const nodeGyp = findNodeGyp();
  if (!nodeGyp) fail('node-gyp was not found beside npm: install npm');

  // Never delete what this script did not make: VSA_NATIVE_CACHE may name anything.
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    fail(`${folder} exists and was not made by this script: remove it or set VSA_NATIVE_CACHE`);
  }
  mkdirSync(dirname(folder), { recursive: true });
  removePartials();
  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(partial);
  writeFileSync(log, '');
  process.on('exit', () => rmSync(partial, { recursive: true, force: true }));

  installPackage(partial);
  unpackTensorFlow(partial, wheel);
  compile(partial, nodeGyp);
  step(
    'checking the binding with a matrix product',
    process.execPath,
    [join(here, 'verify.cjs'), join(partial, binding)],
    'see the log',
  );
  const versions = { tfjsNode: TFJS_NODE, tensorflow: TENSORFLOW, nodeApi: NODE_API, arch: process.arch };
  writeFileSync(join(partial, marker), `${JSON.stringify(versions)}\n`);
  // Renamed only when whole: a folder that exists under its final name works.
  if (existsSync(join(folder, marker))) return;
  renameSync(partial, folder);
}

main();
process.stdout.write(`${folder}\n`);
