import { decodeSafetensors } from '@vsa/backend/checkpoint';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { npy, npz } from '../../test/npy.js';
import { folderWith, vsa } from '../../test/run.js';

const PATTERNS = [1, 1, 1, 1, -1, -1, 1, -1, 1, -1, 1, -1];
const FLIPPED = [1, 1, 1, 1, -1, 1];

/** An idx file of bytes, written after the format's definition. */
function idx(shape: readonly number[], values: readonly number[]): Uint8Array {
  const header = [0, 0, 8, shape.length, ...shape.flatMap((size) => [0, 0, size >> 8, size & 255])];
  return Uint8Array.from([...header, ...values]);
}

const grey = PATTERNS.map((value) => (value === 1 ? 200 : 2));

async function world(): Promise<(name: string) => string> {
  return folderWith({
    'p.npy': npy(PATTERNS, [2, 6]),
    'p.npz': npz({ one: npy(PATTERNS, [2, 6]), two: npy([0.5], [1]) }),
    's.npy': npy(FLIPPED, [6]),
    'short.npy': npy([1, 1], [2]),
    'zero.npy': npy([1, 0, 1, 1], [2, 2]),
    'many.npy': npy([1, -1, 1, 1, -1, 1], [3, 2]),
    'same.npy': npy([1, -1, 1, -1, 1, -1], [2, 3]),
    'images-idx3-ubyte': idx([2, 2, 3], grey),
    'images-idx3-ubyte.gz': gzipSync(idx([2, 2, 3], grey)),
    'labels-idx1-ubyte': idx([2], [0, 1]),
    'lame-idx3-ubyte': idx([2, 2, 3], grey).subarray(0, 20),
    'old.safetensors': 'keep me',
  });
}

const cpu = ['--backend', 'cpu'];

