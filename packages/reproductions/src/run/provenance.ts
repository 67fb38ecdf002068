// Where results come from: which code, which versions, which machine.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { arch, cpus, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Backend } from '@vsa/backend';

/** What computed a result. */
export interface Machine {
  /** Name of the backend. */
  readonly backend: string;
  /** What ran the numbers, in words. */
  readonly device: string;
  /** True when a GPU was emulated on the CPU. */
  readonly softwareAdapter: boolean;
  /** Model of the processor. */
  readonly processor: string;
  /** Number of logical processors. */
  readonly processors: number;
  /** Operating system and architecture, such as `linux x64`. */
  readonly platform: string;
  /** Versions of Node and of our packages. */
  readonly versions: Readonly<Record<string, string>>;
}

const PACKAGES = [
  'backend',
  'cdam',
  'datasets',
  'hk-memory',
  'hopfield-rbm',
  'kuramoto',
  'resonator',
  'vrn',
] as const;

/** Sources in the workspace, compiled files everywhere else. */
const FOLDER = import.meta.url.endsWith('.ts') ? 'src' : 'dist';

/**
 * Describes this machine.
 *
 * @param backend - The backend that is in use.
 * @returns What a reader needs to judge a result's timings and last digits.
 */
export async function describeMachine(backend: Backend): Promise<Machine> {
  const versions: Record<string, string> = { node: process.versions.node };
  for (const name of ['reproductions', ...PACKAGES]) versions[`@vsa/${name}`] = await versionOf(name);
  const processors = cpus();
  return {
    backend: backend.name,
    device: backend.capabilities.device,
    softwareAdapter: backend.capabilities.softwareAdapter,
    processor: processors[0]?.model.trim() ?? 'unknown',
    processors: processors.length,
    platform: `${platform()} ${arch()}`,
    versions,
  };
}

/**
 * Hashes the code that computes rows: the model packages and this package's measuring code, but neither claims nor drawings.
 *
 * @returns 16 hexadecimal digits; they change whenever that code does, so that no run reuses cells of other code.
 */
export async function codeVersion(): Promise<string> {
  const hash = createHash('sha256');
  const folders = [
    ...PACKAGES.map((name) => join(packageFolder(name), FOLDER)),
    join(packageFolder('reproductions'), FOLDER, 'compute'),
  ];
  for (const folder of folders) {
    for (const file of await codeFiles(folder)) {
      hash
        .update(`${file}\n`)
        .update(await readFile(join(folder, file)))
        .update('\n');
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function codeFiles(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder, { recursive: true });
  return files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.(js|ts|wasm)$/.test(file) && !/(\.d|\.test|\.prop\.test|\.bench)\.ts$/.test(file))
    .sort();
}

async function versionOf(name: string): Promise<string> {
  const text = await readFile(join(packageFolder(name), 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

function packageFolder(name: string): string {
  return dirname(fileURLToPath(import.meta.resolve(`@vsa/${name}/package.json`)));
}
