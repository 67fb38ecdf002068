import { loadTraining } from '@vsa/hopfield-rbm';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { npy } from '../../test/npy.js';
import { folderWith, vsa } from '../../test/run.js';

/** Two classes of eight units, noisy: rows of class c are near row c. */
const ROWS = 12;
const UNITS = 8;
const values = Array.from({ length: ROWS * UNITS }, (_, index) => {
  const [row, unit] = [Math.floor(index / UNITS), index % UNITS];
  const own = row % 2 === 0 ? (unit < 4 ? 1 : -1) : unit % 2 === 0 ? 1 : -1;
  return (row * 5 + unit * 3) % 11 === 0 ? -own : own;
});
const classes = Array.from({ length: ROWS }, (_, row) => row % 2);

async function world(): Promise<(name: string) => string> {
  return folderWith({
    'x.npy': npy(values, [ROWS, UNITS]),
    'y.npy': npy(classes, [ROWS]),
    'gap.npy': npy(
      classes.map((label) => 2 * label),
      [ROWS],
    ),
    'short.npy': npy([0, 1], [2]),
    'half.npy': npy(
      values.map((_, index) => index / 2),
      [ROWS, UNITS],
    ),
    'narrow.npy': npy([1, -1], [1, 2]),
    'three.npy': npy([1, -1, 1, 1, -1, 1], [3, 2]),
    'three-labels.npy': npy([0, 1, 2], [3]),
    // Two images of 2 x 3 pixels, of which some are missing.
    'lame-idx3-ubyte': Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 200, 2, 2, 200]),
    'text.safetensors': 'no machine',
    'same.npy': npy(values.slice(0, UNITS).concat(values.slice(0, UNITS)), [2, UNITS]),
  });
}

const wasm = ['--backend', 'wasm'];
const training = ['--batch', '4', '--learning-rate', '0.02', '--steps', '2', ...wasm];

