import { bipolar, key } from '@vsa/backend/random';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { npy } from '../../test/npy.js';
import { folderWith, vsa } from '../../test/run.js';
import { GRAPH_NAMES } from '../recall/named-graphs.js';

const P = 8;
const N = 64;

/** Random ±1 patterns: cosines of about 1/8 between different ones. */
const PATTERNS = bipolar(key(3), [P, N]);

async function memory(): Promise<{
  readonly at: (name: string) => string;
  readonly argv: (graph: string, ...more: readonly string[]) => string[];
}> {
  const at = await folderWith({
    'p.npy': npy(PATTERNS, [P, N]),
    'edges.csv': '# a ring\nsource,target,weight\n0,1\n1,2,2\n\n2;0;1 # last\n',
  });
  const argv = (graph: string, ...more: readonly string[]): string[] => [
    'recall',
    '--patterns',
    at('p.npy'),
    '--graph',
    graph,
    '--backend',
    'cpu',
    '--trigger',
    '2',
    ...more,
  ];
  return { at, argv };
}

interface Document {
  readonly state: readonly number[];
  readonly correlations: readonly number[];
  readonly meanActivity: number;
  readonly status: string;
  readonly steps: number;
  readonly history?: readonly (readonly number[])[];
}

const parse = (text: string): Document => JSON.parse(text) as Document;

