/** Finds the files of an installed `@tensorflow/tfjs-node`; loads nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** Where an installed `@tensorflow/tfjs-node` lies. */
export interface TfjsNodeLocation {
  /** Folder that holds the package's `package.json`, absolute. */
  readonly folder: string;
  /** The compiled binding (`tfjs_binding.node`), absolute; it exists. */
  readonly binding: string;
}

/** Where {@link locateTfjsNode} looks. */
export interface LocateTfjsNodeOptions {
  /** Folder that holds `node_modules/@tensorflow/tfjs-node`; it is the only place looked at when given. */
  readonly from?: string | undefined;
  /** Absolute file or `file:` URL from which the package name is resolved. @defaultValue this module */
  readonly resolveFrom?: string | undefined;
}

const manifestName = '@tensorflow/tfjs-node/package.json';
const remedy =
  'install it with `npm i @tensorflow/tfjs-node`, or, where its download host is not reached, ' +
  'build it with tooling/native/build.mjs of the @vsa repository and set VSA_TFJS_NODE to the folder it prints';

/**
 * Finds the package folder and the compiled binding of `@tensorflow/tfjs-node`.
 *
 * @param options - See {@link LocateTfjsNodeOptions}.
 * @returns The package's folder and its binding, both existing.
 * @throws Error with a one-line message when the package or its binding is absent; it says how to get it.
 */
export function locateTfjsNode(options: LocateTfjsNodeOptions = {}): TfjsNodeLocation {
  const { from, resolveFrom = import.meta.url } = options;
  const folder = from === undefined ? resolvePackage(resolveFrom) : packageBelow(from);
  const tried = bindingPaths(folder);
  const binding = tried.find((path) => existsSync(path));
  if (binding === undefined) {
    throw new Error(
      `locateTfjsNode: @tensorflow/tfjs-node in ${folder} has no native binding ` +
        `(expected ${tried[0] ?? 'lib/napi-v8/tfjs_binding.node'}); its install script did not run or failed: ${remedy}.`,
    );
  }
  return { folder, binding };
}

function packageBelow(from: string): string {
  const folder = resolve(from, 'node_modules', '@tensorflow', 'tfjs-node');
  if (existsSync(join(folder, 'package.json'))) return folder;
  throw new Error(
    `locateTfjsNode: VSA_TFJS_NODE names ${from}, which holds no node_modules/@tensorflow/tfjs-node: ` +
      'set it to the folder that tooling/native/build.mjs prints, or unset it.',
  );
}

function resolvePackage(resolveFrom: string): string {
  try {
    return dirname(createRequire(resolveFrom).resolve(manifestName));
  } catch (cause) {
    throw new Error(`locateTfjsNode: @tensorflow/tfjs-node is not installed: ${remedy}.`, { cause });
  }
}

/** Paths the binding may have, newest Node-API first; Node-API is stable, so an older one loads in a newer Node. */
function bindingPaths(folder: string): string[] {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const supported = Number(process.versions['napi']);
  return nodeApiVersions(manifest)
    .filter((version) => version <= supported)
    .sort((a, b) => b - a)
    .map((version) => join(folder, 'lib', `napi-v${version}`, 'tfjs_binding.node'));
}

function nodeApiVersions(manifest: unknown): number[] {
  if (typeof manifest !== 'object' || manifest === null || !('binary' in manifest)) return [];
  const { binary } = manifest;
  if (typeof binary !== 'object' || binary === null || !('napi_versions' in binary)) return [];
  const versions: unknown = binary.napi_versions;
  return Array.isArray(versions) ? versions.filter((version) => typeof version === 'number') : [];
}
