/** Failure paths of finding tfjs-node, on folders made for the purpose. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { locateTfjsNode } from './locate-tfjs-node.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vsa-locate-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const packageFolder = (): string => join(root, 'node_modules', '@tensorflow', 'tfjs-node');

function writePackage(manifest: unknown, ...bindings: number[]): void {
  mkdirSync(packageFolder(), { recursive: true });
  writeFileSync(join(packageFolder(), 'package.json'), JSON.stringify(manifest));
  for (const version of bindings) {
    const folder = join(packageFolder(), 'lib', `napi-v${version}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'tfjs_binding.node'), '');
  }
}

const manifest = { name: '@tensorflow/tfjs-node', binary: { napi_versions: [3, 8, 999] } };

function message(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return error instanceof Error ? error.message : 'not an Error';
  }
  return 'nothing thrown';
}

describe('locateTfjsNode', () => {
  it('says that the package is absent and how to get it', () => {
    const text = message(() => locateTfjsNode({ resolveFrom: join(root, 'index.js') }));
    expect(text).toContain('@tensorflow/tfjs-node is not installed');
    expect(text).toContain('npm i @tensorflow/tfjs-node');
    expect(text).toContain('tooling/native/build.mjs');
    expect(text).not.toContain('\n');
  });

  it('names the folder of VSA_TFJS_NODE when the package is not in it, and looks nowhere above it', () => {
    writePackage(manifest, 8);
    const below = join(root, 'below');
    mkdirSync(below);
    const text = message(() => locateTfjsNode({ from: below }));
    expect(text).toContain(`VSA_TFJS_NODE names ${below}`);
    expect(text).not.toContain('\n');
  });

  it.each([
    ['no lib folder', manifest, [] as number[]],
    ['only a binding for a newer Node', manifest, [999]],
    ['a manifest without Node-API versions', { name: 'x' }, [8]],
    ['a manifest of another shape', { binary: { napi_versions: 'all' } }, [8]],
    ['a manifest that is no object', 7, [8]],
  ])('says that the binding is absent: %s', (_name, content, bindings) => {
    writePackage(content, ...bindings);
    const text = message(() => locateTfjsNode({ from: root }));
    expect(text).toContain(`${packageFolder()} has no native binding`);
    expect(text).toContain('tfjs_binding.node');
    expect(text).toContain('npm i @tensorflow/tfjs-node');
    expect(text).not.toContain('\n');
  });

  it('takes the newest binding that this Node can load', () => {
    writePackage(manifest, 3, 8, 999);
    expect(locateTfjsNode({ from: root })).toEqual({
      folder: packageFolder(),
      binding: join(packageFolder(), 'lib', 'napi-v8', 'tfjs_binding.node'),
    });
  });

  it('takes an older binding when the newest is absent', () => {
    writePackage(manifest, 3);
    expect(locateTfjsNode({ from: root }).binding).toContain('napi-v3');
  });

  it('resolves the package name from a file path and from a file URL', () => {
    writePackage(manifest, 8);
    const file = join(root, 'lib', 'index.js');
    const found = locateTfjsNode({ resolveFrom: file });
    expect(found.binding).toContain('napi-v8');
    expect(locateTfjsNode({ resolveFrom: pathToFileURL(file).href })).toEqual(found);
  });
});
