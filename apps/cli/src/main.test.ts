import { bipolar, foldIn, key } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';
import { npy } from '../test/npy.js';
import { folderWith, vsa } from '../test/run.js';

const D = 256;

/** Random ±1 vectors: cosines of about 1/16 between different ones. */
const BOOKS = [4, 5, 3].map((n, k) => bipolar(foldIn(key(5), k), [n, D]));

function bound(indices: readonly [number, number, number]): Float32Array {
  return Float32Array.from({ length: D }, (_, d) =>
    indices.reduce((product, index, k) => product * (BOOKS[k]?.[index * D + d] ?? 0), 1),
  );
}

async function problem(): Promise<{ at: (name: string) => string; argv: (x: string) => string[] }> {
  const at = await folderWith({
    ...Object.fromEntries(
      BOOKS.map((book, k) => [`${'abc'.charAt(k)}.npy`, npy(book, [book.length / D, D])]),
    ),
    'x.npy': npy(bound([2, 4, 1]), [D]),
    'batch.npy': npy([...bound([2, 4, 1]), ...bound([0, 0, 2])], [2, D]),
    'short.npy': npy([1, 1], [2]),
  });
  const books = ['a.npy', 'b.npy', 'c.npy'].map(at);
  return {
    at,
    argv: (x) => ['factorize', '--codebooks', ...books, '--composite', at(x), '--backend', 'cpu'],
  };
}

interface Document {
  readonly method: string;
  readonly backend: string;
  readonly D: number;
  readonly results: readonly {
    readonly indices: readonly number[];
    readonly posteriors: readonly (readonly number[])[] | null;
    readonly freeEnergy: number | null;
    readonly status: string;
    readonly steps: number;
  }[];
}