describe('vsa hopfield', () => {
  it('stores patterns and recalls them', async () => {
    const at = await world();
    const net = at('net.safetensors');
    const stored = await vsa(['hopfield', 'store', '--patterns', at('p.npy'), '--output', net]);
    expect(stored).toEqual({
      code: 0,
      stdout: 'net.safetensors: 2 patterns of 6 units, projection rule, diagonal removed\n',
      stderr: '',
    });
    const argv = ['hopfield', 'recall', '--network', net, '--states', at('s.npy'), ...cpu];
    const told = await vsa([...argv, '--output', at('final.safetensors'), '--json']);
    expect([told.code, told.stderr]).toEqual([0, '']);
    const { results } = JSON.parse(told.stdout) as { results: readonly Record<string, unknown>[] };
    expect(results).toMatchObject([{ status: 'fixed-point', pattern: 0, overlap: 1 }]);
    const { tensors } = decodeSafetensors(new Uint8Array(await readFile(at('final.safetensors'))));
    expect([...(tensors.get('states')?.data ?? [])]).toEqual([1, 1, 1, 1, -1, -1]);
    const plain = await vsa(argv);
    expect(plain.stdout).toMatch(
      /row {2}status .*nearest pattern {2}overlap\n +0 {2}fixed-point .* 1\.0000\n$/,
    );
  });

  it('takes every kind of file, and gives the same network for the same patterns', async () => {
    const at = await world();
    const files: string[][] = [
      [at('p.npy')],
      [`${at('p.npz')}:one`],
      [at('images-idx3-ubyte')],
      [at('images-idx3-ubyte.gz')],
      [at('images-idx3-ubyte'), '--labels', at('labels-idx1-ubyte')],
    ];
    const networks = [];
    for (const [index, [source = '', ...more]] of files.entries()) {
      const output = at(`${index}.safetensors`);
      const { code } = await vsa(['hopfield', 'store', '--patterns', source, ...more, '--output', output]);
      expect(code).toBe(0);
      networks.push((await readFile(output)).toString('base64'));
    }
    expect(new Set(networks).size).toBe(1);
    // A stored network holds its patterns under a name.
    const again = [
      'hopfield',
      'store',
      '--patterns',
      `${at('0.safetensors')}:patterns`,
      '--output',
      at('x.st'),
    ];
    expect((await vsa(again)).stderr).toBe('');
  });

  it('samples at a temperature, fixed by a seed', async () => {
    const at = await world();
    const net = at('net.safetensors');
    await vsa(['hopfield', 'store', '--patterns', at('p.npy'), '--output', net, '--rule', 'hebbian']);
    const argv = ['hopfield', 'recall', '--network', net, '--states', at('p.npy'), ...cpu, '--beta', '0.1'];
    const one = await vsa([...argv, '--steps', '3', '--seed', '4']);
    expect(one.code).toBe(0);
    expect((await vsa([...argv, '--steps', '3', '--seed', '4'])).stdout).toBe(one.stdout);
    expect(one.stdout).toMatch(/max-steps +3 /);
  });

  const bad: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['other numbers', ['zero.npy'], /zero\.npy: expected \+1 and -1, got 0 in row 0, unit 1/],
    ['more patterns than units', ['many.npy'], /many\.npy: .*at most as many patterns as units, 2, got 3/],
    ['patterns that depend', ['same.npy'], /same\.npy: .*linearly independent patterns, got pattern 1/],
    [
      'a damaged idx file',
      ['lame-idx3-ubyte'],
      /lame-idx3-ubyte: .*to have 28 bytes, got 20; the file is truncated/,
    ],
    ['labels for images', ['labels-idx1-ubyte'], /labels-idx1-ubyte: .*expected images to be an idx file/],
    [
      'images for labels',
      ['images-idx3-ubyte', '--labels', 'images-idx3-ubyte'],
      /expected labels to be an idx file/,
    ],
    [
      'labels without images',
      ['p.npy', '--labels', 'labels-idx1-ubyte'],
      /--labels: expected images in an idx file/,
    ],
    [
      'labels of MNIST',
      ['mnist', '--labels', 'labels-idx1-ubyte'],
      /--labels: expected no labels with 'mnist'/,
    ],
    ['no file', ['none.npy'], /none\.npy: expected a file, there is none/],
    ['two arrays', ['p.npz'], /p\.npz: expected one array or a name/],
  ];

  it.each(bad)(
    'says what is wrong in one line and writes nothing: %s',
    async (_, [source = '', ...more], message) => {
      const at = await world();
      const path = (name: string): string => (/^--|^mnist$/.test(name) ? name : at(name));
      const output = at('old.safetensors');
      const argv = ['hopfield', 'store', '--patterns', path(source), ...more.map(path), '--output', output];
      const { code, stdout, stderr } = await vsa([...argv, '--force']);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(message);
      expect(stderr).toMatch(/^vsa: [^\n]*\n$/);
      expect(await readFile(output, 'utf8')).toBe('keep me');
    },
  );

  it('keeps a file that is there unless told otherwise', async () => {
    const at = await world();
    const output = at('old.safetensors');
    const argv = ['hopfield', 'store', '--patterns', at('p.npy'), '--output', output];
    const kept = await vsa(argv);
    expect([kept.code, kept.stderr]).toEqual([
      2,
      'vsa: old.safetensors: expected a new file, there is one already; give --force to replace it.\n',
    ]);
    expect(await readFile(output, 'utf8')).toBe('keep me');
    expect((await vsa([...argv, '--force'])).code).toBe(0);
    expect((await readFile(output)).length).toBeGreaterThan(300);
    const missing = await vsa([
      'hopfield',
      'store',
      '--patterns',
      at('p.npy'),
      '--output',
      at('no/where.st'),
    ]);
    expect([missing.code, missing.stderr]).toMatchObject([
      2,
      expect.stringMatching(/where\.st: expected to write/),
    ]);
  });

  it('refuses states and networks that do not fit', async () => {
    const at = await world();
    const net = at('net.safetensors');
    await vsa(['hopfield', 'store', '--patterns', at('p.npy'), '--output', net]);
    const recall = (network: string, states: string): ReturnType<typeof vsa> =>
      vsa(['hopfield', 'recall', '--network', network, '--states', states, ...cpu]);
    const short = await recall(net, at('short.npy'));
    expect([short.code, short.stderr]).toEqual([
      2,
      'vsa: short.npy: expected states of 6 units, as net.safetensors has, got 2.\n',
    ]);
    expect((await recall(at('old.safetensors'), at('s.npy'))).stderr).toMatch(
      /^vsa: old\.safetensors: [^\n]*\n$/,
    );
    expect((await recall(net, 'mnist')).stderr).toMatch(/--states: expected a file, got 'mnist'/);
    expect((await recall(at('s.npy'), at('s.npy'))).code).toBe(2);
  });
});
