/** Loading the native backend: failures on made-up folders, then the real thing where a built binding is at hand. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { loadTfjsNode, nativeBackendName } from './load-tfjs-node.js';
import { locateTfjsNode } from './locate-tfjs-node.js';

/** The folder of VSA_TFJS_NODE, else the newest that `tooling/native/build.mjs` left in its default cache. */
function builtFolder(): string | undefined {
  const named = process.env['VSA_TFJS_NODE'];
  if (named) return named;
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'vsa');
  if (!existsSync(cache)) return undefined;
  return readdirSync(cache)
    .filter((name) => name.startsWith('tfjs-node-') && name.endsWith(`-node${process.versions.modules}`))
    .map((name) => join(cache, name))
    .find((folder) => existsSync(join(folder, 'vsa-native.json')));
}

const built = builtFolder();
const tfjsNode = (root: string): string => join(root, 'node_modules', '@tensorflow', 'tfjs-node');

function writePackage(root: string): string {
  const folder = tfjsNode(root);
  mkdirSync(join(folder, 'lib', 'napi-v8'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ binary: { napi_versions: [8] } }));
  return join(folder, 'lib', 'napi-v8', 'tfjs_binding.node');
}

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vsa-load-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
  vi.unstubAllEnvs();
});

function failure(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('expected the call to throw an Error');
}

describe('loadTfjsNode, failures', () => {
  it('passes on that the package is absent', () => {
    vi.stubEnv('VSA_TFJS_NODE', '');
    const { message } = failure(() => {
      loadTfjsNode({ resolveFrom: join(root, 'index.js') });
    });
    expect(message).toContain('is not installed');
  });

  it('looks in the folder of VSA_TFJS_NODE', () => {
    vi.stubEnv('VSA_TFJS_NODE', root);
    const { message } = failure(() => {
      loadTfjsNode();
    });
    expect(message).toContain(`VSA_TFJS_NODE names ${root}`);
  });

  it('says in one line that a binding cannot be loaded, keeps the cause and the log level', () => {
    vi.stubEnv('TF_CPP_MIN_LOG_LEVEL', undefined);
    writeFileSync(writePackage(root), 'not a shared library');
    const error = failure(() => {
      loadTfjsNode({ from: root });
    });
    expect(error.message).toMatch(
      /native binding .*tfjs_binding\.node cannot be loaded \(.+\): .*build it again/,
    );
    expect(error.message).not.toContain('\n');
    expect(error.cause).toBeInstanceOf(Error);
    expect(process.env['TF_CPP_MIN_LOG_LEVEL']).toBeUndefined();
    expect(tf.findBackendFactory(nativeBackendName)).toBeNull();
  });
});

const reason =
  built === undefined ? ' (skipped: no binding built by tooling/native/build.mjs, VSA_TFJS_NODE unset)' : '';
describe.skipIf(built === undefined)(`loadTfjsNode, native${reason}`, () => {
  const warn = vi.spyOn(console, 'warn');
  const utilBefore = createRequire(import.meta.url).cache['util'];

  it('says in one line that the kernels are not whole', () => {
    symlinkSync(locateTfjsNode({ from: built }).binding, writePackage(root));
    const { message } = failure(() => {
      loadTfjsNode({ from: root });
    });
    expect(message).toMatch(/kernels of .* cannot be loaded \(Cannot find module '@tensorflow\/tfjs'\)/);
    expect(message).not.toContain('\n');
    expect(tf.findBackendFactory(nativeBackendName)).toBeNull();
  });

  describe('once loaded', () => {
    beforeAll(async () => {
      loadTfjsNode({ from: built });
      await tf.setBackend(nativeBackendName);
    });
    afterAll(() => {
      tf.removeBackend(nativeBackendName);
    });

    it('is the current backend of this copy of tfjs-core', () => {
      expect(tf.getBackend()).toBe(nativeBackendName);
    });

    it('loads a second time without effect', () => {
      const factory = tf.findBackendFactory(nativeBackendName);
      loadTfjsNode({ from: root });
      expect(tf.findBackendFactory(nativeBackendName)).toBe(factory);
    });

    it('multiplies matrices, and its tensors are of this tfjs-core', async () => {
      const a = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
      const b = tf.tensor2d([7, 8, 9, 10, 11, 12], [3, 2]);
      const product = tf.matMul(a, b);
      // Small integers: exact in float32.
      expect([...(await product.data())]).toEqual([58, 64, 139, 154]);
      expect(Object.getPrototypeOf(product)).toBe(tf.Tensor.prototype);
      tf.dispose([a, b, product]);
    });

    it('runs the kernels that use functions which newer Node no longer has', async () => {
      const x = tf.tensor1d([3, 1, 4, 1.5]);
      const { values, indices } = tf.topk(x, 2);
      expect([...(await values.data())]).toEqual([4, 3]);
      expect([...(await indices.data())]).toEqual([2, 0]);
      tf.dispose([x, values, indices]);
    });

    it('runs the kernels that call methods on tensors, without the union package', async () => {
      const x = tf.tensor1d([-2, 0, 3]);
      const alpha = tf.tensor1d([0.5, 0.5, 0.25]);
      const flags = tf.tensor1d([false, true, false], 'bool');
      const counts = tf.tensor1d([0, 1], 'int32');
      const before = tf.memory().numTensors;
      const results = [
        tf.prelu(x, alpha),
        tf.argMax(flags),
        tf.argMin(flags),
        tf.argMax(x),
        tf.exp(counts),
        tf.exp(x),
      ];
      const values = await Promise.all(results.map(async (tensor) => [...(await tensor.data())]));
      expect(values.slice(0, 4)).toEqual([[-1, 0, 3], [1], [0], [2]]);
      // Five and six decimals: about ten units in the last place of float32.
      expect(values[4]?.[1]).toBeCloseTo(Math.E, 5);
      expect(values[5]?.[0]).toBeCloseTo(Math.exp(-2), 6);
      tf.dispose(results);
      expect(tf.memory().numTensors).toBe(before);
      tf.dispose([x, alpha, flags, counts]);
    });

    it('differentiates through native kernels with gradients registered in this tfjs-core', async () => {
      tf.registerGradient({
        kernelName: tf.Square,
        inputsToSave: ['x'],
        gradFunc: (dy, saved) => ({ x: () => tf.mul(dy as tf.Tensor, tf.mul(saved[0] as tf.Tensor, 2)) }),
      });
      const x = tf.tensor1d([1, -2, 3]);
      const gradient = tf.grad((input) => tf.square(input))(x);
      expect([...(await gradient.data())]).toEqual([2, -4, 6]);
      tf.unregisterGradient(tf.Square);
      tf.dispose([x, gradient]);
    });

    it('leaves the process as it was: no warning, no changed module, no variable', () => {
      expect(warn).not.toHaveBeenCalled();
      expect(createRequire(import.meta.url).cache['util']).toBe(utilBefore);
      const cached = Object.keys(createRequire(import.meta.url).cache);
      expect(cached.filter((id) => /stubs[\\/]tfjs/.test(id))).toEqual([]);
      expect(cached.filter((id) => id.includes('tf-core')).length).toBeLessThanOrEqual(1);
    });
  });
});
