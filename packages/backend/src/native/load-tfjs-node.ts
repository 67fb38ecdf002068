/**
 * Registers TensorFlow's native kernels as tfjs backend `'tensorflow'`, without the rest of tfjs-node.
 *
 * tfjs-node's own entry loads the union package `@tensorflow/tfjs` (layers, converters, WebGL), often with a second
 * copy of tfjs-core: 530 ms and 173 "already registered" warnings against 190 ms and none (2 cores, Node 20, November
 * 2026). Only three of its files are needed here, and they are given this package's tfjs-core.
 */
import { createRequire, Module } from 'node:module';
import { join } from 'node:path';
import * as util from 'node:util';

import * as tf from '@tensorflow/tfjs-core';

import { locateTfjsNode, type LocateTfjsNodeOptions } from './locate-tfjs-node.js';
import { mendKernels } from './mend-kernels.js';

/** The name under which tfjs knows the native backend. */
export const nativeBackendName = 'tensorflow';

interface BackendModule {
  readonly NodeJSKernelBackend: new (binding: unknown, packageName: string) => tf.KernelBackend;
}

/**
 * Makes the native backend available to tfjs as `'tensorflow'`; it is not made the current backend.
 * Does nothing when a backend of that name is registered already, for instance by an application that imports tfjs-node itself.
 * Takes about 0.2 s, most of it for loading libtensorflow (2 cores, Node 20, November 2026).
 *
 * @param options - Where to look; `from` defaults to the environment variable `VSA_TFJS_NODE`, when that is set and not empty.
 * @throws Error with a one-line message when the package or its binding is absent or cannot be loaded; it says how to get it.
 */
export function loadTfjsNode(options: LocateTfjsNodeOptions = {}): void {
  // Typed as always a function by tfjs, null in truth when absent.
  const registered: unknown = tf.findBackendFactory(nativeBackendName);
  if (registered != null) return;
  const { from = process.env['VSA_TFJS_NODE'], resolveFrom } = options;
  const { folder, binding } = locateTfjsNode({ from: from === '' ? undefined : from, resolveFrom });
  const require = createRequire(join(folder, 'package.json'));
  const native = requireBinding(require, binding);
  const { NodeJSKernelBackend } = requireKernels(require, folder);
  mendKernels(nativeBackendName);
  tf.registerBackend(nativeBackendName, () => new NodeJSKernelBackend(native, '@tensorflow/tfjs-node'), 3);
}

/** Loads the compiled binding; TensorFlow's own start-up notes stay off stderr unless the user set their level. */
function requireBinding(require: NodeJS.Require, binding: string): unknown {
  const level = process.env['TF_CPP_MIN_LOG_LEVEL'];
  // 2 = errors only. Read once by the library, so that it can be taken back after loading.
  process.env['TF_CPP_MIN_LOG_LEVEL'] = level ?? '2';
  try {
    return require(binding);
  } catch (cause) {
    throw new Error(
      `loadTfjsNode: the native binding ${binding} cannot be loaded (${firstLine(cause)}): ` +
        'it was built for another system or its libtensorflow is gone; build it again with `npm rebuild @tensorflow/tfjs-node` or tooling/native/build.mjs.',
      { cause },
    );
  } finally {
    if (level === undefined) delete process.env['TF_CPP_MIN_LOG_LEVEL'];
  }
}

/** Registers the kernels and returns the backend class, both bound to this package's tfjs-core. */
function requireKernels(require: NodeJS.Require, folder: string): BackendModule {
  let restore = (): void => undefined;
  try {
    restore = substitute(require.cache, [
      [require.resolve('@tensorflow/tfjs'), tf],
      [require.resolve('@tensorflow/tfjs-core'), tf],
      // Functions that tfjs-node 4.22 calls and that Node deprecated (22) and removed (23).
      ['util', { ...util, isArray: Array.isArray, isNullOrUndefined: (value: unknown) => value == null }],
    ]);
    require(join(folder, 'dist', 'register_all_kernels.js'));
    const loaded: unknown = require(join(folder, 'dist', 'nodejs_kernel_backend.js'));
    if (!isBackendModule(loaded)) throw new Error('it exports no NodeJSKernelBackend');
    return loaded;
  } catch (cause) {
    throw new Error(
      `loadTfjsNode: the kernels of ${folder} cannot be loaded (${firstLine(cause)}): ` +
        'expected a whole @tensorflow/tfjs-node 4.22; install it again with `npm i @tensorflow/tfjs-node@4.22.0`.',
      { cause },
    );
  } finally {
    restore();
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

/**
 * Puts ready-made exports in the CommonJS cache (Node documents replacing entries, built-in names included)
 * and returns the function that puts the former entries back, so that the rest of the process sees no change.
 */
function substitute(
  cache: Record<string, NodeJS.Module | undefined>,
  entries: readonly (readonly [id: string, exports: unknown])[],
): () => void {
  const former = entries.map(([id]) => [id, cache[id]] as const);
  for (const [id, exports] of entries) {
    const entry = new Module(id);
    entry.exports = exports;
    entry.loaded = true;
    cache[id] = entry;
  }
  return () => {
    for (const [id, entry] of former) {
      if (entry === undefined) Reflect.deleteProperty(cache, id);
      else cache[id] = entry;
    }
  };
}

function isBackendModule(value: unknown): value is BackendModule {
  return (
    typeof value === 'object' &&
    value !== null &&
    'NodeJSKernelBackend' in value &&
    typeof value.NodeJSKernelBackend === 'function'
  );
}
