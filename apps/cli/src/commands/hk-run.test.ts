import { describe, expect, it } from 'vitest';
import { npy } from '../../test/npy.js';
import { folderWith, vsa, type Said } from '../../test/run.js';

const SYMMETRIC = [
  [0, 1, -0.5],
  [1, 0, 0.5],
  [-0.5, 0.5, 0],
];
const ASYMMETRIC = [
  [0, 1, -0.5],
  [0.25, 0, 0.5],
  [-0.5, 0.5, 0],
];

async function run(system: unknown, ...more: readonly string[]): Promise<Said> {
  const at = await folderWith({ 's.json': typeof system === 'string' ? system : JSON.stringify(system) });
  return vsa(['hk', 'run', at('s.json'), '--backend', 'cpu', ...more]);
}

interface Document {
  readonly units: number;
  readonly status: string;
  readonly times: readonly number[];
  readonly energies?: readonly number[];
  readonly largestRise?: number;
  readonly warnings: readonly string[];
  readonly end: Readonly<Record<string, readonly number[]>>;
}

describe('vsa hk run', () => {
  it('follows states and the energy of threshold units, oscillators, or both', async () => {
    const threshold = { activation: 'tanh', weights: SYMMETRIC, bias: [0.1, 0, -0.1] };
    const oscillators = { length: 3, graph: [[0, 1], [1, 2]], linear: -0.5, rectified: [0.2, -1] }; // prettier-ignore
    const omega = [[0, 1, 0], [-1, 0, 2], [0, -2, 0]]; // prettier-ignore
    const systems = [
      { threshold },
      { oscillators: { ...oscillators, omega, count: 3 } },
      { threshold, oscillators, coupling: { strength: 0.7 } },
      { threshold, oscillators, coupling: { strength: 0.7, graph: { neighbours: 2 } } },
      { threshold: { ...threshold, activation: 'sigmoid' }, oscillators, coupling: { weights: SYMMETRIC } },
      {
        threshold: {
          activation: { power: 3 },
          weights: [
            [-1, 0, 0],
            [0, -1, 0],
            [0, 0, -1],
          ],
        },
      },
    ];
    for (const system of systems) {
      const { code, stdout, stderr } = await run(
        system,
        '--energy',
        '--json',
        '--samples',
        '4',
        '--duration',
        '2',
      );
      expect([code, stderr]).toEqual([0, '']);
      const document = JSON.parse(stdout) as Document;
      expect(document).toMatchObject({
        units: 3,
        status: 'finished',
        times: [0, 0.5, 1, 1.5, 2],
        warnings: [],
      });
      expect(Object.keys(document.end)).toEqual(
        [...('threshold' in system ? ['x'] : []), ...('oscillators' in system ? ['mu'] : [])], // prettier-ignore
      );
      const [first = NaN, ...rest] = document.energies ?? [];
      expect(rest.length).toBe(4);
      expect(rest.at(-1)).toBeLessThan(first);
      // Energies near 1 and the solver's tolerance 1e-3.
      expect(document.largestRise).toBeLessThan(1e-3);
    }
  });

  it('reads arrays from files beside the system, and solves what has a solution', async () => {
    // dx = w - x on one unit whose activation is 1: x(t) = w + (x(0) - w) exp(-t).
    const system = { threshold: { activation: { polynomial: [1] }, weights: 'w.npy' }, start: { x: [3] } };
    const at = await folderWith({
      's.json': JSON.stringify(system),
      'w.npy': npy([0.5], [1, 1]),
    });
    const { code, stdout } = await vsa(['hk', 'run', at('s.json'), '--backend', 'cpu', '--energy', '--json']);
    expect(code).toBe(0);
    const { end } = JSON.parse(stdout) as Document;
    // The solver's tolerance.
    expect(end['x']?.[0]).toBeCloseTo(0.5 + 2.5 * Math.exp(-1), 2);
    const text = await vsa(['hk', 'run', at('s.json'), '--backend', 'cpu']);
    expect(text.stdout).toMatch(/^N = 1 on cpu, to t = 1: finished\n\n +t +size of x\n0\.00 +3\.0000\n/);
    expect(text.stdout).not.toMatch(/energy/);
  });

  const linear = { activation: 'identity', weights: SYMMETRIC };
  const three = { count: 3, length: 2 };
  const turn = (by: number): number[][] => [[0, by], [-by, 0]]; // prettier-ignore
  const failing: readonly (readonly [string, unknown, RegExp])[] = [
    [
      'asymmetric W',
      { threshold: { ...linear, weights: ASYMMETRIC } },
      /symmetric-weights.*W and its transpose differ by up to 0\.750/,
    ],
    [
      'a Hessian with a negative direction',
      {
        threshold: { activation: { polynomial: [0, 1, 0, -1] }, weights: SYMMETRIC },
        start: { x: [2, 0, 0] },
      },
      /positive-hessian.*'polynomial' has a negative direction/,
    ],
    [
      'asymmetric interactions',
      { oscillators: { ...three, linear: ASYMMETRIC } },
      /symmetric-interactions.* differ by up to 0\.750/,
    ],
    [
      'rotations that differ',
      { oscillators: { ...three, linear: -1, omega: [turn(1), turn(1), turn(2)] } },
      /common-rotation.* differ by up to 1\.00/,
    ],
    [
      'an asymmetric coupling',
      { threshold: linear, oscillators: three, coupling: { weights: ASYMMETRIC } },
      /symmetric-coupling.* differ by up to 0\.750/,
    ],
  ];

  it.each(failing)('warns of %s, and refuses to follow the energy', async (_, system, message) => {
    const plain = await run(system, '--json');
    expect(plain.code).toBe(0);
    expect(plain.stderr).toMatch(/^vsa: the energy need not fall: .*\n$/);
    expect(plain.stderr).toMatch(message);
    const document = JSON.parse(plain.stdout) as Document;
    expect(document.status).toBe('finished');
    expect(document.warnings.length).toBe(1);
    expect(document.energies).toBe(undefined);

    const strict = await run(system, '--energy');
    expect([strict.code, strict.stdout]).toEqual([2, '']);
    expect(strict.stderr).toMatch(/^vsa: s\.json: --energy needs every condition of the theorem, .*\n$/);
    expect(strict.stderr).toMatch(message);
  });

  it('finds a Hessian that turns negative on the way', async () => {
    // 1 - 3 x² is positive at 0.1, and the unit goes to where it is not.
    const threshold = { activation: { polynomial: [0, 1, 0, -1] }, weights: [[0]], bias: [2] };
    const { code, stderr } = await run({ threshold, start: { x: [0.1] } }, '--energy');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/positive-hessian/)]);
  });

  const oscillators = { count: 6, linear: 1 };
  const graph = (neighbours: number): unknown => ({ oscillators: { ...oscillators, graph: { neighbours } } });
  const bad: readonly (readonly [unknown, RegExp])[] = [
    ['{', /expected JSON/],
    [[], /expected the file to be an object, got a list/],
    [{}, /expected threshold units, oscillators or both, got neither/],
    [{ units: 3 }, /expected the file to hold threshold, oscillators, coupling, start, got 'units'/],
    [{ threshold: linear, coupling: { strength: 1 } }, /got no oscillators/],
    [graph(3), /expected neighbours to be even and < 6, the number of vertices, got 3/],
    [graph(6), /expected neighbours to be even and < 6, the number of vertices, got 6/],
    [{ oscillators: { ...oscillators, graph: [[0, 0]] } }, /expected/],
    [{ oscillators: { length: 3 } }, /expected oscillators\.count/],
    [{ oscillators: { ...oscillators, length: 1 } }, /D >= 2/],
    [
      { threshold: { ...linear, activation: 'step' } },
      /expected an activation of identity, relu, .*got 'step'/,
    ],
    [{ threshold: { ...linear, weights: [[1, 2]] } }, /expected weights of shape \[N, N\]/],
    [{ threshold: { ...linear, weights: 'no.npy' } }, /no\.npy/],
    [{ threshold: linear, start: { x: [1, 2] } }, /got \[1, 2\]/],
  ];

  it.each(bad)('says in one line what is wrong: %j', async (system, message) => {
    const { code, stdout, stderr } = await run(system);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^vsa: .*\n$/);
  });
});