describe('vsa recall', () => {
  it('writes one JSON document with state, correlations, mean activity, status and steps', async () => {
    const { argv } = await memory();
    const { code, stdout, stderr } = await vsa(argv('cycle:8', '--json'));
    expect([code, stderr]).toEqual([0, '']);
    const document = parse(stdout);
    expect(Object.keys(document)).toEqual(['state', 'correlations', 'meanActivity', 'status', 'steps']);
    expect(document.state).toHaveLength(N);
    expect(document.correlations).toHaveLength(P);
    // a = 1 and h = 0 recall the pattern itself.
    expect(document.correlations.indexOf(Math.max(...document.correlations))).toBe(2);
    const mean = document.state.reduce((sum, value) => sum + value, 0) / N;
    expect(document.meanActivity).toBeCloseTo(mean, 6);
    expect(document.status).toBe('converged');
    expect(document.steps).toBeLessThan(100);
  });

  it('moves exactly to the successor less the mean load (a = 0, h = 1, eta = 1, large beta)', async () => {
    const { argv } = await memory();
    const one = ['--a', '0', '--h', '1', '--eta', '1', '--beta', '50', '--steps', '1', '--json'];
    const { stdout } = await vsa(argv('cycle:8', '--directed', ...one));
    const expected = Array.from({ length: N }, (_, i) => {
      const load =
        Array.from({ length: P }, (_p, p) => PATTERNS[p * N + i] ?? 0).reduce((a, b) => a + b, 0) / P;
      return (PATTERNS[3 * N + i] ?? 0) - load;
    });
    // Means of eight signs are exact in float32, and the softmax is one at one pattern: rounding of single sums only.
    parse(stdout).state.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] ?? NaN, 5);
    });
    const again = await vsa(argv('directed-cycle:8', ...one));
    expect(again.stdout).toBe(stdout);
  });

  it('adds the correlations of every step', async () => {
    const { argv } = await memory();
    const { stdout } = await vsa(
      argv('cycle:8', '--h', '0.4', '--steps', '7', '--tolerance', '0', '--json', '--history'),
    );
    const { correlations, history = [], steps, status } = parse(stdout);
    expect([steps, status, history.length]).toEqual([7, 'max-steps', 8]);
    history.at(-1)?.forEach((value, pattern) => {
      expect(value).toBeCloseTo(correlations[pattern] ?? NaN, 5);
    });
    expect(history[0]?.[2]).toBeCloseTo(1, 5);
  });

  it('writes tables for people', async () => {
    const { argv } = await memory();
    const { stdout } = await vsa(argv('cycle:8', '--h', '0.4', '--tolerance', '0'));
    expect(stdout).toMatch(
      /^recall on cpu: 8 patterns of 64 neurons, graph cycle:8 \(8 vertices, 8 undirected edges\), a = 1, h = 0.4, from pattern 2\n/,
    );
    expect(stdout).toMatch(/\nstep\s+mean(\s+#\d){6}\n\s+0\s/);
    expect(stdout.match(/^ *\d+ .*$/gm)?.map((line) => Number.parseInt(line, 10))).toEqual([
      0, 1, 2, 5, 10, 20, 50, 100,
    ]);
    expect(stdout).toMatch(/\nstatus {2}max-steps after 100 steps\nactive {2}#2 0\.\d{3}/);
    expect(stdout).toMatch(/\nstate {3}mean -?\d\.\d{4}, deviation \d\.\d{4}, from -?\d/);
    const every = await vsa(argv('cycle:8', '--steps', '30', '--tolerance', '0', '--history'));
    expect(every.stdout.match(/^ *\d+ .*$/gm)).toHaveLength(31);
  });

  it('reads edge lists with weights, comments, a header and either separator; the rest is isolated', async () => {
    const { at, argv } = await memory();
    const one = ['--a', '0', '--h', '1', '--eta', '1', '--beta', '50', '--steps', '1', '--json'];
    const { code, stdout, stderr } = await vsa(
      argv(at('edges.csv'), '--directed', '--normalisation', 'none', ...one, '--mean-load', '1/n'),
    );
    expect([code, stderr]).toEqual([0, '']);
    // 2 -> 0 with weight 1, less 1/64 of the mean.
    const { state } = parse(stdout);
    const load = Array.from({ length: P }, (_, p) => PATTERNS[p * N] ?? 0).reduce((a, b) => a + b, 0) / P;
    expect(state[0]).toBeCloseTo((PATTERNS[0] ?? 0) - load / N, 5);
    const doubled = await vsa(
      argv(at('edges.csv'), '--directed', '--normalisation', 'none', ...one, '--trigger', '1'),
    );
    expect(parse(doubled.stdout).state[0]).toBeCloseTo(2 * (PATTERNS[2 * N] ?? 0) - load, 5);
    const isolated = await vsa(argv(at('edges.csv'), ...one, '--trigger', '5'));
    expect([isolated.code, isolated.stderr]).toEqual([0, '']);
    expect(parse(isolated.stdout).state[0]).toBeCloseTo(-load, 5);
  });

  it('reads a start from a file, its own documents among them', async () => {
    const { at, argv } = await memory();
    const first = await vsa(argv('cycle:8', '--steps', '4', '--tolerance', '0', '--json'));
    await writeFile(at('rest.json'), first.stdout);
    const rest = ['--tolerance', '0', '--json', '--trigger', `${at('rest.json')}:state`];
    const second = await vsa(argv('cycle:8', '--steps', '3', ...rest));
    const whole = await vsa(argv('cycle:8', '--steps', '7', '--tolerance', '0', '--json'));
    parse(second.stdout).state.forEach((value, i) => {
      // Nine digits in between, and two roundings more of float32 numbers of size 1.
      expect(value).toBeCloseTo(parse(whole.stdout).state[i] ?? NaN, 5);
    });
  });

  it('reads patterns in columns', async () => {
    const { at, argv } = await memory();
    const rows = await vsa(argv('cycle:8', '--json'));
    const columns = Float32Array.from(
      { length: P * N },
      (_, i) => PATTERNS[(i % P) * N + Math.floor(i / P)] ?? 0,
    );
    await writeFile(at('p.npy'), npy(columns, [N, P]));
    expect(await vsa(argv('cycle:8', '--json', '--layout', 'columns'))).toEqual(rows);
  });

  it('fixes noise and random graphs by the seed', async () => {
    const { argv } = await memory();
    const noisy = (seed: string): Promise<{ readonly stdout: string }> =>
      vsa(argv('regular:8,3', '--h', '0.5', '--noise', '1', '--json', '--seed', seed));
    const [one, same, other] = await Promise.all([noisy('1'), noisy('1'), noisy('2')]);
    expect(same.stdout).toBe(one.stdout);
    expect(other.stdout).not.toBe(one.stdout);
  });

  it('looks for limit cycles where it is asked to', async () => {
    const { argv } = await memory();
    const walk = ['--a', '0', '--h', '1', '--eta', '1', '--longest-cycle', '10', '--json'];
    const { stdout } = await vsa(argv('directed-cycle:8', ...walk));
    expect(JSON.parse(stdout)).toMatchObject({ status: 'limit-cycle', cycleLength: 8 });
  });

  it.each([
    ['path:8'],
    ['complete:8'],
    ['empty:8'],
    ['barbell:3,2'],
    ['regular:8,3'],
    ['ws:8,2,0.5'],
    ['er:8,0.5'],
    ['cycle:8'],
    ['directed-cycle:8'],
  ])('knows the graph %s', async (graph) => {
    const { argv } = await memory();
    const { code, stderr } = await vsa(argv(graph, '--h', '0.5', '--steps', '2', '--json'));
    expect([code, stderr]).toEqual([0, '']);
  });

  it('knows the two named graphs, says which patterns they leave alone, and lists all names in its help', async () => {
    const { at, argv } = await memory();
    await writeFile(at('p.npy'), npy(bipolar(key(1), [47, N]), [47, N]));
    for (const [graph, vertices] of [
      ['tutte', 46],
      ['karate', 34],
    ] as const) {
      const { code, stderr } = await vsa(argv(graph, '--steps', '1', '--json'));
      expect(code).toBe(0);
      expect(stderr).toBe(
        `note: ${graph} has ${vertices} vertices for 47 patterns: the patterns from ${vertices} on are isolated, without hetero-association.\n`,
      );
    }
    const { stdout } = await vsa(['recall', '--help']);
    const help = stdout.replaceAll(/\s+/g, ' ');
    for (const name of GRAPH_NAMES) expect(help).toContain(name);
  });

  it.each([
    [
      ['--graph', 'karate'],
      /expected at most 8 vertices, one a pattern, got 34: the graph has more vertices/,
    ],
    [
      ['--graph', 'petersen'],
      /--graph: expected an edge list \(\.csv, .*\) or one of karate, tutte, cycle:N, /,
    ],
    [['--graph', 'cycle'], /--graph: expected cycle:N with numbers, got 'cycle'/],
    [['--graph', 'cycle:x'], /expected cycle:N with numbers, got 'cycle:x'/],
    [['--graph', 'cycle:2'], /--graph cycle:2: .* expected .* >= 3, got 2/],
    [['--graph', 'regular:7,3'], /expected degree < vertices and an even/],
    [['--graph', 'ws:8,2'], /expected ws:N,K,P with numbers/],
    [['--graph', 'er:8,2'], /expected probability in \[0, 1\], got 2/],
    [
      ['--graph', 'complete:8', '--directed'],
      /--directed: expected an edge list, cycle, path or er, got 'complete:8'/,
    ],
    [['--trigger', '8'], /--trigger: expected a pattern from 0 to 7 or a file of a state, got 8/],
    [['--trigger', '-1'], /--trigger: expected a pattern from 0 to 7/],
    [['--trigger', 'first'], /first: expected a file ending in/],
    [['--a', 'x'], /Expected a number/],
    [['--beta', '0'], /Expected a number > 0/],
    [['--noise', '-1'], /Expected a number >= 0/],
    [['--tolerance', '2'], /expected tolerance in \[0, 1\), got 2/],
    [['--longest-cycle', '5000'], /expected limitCycles.longest <= 1024/],
    [['--mean-load', '2'], /Allowed choices are 1, 1\/n/],
    [['--backend', 'abacus'], /expected one of auto, cpu, wasm, webgpu, node, got 'abacus'/],
  ])('ends with code 2 and one line for %j', async (more, message) => {
    const { argv } = await memory();
    const { code, stdout, stderr } = await vsa(argv('cycle:8', ...more));
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^vsa: [^\n]+\n$/);
    expect([code, stdout]).toEqual([2, '']);
  });

  it.each([
    ['0,1\n1,8\n', /e\.csv line 2: expected vertices from 0 to 7, one a pattern, got 8: the graph has more/],
    ['0,1,-1\n', /e\.csv line 1: expected a finite weight >= 0, got '-1'/],
    ['0,1,NaN\n', /e\.csv line 1: expected a finite weight >= 0, got 'NaN'/],
    ['0,1,\n', /e\.csv line 1: expected a finite weight >= 0, got ''/],
    ['0\n', /e\.csv line 1: expected source,target or source,target,weight, got '0'/],
    ['0,1,1,1\n', /got '0,1,1,1'/],
    ['a,b\n0,1.5\n', /e\.csv line 2: expected vertices as whole numbers from 0, got '1\.5'/],
    ['a,b\nc,d\n', /e\.csv line 2: expected vertices as whole numbers from 0, got 'c'/],
    ['nan,0\n', /e\.csv line 1: expected vertices as whole numbers from 0, got 'nan'/],
    ['0,"1\n', /e\.csv: expected lines of source,target\[,weight\], got: /],
  ])('ends with code 2 and one line for the edges %j', async (edges, message) => {
    const { at, argv } = await memory();
    await writeFile(at('e.csv'), edges);
    const { code, stdout, stderr } = await vsa(argv(at('e.csv')));
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^vsa: [^\n]+\n$/);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('ends with code 2 and one line for wrong files', async () => {
    const { at, argv } = await memory();
    await writeFile(at('wrong.npy'), npy([1, NaN, 2, 3], [2, 2]));
    await writeFile(at('flat.npy'), npy([1, 2, 3, 4], [4]));
    await writeFile(at('state.npy'), npy([1, 2, 3, 4], [4]));
    for (const [more, message] of [
      [['--patterns', at('none.npy')], /none\.npy: expected a file, there is none/],
      [
        ['--patterns', at('wrong.npy')],
        /wrong\.npy: expected finite numbers \(in float32\), got NaN at \[0, 1\]/,
      ],
      [
        ['--patterns', at('flat.npy')],
        /flat\.npy: expected patterns \[p, n\], a pattern a row, .* got \[4\]/,
      ],
      [['--graph', at('none.csv')], /none\.csv: expected a file, there is none/],
      [['--trigger', at('state.npy')], /state\.npy: expected one state \[64\], as the patterns, got \[4\]/],
    ] as const) {
      const { code, stdout, stderr } = await vsa(argv('cycle:8', ...more));
      expect(stderr).toMatch(message);
      expect(stderr).toMatch(/^vsa: [^\n]+\n$/);
      expect([code, stdout]).toEqual([2, '']);
    }
  });

  it('ends with code 130 after Ctrl-C', async () => {
    const { argv } = await memory();
    const said = await vsa(argv('cycle:8'), { signal: AbortSignal.abort() });
    expect(said).toEqual({ code: 130, stdout: '', stderr: 'vsa: interrupted.\n' });
  });
});