describe('vsa factorize', () => {
  it('writes one JSON document with indices, posteriors, free energy, status and steps', async () => {
    const { argv } = await problem();
    const { code, stdout, stderr } = await vsa([...argv('batch.npy'), '--method', 'vrn', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const document = JSON.parse(stdout) as Document;
    expect(Object.keys(document)).toEqual(['method', 'backend', 'D', 'results']);
    expect(document).toMatchObject({ method: 'vrn', backend: 'cpu', D });
    expect(document.results.map(({ indices }) => indices)).toEqual([
      [2, 4, 1],
      [0, 0, 2],
    ]);
    for (const { posteriors, freeEnergy, status, steps, ...rest } of document.results) {
      expect(posteriors?.map((posterior) => posterior.length)).toEqual([4, 5, 3]);
      for (const posterior of posteriors ?? []) {
        // Nine digits of float32 numbers that sum to 1 within their rounding.
        expect(posterior.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
      }
      expect(freeEnergy).toBeTypeOf('number');
      expect([status, steps]).toEqual(['max-steps', 100]);
      expect(Object.keys(rest)).toEqual(['indices']);
    }
  });

  it('writes the same document every time', async () => {
    const { argv } = await problem();
    const runs = [1, 2].map(() => vsa([...argv('x.npy'), '--method', 'resonator', '--json']));
    const [first, second] = await Promise.all(runs);
    expect(second?.stdout).toBe(first?.stdout);
    // Far below capacity: a fixed point with cosines of exactly 1.
    expect(first?.stdout).toMatchInlineSnapshot(`
      "{"method":"resonator","backend":"cpu","D":256,"results":[
      {"indices":[2,4,1],"posteriors":null,"similarities":[1,1,1],"freeEnergy":null,"status":"converged","steps":2}
      ]}
      "
    `);
  });

  it('writes a table for people', async () => {
    const { argv } = await problem();
    const vrn = await vsa(argv('batch.npy'));
    expect(vrn.stdout).toMatch(
      /^vrn on cpu: 2 composites, D = 256\n\n#\s+indices\s+probabilities\s+free energy\s+status\s+steps\n/,
    );
    expect(vrn.stdout).toMatch(/\n0\s+2 4 1\s+0\.\d{3} 0\.\d{3} 0\.\d{3}\s+-?\d\.\d{4}\s+max-steps\s+100\n/);
    const resonator = await vsa([...argv('x.npy'), '--method', 'resonator']);
    expect(resonator.stdout).toMatch(/1 composite, D = 256\n\n#\s+indices\s+similarities\s+status\s+steps\n/);
    expect(resonator.stdout).toMatch(/\n0\s+2 4 1\s+1\.000 1\.000 1\.000\s+converged\s+2\n/);
  });

  it('passes the options of each method on', async () => {
    const { argv } = await problem();
    const vrn = ['--gamma', '0.01', '--delta-scale', 'mean', '--optimizer', 'coordinate', '--steps', '40'];
    const solved = await vsa([...argv('x.npy'), ...vrn, '--restarts', '1', '--seed', '3', '--json']);
    const [result] = (JSON.parse(solved.stdout) as Document).results;
    expect(result).toMatchObject({ indices: [2, 4, 1], status: 'converged' });
    const resonator = [
      '--method',
      'resonator',
      '--update',
      'synchronous',
      '--start',
      'mean',
      '--steps',
      '50',
    ];
    const rule = ['--activation', 'tanh', '--synapse', 'pseudo-inverse', '--decode', 'signed'];
    const found = await vsa([...argv('x.npy'), ...resonator, ...rule, '--json']);
    expect((JSON.parse(found.stdout) as Document).results[0]?.indices).toHaveLength(3);
    expect(found.code).toBe(0);
  });

  it('reads codebooks with vectors in columns', async () => {
    const { at, argv } = await problem();
    const { writeFile } = await import('node:fs/promises');
    const columns = Float32Array.from(
      { length: 4 * D },
      (_, i) => BOOKS[0]?.[(i % 4) * D + Math.floor(i / 4)] ?? 0,
    );
    await writeFile(at('a.npy'), npy(columns, [D, 4]));
    const { stdout } = await vsa([...argv('x.npy'), '--json']);
    expect((JSON.parse(stdout) as Document).results[0]?.indices).toEqual([2, 4, 1]);
  });

  it.each([
    [['--method', 'magic'], /option '--method <name>' argument 'magic' is invalid/],
    [['--steps', '0'], /'--steps <n>' argument '0' is invalid. Expected a whole number >= 1/],
    [['--steps', 'many'], /Expected a whole number >= 1/],
    [['--gamma', 'x'], /Expected a number/],
    [['--learning-rate', '-1'], /Expected a number > 0/],
    [['--backend', 'abacus'], /expected one of auto, cpu, wasm, webgpu, node, got 'abacus'/],
    [['--update', 'synchronous'], /--update: expected an option of --method vrn, got one of resonator/],
    [
      ['--method', 'resonator', '--gamma', '1'],
      /--gamma: expected an option of --method resonator, got one of vrn/,
    ],
    [
      ['--method', 'resonator', '--delta-scale', 'sum'],
      /--delta-scale: expected an option of --method resonator/,
    ],
    [['--optimizer', 'coordinate', '--gamma', '-1'], /gamma/],
    [['--what'], /unknown option '--what'/],
  ])('ends with code 2 and one line for %j', async (more, message) => {
    const { argv } = await problem();
    const { code, stdout, stderr } = await vsa([...argv('x.npy'), ...more]);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^vsa: [^\n]+\n$/);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('ends with code 2 and one line that names a wrong file', async () => {
    const { argv, at } = await problem();
    for (const [x, message] of [
      ['none.npy', `vsa: ${at('none.npy')}: expected a file, there is none.\n`],
      [
        'short.npy',
        'vsa: a.npy: expected a codebook [2, n] or [n, 2] (D = 2 from short.npy), got [4, 256].\n',
      ],
    ] as const) {
      expect(await vsa(argv(x))).toEqual({ code: 2, stdout: '', stderr: message });
    }
  });

  it('ends with code 2 without its required options', async () => {
    const { code, stderr } = await vsa(['factorize']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^vsa: required option '--codebooks <files...>' not specified\n$/);
  });

  it('ends with code 130 after Ctrl-C', async () => {
    const { argv } = await problem();
    const said = await vsa(argv('x.npy'), { signal: AbortSignal.abort() });
    expect(said).toEqual({ code: 130, stdout: '', stderr: 'vsa: interrupted.\n' });
  });
});

describe('vsa', () => {
  it('shows help on stdout with code 0', async () => {
    const { code, stdout } = await vsa(['--help']);
    expect(code).toBe(0);
    for (const command of ['info', 'factorize', 'recall', 'automaton', 'reproduce', 'merge', 'demo'])
      expect(stdout).toContain(`  ${command} `);
  });

  it.each([[['fly']], [['info', 'now']], [['demo', 'nothing']]])('refuses %j', async (argv) => {
    const { code, stdout, stderr } = await vsa(argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^vsa: [^\n]+\n$/);
  });
});

describe('vsa info', () => {
  it('lists the backends, with reasons for those that do not start', async () => {
    const { code, stdout } = await vsa(['info', '--json']);
    expect(code).toBe(0);
    const { auto, backends } = JSON.parse(stdout) as {
      readonly auto: string;
      readonly backends: readonly {
        readonly name: string;
        readonly available: boolean;
        readonly reason?: string;
      }[];
    };
    expect(backends.map(({ name }) => name)).toEqual(['cpu', 'wasm', 'webgpu', 'node']);
    expect(backends.find(({ name }) => name === auto)?.available).toBe(true);
    for (const { available, reason } of backends) expect(available || reason !== undefined).toBe(true);
  });

  it('writes a table for people', async () => {
    const { stdout } = await vsa(['info']);
    expect(stdout).toMatch(/^backend\s+starts\s+device/);
    expect(stdout).toMatch(/\ncpu\s+yes\s+JavaScript/);
    expect(stdout).toMatch(/what auto picks/);
    expect(stdout).toMatch(/@vsa\/vrn \d+\.\d+\.\d+/);
  });
});