describe('vsa rbm', () => {
  it('fits, goes on to the same bits, samples and measures', async () => {
    const at = await world();
    const data = ['--data', at('x.npy'), '--labels', at('y.npy'), ...training];
    const fit = ['rbm', 'fit', ...data];
    const made = await vsa([...fit, '--epochs', '3', '--output', at('m.st')]);
    expect(made).toEqual({ code: 0, stdout: 'm.st: 8 visible and 2 hidden units, 3 epochs\n', stderr: '' });
    expect((await vsa([...fit, '--epochs', '1', '--output', at('n.st')])).stdout).toMatch(/1 epoch\n$/);
    expect((await vsa([...fit, '--epochs', '3', '--output', at('n.st'), '--resume'])).code).toBe(0);
    expect(await readFile(at('n.st'))).toEqual(await readFile(at('m.st')));

    const sample = ['rbm', 'sample', '--machine', at('m.st'), '--steps', '5', ...wasm];
    const drawn = await vsa([...sample, '--count', '7', '--output', at('s.npy')]);
    expect(drawn.stdout).toBe('s.npy: 7 states of 8 units after 5 steps\n');
    const from = await vsa([...sample, '--states', at('s.npy'), '--beta', '9', '--output', at('t.npy')]);
    expect(from.stdout).toBe('t.npy: 7 states of 8 units after 5 steps\n');

    const measure = ['rbm', 'loglik', '--machine', at('m.st'), '--data', at('x.npy'), '--json', ...wasm];
    const exact = JSON.parse((await vsa(measure)).stdout) as Record<string, number>;
    expect(exact).toMatchObject({ method: 'exact', rows: ROWS, standardError: 0 });
    // Twelve rows of eight fair coins would have -8 ln 2.
    expect(exact['meanLogLikelihood']).toBeGreaterThan(-8 * Math.LN2);
    const argv = [...measure, '--method', 'annealed', '--chains', '200', '--anneal', '300'];
    const annealed = JSON.parse((await vsa(argv)).stdout) as Record<string, number>;
    // Its own standard error is some hundredths; the seed is fixed.
    expect(Math.abs((annealed['logPartition'] ?? NaN) - (exact['logPartition'] ?? NaN))).toBeLessThan(0.1);
    expect((await vsa(measure.filter((word) => word !== '--json'))).stdout).toMatch(/rows .*mean ln p\n/);
  });

  it.each(['hebbian', 'pca', 'random'])('starts from %s weights too', async (start) => {
    const at = await world();
    const argv = [
      'rbm',
      'fit',
      '--data',
      at('x.npy'),
      '--labels',
      at('y.npy'),
      '--start',
      start,
      '--hidden',
      '3',
    ];
    expect((await vsa([...argv, ...wasm, '--output', at('m.st')])).code).toBe(0);
    const { shape, epoch } = loadTraining(new Uint8Array(await readFile(at('m.st'))));
    expect([shape, epoch]).toEqual([[UNITS, start === 'hebbian' ? 2 : 3], 0]);
  });

  it('classifies with a machine a class', async () => {
    const at = await world();
    const labelled = (option: string): string[] => [
      option,
      at('x.npy'),
      `${option === '--data' ? '--' : '--test-'}labels`,
      at('y.npy'),
    ];
    const argv = ['rbm', 'classify', ...labelled('--data'), ...labelled('--test'), ...training];
    const told = JSON.parse((await vsa([...argv, '--json'])).stdout) as Record<string, unknown>;
    expect(told).toMatchObject({ classes: 2, testError: told['trainError'] });
    expect(told['predictions']).toHaveLength(ROWS);
    expect(Number(told['trainError'])).toBeLessThan(0.3);
    const trained = await vsa([...argv, '--epochs', '2', '--start', 'random', '--hidden', '2']);
    expect([trained.code, trained.stdout]).toEqual([
      0,
      expect.stringMatching(/training error {2}test error\n.* %\n$/),
    ]);
  });

  it('refuses wrong input in one line, code 2, and overwrites nothing', async () => {
    const at = await world();
    const data = ['--data', at('x.npy'), '--labels', at('y.npy')];
    const fit = (...more: string[]): string[] => ['rbm', 'fit', ...more, '--output', at('new.st'), ...wasm];
    await vsa(['rbm', 'fit', ...data, '--output', at('m.st'), ...wasm]);
    const kept = await readFile(at('m.st'));
    const machine = ['--machine', at('m.st')];
    const wrong: readonly [string[], RegExp][] = [
      [['rbm', 'fit', ...data, '--output', at('m.st')], /m\.st: expected a new file/],
      [fit('--data', at('missing.npy')), /missing\.npy/],
      [fit('--data', at('half.npy')), /expected \+1 and -1, got 0/],
      [fit('--data', at('x.npy')), /expected classes to make patterns of, give --labels/],
      [fit('--data', at('x.npy'), '--labels', at('short.npy')), /short\.npy: expected 12 classes/],
      [fit('--data', at('x.npy'), '--labels', at('half.npy')), /half\.npy: expected classes 0, 1/],
      [fit(...data, '--per-class', '99'), /x\.npy: /],
      [
        fit('--data', at('three.npy'), '--labels', at('three-labels.npy')),
        /three\.npy: .*at most as many patterns as units, 2, got 3/,
      ],
      [fit('--data', at('lame-idx3-ubyte'), '--start', 'random'), /lame-idx3-ubyte: .*the file is truncated/],
      [fit(...data, '--start', 'pca', '--hidden', '9'), /hidden <= 8/],
      [fit(...data, '--start', 'magic'), /--start/],
      [
        fit('--data', at('same.npy'), '--labels', at('short.npy')),
        /same\.npy: .*independent|same\.npy: .*depend/,
      ],
      [['rbm', 'fit', ...data, '--output', at('text.safetensors'), '--resume'], /text\.safetensors/],
      [['rbm', 'fit', '--data', at('narrow.npy'), '--output', at('m.st'), '--resume'], /rows of 8 units/],
      [['rbm', 'sample', '--machine', at('text.safetensors'), '--output', at('s.npy')], /text\.safetensors/],
      [['rbm', 'sample', ...machine, '--output', at('x.npy')], /x\.npy: expected a new file/],
      [
        ['rbm', 'sample', ...machine, '--states', at('narrow.npy'), '--output', at('s.npy'), ...wasm],
        /narrow\.npy/,
      ],
      [['rbm', 'loglik', ...machine, '--data', at('narrow.npy'), ...wasm], /narrow\.npy/],
      [['rbm', 'classify', ...data, '--test', at('x.npy'), ...wasm], /--test-labels: expected the classes/],
      [
        [
          'rbm',
          'classify',
          '--data',
          at('x.npy'),
          '--labels',
          at('gap.npy'),
          '--test',
          at('x.npy'),
          '--test-labels',
          at('y.npy'),
          ...wasm,
        ],
        /none of class 1/,
      ],
    ];
    for (const [argv, message] of wrong) {
      const { code, stdout, stderr } = await vsa(argv);
      expect([code, stdout, argv.join(' ')]).toEqual([2, '', argv.join(' ')]);
      expect(stderr).toMatch(message);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
    expect(await readFile(at('m.st'))).toEqual(kept);
  });
});
