import { readFile } from 'node:fs/promises';
import { gaussian, lorentzian, selfConsistentOrder } from '@vsa/kuramoto';
import { describe, expect, it } from 'vitest';
import { npy } from '../../test/npy.js';
import { folderWith, vsa } from '../../test/run.js';
import { parseNpy } from '../files/npy.js';

interface Document {
  readonly oscillators: number;
  readonly times: readonly number[];
  readonly order: readonly number[];
  readonly frequencies?: readonly number[];
  readonly states?: readonly number[];
}

async function documentOf(...argv: readonly string[]): Promise<Document> {
  const { code, stdout, stderr } = await vsa(['kuramoto', 'run', '--backend', 'wasm', '--json', ...argv]);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Document;
}

describe('vsa kuramoto run', () => {
  it('orders as the theory says', async () => {
    const argv = ['--coupling', '3', '--sampling', 'spread', '--oscillators', '2000', '--step', '0.1'];
    for (const [name, law] of [
      ['lorentzian', lorentzian(1)],
      ['gaussian', gaussian(1)],
    ] as const) {
      const { order, times, oscillators } = await documentOf('--frequencies', name, ...argv);
      expect([oscillators, order.length, times.at(-1)]).toEqual([2000, 101, 50]);
      // 1/sqrt(2000) = 0.02 of scatter at a moment.
      expect(Math.abs((order.at(-1) ?? NaN) - selfConsistentOrder(law, 3))).toBeLessThan(0.06);
    }
  });

  it('is the same for one seed, and writes a table unless asked otherwise', async () => {
    const argv = [
      'kuramoto',
      'run',
      '--backend',
      'wasm',
      '--coupling',
      '2',
      '--duration',
      '5',
      '--oscillators',
      '50',
    ];
    const [one, two, three] = [await vsa(argv), await vsa(argv), await vsa([...argv, '--seed', '1'])];
    expect(one.stdout).toBe(two.stdout);
    expect(one.stdout).not.toBe(three.stdout);
    expect(one.stdout).toMatch(
      /^kuramoto on wasm: 50 oscillators on S\^1, the mean field, K = 2, steps of 0.05/,
    );
    expect(one.stdout).toMatch(/\n5\.00 +0\.\d{4}\n/);
  });

  it('reads frequencies and edges, and writes .npy and .json', async () => {
    const at = await folderWith({
      'omega.npy': npy([1, 2], [2]),
      'pair.csv': 'source,target,weight\n0,1,1\n',
    });
    const argv = [
      '--frequencies',
      at('omega.npy'),
      '--graph',
      at('pair.csv'),
      '--coupling',
      '1',
      '--transient',
      '30',
    ];
    const { frequencies } = await documentOf(...argv, '--duration', '60');
    // One edge heard at both ends locks them half way; heard at one end only, the other keeps its pace.
    expect(frequencies).toEqual([expect.closeTo(1.5, 4), expect.closeTo(1.5, 4)]);
    const directed = await documentOf(...argv, '--duration', '60', '--directed', '--coupling', '1.2');
    expect(directed.frequencies).toEqual([expect.closeTo(1, 4), expect.closeTo(1, 4)]);
    for (const name of ['r.npy', 'r.json']) {
      const { code, stdout } = await vsa(['kuramoto', 'run', ...argv, '--records', '40', '--out', at(name)]);
      expect([code, stdout]).toEqual([0, '']);
    }
    const { order } = JSON.parse(await readFile(at('r.json'), 'utf8')) as Document;
    const { shape, values } = parseNpy(await readFile(at('r.npy')), 'r.npy');
    expect(shape).toEqual([41, 3]);
    order.forEach((r, index) => {
      expect(values[3 * index + 1]).toBeCloseTo(r, 6);
    });
    expect(values[3 * 40]).toBeCloseTo(50, 5);
  });

  it('simulates oscillators on spheres', async () => {
    const at = await folderWith({ 'turn.json': '[[0, -1, 0], [1, 0, 0], [0, 0, 0]]' });
    const argv = [
      '--dimension',
      '3',
      '--oscillators',
      '30',
      '--coupling',
      '2',
      '--duration',
      '20',
      '--step',
      '0.05',
    ];
    const { order, states } = await documentOf(...argv, '--omega', at('turn.json'));
    expect(order.at(-1)).toBeCloseTo(1, 4);
    expect(states?.length).toBe(90);
    const ring = await documentOf(...argv, '--graph', 'ring:3', '--width', '0.1');
    expect(ring.order.length).toBe(101);
  });

  it('says what is wrong in one line, with exit code 2', async () => {
    const at = await folderWith({
      'turn.json': '[[0, 1], [1, 0]]',
      'omega.npy': npy([1, 2], [2]),
      'far.csv': '0,7\n',
      'bad.csv': '0,1\n0,x\n',
      'nan.csv': 'nan,inf\n0,1\n',
    });
    const wrong: readonly (readonly [RegExp, ...string[]])[] = [
      [/--dimension: expected N >= 2.* got 1/, '--dimension', '1'],
      [/skew-symmetric omega/, '--omega', at('turn.json')],
      [
        /turn.json: expected skew-symmetric matrices \[3, 3\]/,
        '--dimension',
        '3',
        '--omega',
        at('turn.json'),
      ],
      [/expected lorentzian, gaussian, uniform or a file/, '--frequencies', 'cauchy'],
      [/--frequencies: expected gaussian/, '--dimension', '3', '--frequencies', 'uniform'],
      [/--oscillators: expected 2/, '--frequencies', at('omega.npy'), '--oscillators', '3'],
      [/vertices from 0 to 1, got 7/, '--frequencies', at('omega.npy'), '--graph', at('far.csv')],
      [/bad.csv line 2: expected source,target/, '--graph', at('bad.csv')],
      [/nan.csv line 1: expected source,target/, '--graph', at('nan.csv')],
      [/expected an edge list/, '--graph', 'star'],
      [/ring:40/, '--oscillators', '20', '--graph', 'ring:40'],
      [/transient below the duration/, '--duration', '5', '--transient', '5'],
      [/--out: expected a file ending in/, '--out', 'r.txt'],
      [/cannot write/, '--oscillators', '5', '--duration', '1', '--out', at('no/r.npy')],
      [/Expected a number > 0/, '--step', '0'],
      [/'--oscillators <n>'.*whole number >= 1/, '--oscillators', '0'],
    ];
    for (const [message, ...argv] of wrong) {
      const { code, stdout, stderr } = await vsa([
        'kuramoto',
        'run',
        '--backend',
        'wasm',
        '--coupling',
        '1',
        ...argv,
      ]);
      expect(stderr).toMatch(message);
      expect([code, stdout, stderr.trimEnd().includes('\n')]).toEqual([2, '', false]);
    }
    const missing = await vsa(['kuramoto', 'run']);
    expect([missing.code, missing.stderr]).toEqual([
      2,
      "vsa: required option '--coupling <k>' not specified\n",
    ]);
  });

  it('ends with code 130 on Ctrl-C', async () => {
    const stopped = AbortSignal.abort();
    const { code } = await vsa(['kuramoto', 'run', '--backend', 'wasm', '--coupling', '1'], {
      signal: stopped,
    });
    expect(code).toBe(130);
  });
});
