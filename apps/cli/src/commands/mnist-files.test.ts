// The name `mnist` where the package's files are not those of MNIST: told in one line, and nothing is overwritten.

import type * as DatasetFiles from '@vsa/datasets/node';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { folderWith, vsa } from '../../test/run.js';

const package_ = vi.hoisted(() => ({ folder: '' }));

// The command reads the installed package; here it reads a folder that stands for one.
vi.mock('@vsa/datasets/node', async (original) => {
  const actual = await original<typeof DatasetFiles>();
  return { ...actual, mnist: (split: 'train' | 'test') => actual.mnist(split, package_) };
});

/** An idx file of bytes, written after the format's definition. */
function idx(shape: readonly number[], fill: number): Buffer {
  const size = shape.reduce((product, length) => product * length, 1);
  const header = [0, 0, 8, shape.length, ...shape.flatMap((length) => [0, 0, length >> 8, length & 255])];
  return Buffer.concat([Buffer.from(header), Buffer.alloc(size, fill)]);
}

beforeAll(async () => {
  package_.folder = await mkdtemp(join(tmpdir(), 'vsa-cli-mnist-'));
});
afterAll(() => rm(package_.folder, { recursive: true }));

/** Puts both parts there, of two images. */
async function files(images: Buffer): Promise<void> {
  for (const part of ['train', 't10k']) {
    await writeFile(join(package_.folder, `${part}-images-idx3-ubyte`), images);
    await writeFile(join(package_.folder, `${part}-labels-idx1-ubyte`), idx([2], 1));
  }
}

const commands: readonly (readonly [name: string, argv: readonly string[], output: string])[] = [
  [
    'vsa hopfield store',
    ['hopfield', 'store', '--patterns', 'mnist', '--force', '--output'],
    'old.safetensors',
  ],
  ['vsa rbm fit', ['rbm', 'fit', '--data', 'mnist', '--backend', 'wasm', '--output'], 'new.safetensors'],
];

describe.each(commands)('%s', (_, argv, output) => {
  it.each([
    ['with another SHA-256', idx([2, 28, 28], 51), 'expected the train files of MNIST .*another SHA-256'],
    ['that are damaged', idx([2, 28, 28], 51).subarray(0, 900), 'the file is truncated'],
    ['that are no idx files', Buffer.from('not found'), 'expected images to be an idx file'],
  ])('refuses files %s in one line, code 2, and overwrites nothing', async (__, images, message) => {
    await files(images);
    const at = await folderWith({ 'old.safetensors': 'keep me' });
    const { code, stdout, stderr } = await vsa([...argv, at(output)]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(new RegExp(`^vsa: mnist: [^\\n]*${message}[^\\n]*\\n$`));
    expect(await readdir(at(''))).toEqual(['old.safetensors']);
    expect(await readFile(at('old.safetensors'), 'utf8')).toBe('keep me');
  });
});

describe('vsa rbm classify', () => {
  it('refuses files with another SHA-256 too', async () => {
    await files(idx([2, 28, 28], 51));
    const classify = ['rbm', 'classify', '--data', 'mnist', '--test', 'mnist', '--backend', 'wasm'];
    const { code, stdout, stderr } = await vsa(classify);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^vsa: mnist: [^\n]*another SHA-256[^\n]*\n$/);
  });
});
