import { uniform, key } from '@vsa/backend/random';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { npy } from '../../test/npy.js';
import { folderWith, vsa } from '../../test/run.js';

const DOOR = {
  states: ['open', 'shut', 'locked'],
  transitions: [
    { from: 'open', label: 'push', to: 'shut' },
    { from: 'shut', label: 'push', to: 'open' },
    { from: 'shut', label: 'turn', to: 'locked' },
    { from: 'locked', label: 'turn', to: 'shut' },
  ],
  neurons: 400,
  seed: 2,
};

const EXAMPLE = new URL('../../examples/family.json', import.meta.url);

/** Runs the command on a definition, from 'open' unless told. */
async function ask(
  definition: unknown,
  inputs: string,
  more: readonly string[] = [],
  files: Readonly<Record<string, Uint8Array>> = {},
): ReturnType<typeof vsa> {
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
  const at = await folderWith({ 'door.json': text, ...files });
  const argv = ['automaton', at('door.json'), '--backend', 'cpu', '--start', 'open', '--inputs', inputs];
  return await vsa([...argv, ...more]);
}

interface Document {
  readonly path: readonly string[];
  readonly confidence: number;
  readonly steps: readonly Readonly<Record<string, unknown>>[];
  readonly undefined: readonly unknown[];
}

describe('vsa automaton', () => {
  it('writes one JSON document with the path, confidences and undefined labels', async () => {
    const { code, stdout, stderr } = await ask(DOOR, 'push, turn,push,turn', ['--json']);
    expect([code, stderr]).toEqual([0, '']);
    const document = JSON.parse(stdout) as Document;
    expect(Object.keys(document)).toEqual(['path', 'confidence', 'steps', 'undefined']);
    expect(document.path).toEqual(['open', 'shut', 'locked', 'locked', 'shut']);
    expect(document.undefined).toEqual([{ index: 2, label: 'push', state: 'locked', stayed: true }]);
    expect(document.steps[2]).toMatchObject({
      label: 'push',
      from: 'locked',
      to: 'locked',
      expected: 'locked',
      transition: 'undefined',
    });
    expect(document.confidence).toBeGreaterThan(0.5);
  });

  it('runs the three query strings of Fig 7 of the paper on the example that it carries', async () => {
    const at = await folderWith({ 'family.json': await readFile(EXAMPLE) });
    for (const [start, inputs, path, undefinedLine] of [
      [
        'Marge',
        'husband,brother,daughter',
        'Marge Homer Homer Lisa',
        "input 2, 'brother' in state Homer: the state stayed",
      ],
      ['Bart', 'father,wife,daughter', 'Bart Homer Marge Lisa', undefined],
      ['Homer', 'son,father,wife', 'Homer Bart Homer Marge', undefined],
    ] as const) {
      const argv = ['automaton', at('family.json'), '--backend', 'cpu', '--start', start, '--inputs', inputs];
      const { code, stdout, stderr } = await vsa(argv);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^family\.json on cpu: 4 states, 8 labels, 12 transitions, from /);
      expect(stdout).toContain(`\npath        ${path}\n`);
      expect(stdout).not.toContain('\nwrong ');
      if (undefinedLine === undefined) expect(stdout).not.toContain('\nundefined ');
      else expect(stdout).toContain(`\nundefined   ${undefinedLine}\n`);
    }
  });

  it('takes patterns inline, from one file of all, and from files by name', async () => {
    const all = uniform(key(7), [3, 400]);
    const row = (index: number): Float32Array => all.subarray(index * 400, (index + 1) * 400);
    const door = { states: DOOR.states, transitions: DOOR.transitions, seed: DOOR.seed };
    const files = {
      'states.npy': npy(all, [3, 400]),
      'shut.npy': npy(row(1), [400]),
    };
    const inline = { open: [...row(0)], shut: 'shut.npy', locked: [...row(2)] };
    const one = await ask({ ...door, patterns: { states: 'states.npy' } }, 'push,turn', ['--json'], files);
    const two = await ask({ ...door, patterns: { states: inline } }, 'push,turn', ['--json'], files);
    expect([one.code, one.stderr]).toEqual([0, '']);
    expect(two).toEqual(one);
    const labels = { push: [...uniform(key(8), [200])], turn: [...uniform(key(9), [200])] };
    const half = { ...door, split: 0.5, patterns: { states: 'states.npy', labels } };
    const three = await ask(half, 'push,turn', ['--json'], files);
    expect(three.code).toBe(0);
    expect((JSON.parse(three.stdout) as Document).path).toEqual(['open', 'shut', 'locked']);
  });

  it('fixes random patterns by the seed of the file or of the command', async () => {
    const file = await ask({ ...DOOR, seed: 5 }, 'push', ['--json']);
    const option = await ask(DOOR, 'push', ['--json', '--seed', '5']);
    const other = await ask(DOOR, 'push', ['--json']);
    expect(option).toEqual(file);
    expect(other.stdout).not.toBe(file.stdout);
  });

  it('takes no label and a label without any transition', async () => {
    const none = await ask(DOOR, '', ['--json']);
    expect((JSON.parse(none.stdout) as Document).path).toEqual(['open']);
    const ring = await ask({ ...DOOR, labels: ['push', 'turn', 'ring'] }, 'ring,push', ['--json']);
    expect((JSON.parse(ring.stdout) as Document).path).toEqual(['open', 'open', 'shut']);
    expect((JSON.parse(ring.stdout) as Document).undefined).toEqual([
      { index: 0, label: 'ring', state: 'open', stayed: true },
    ]);
  });

  it.each([
    ['{', /door\.json: expected JSON, got a file that is none/],
    [[], /expected the file to be an object, got an empty list/],
    [{ ...DOOR, state: [] }, /expected the file to hold states, labels, transitions, .* got 'state'/],
    [{ ...DOOR, states: [] }, /states: expected a list of names, got an empty list/],
    [{ ...DOOR, states: ['open', 'open'] }, /states: expected different names, got 'open' twice/],
    [{ states: ['open'] }, /expected transitions to be a list, got nothing/],
    [
      { ...DOOR, transitions: [{ from: 'open', label: 'push' }] },
      /transitions\[0\]\.to to be a name, got nothing/,
    ],
    [
      { ...DOOR, transitions: [{ from: 'open', label: 'push', to: 'ajar' }] },
      /transitions\[0\]: expected a state out of open, shut, locked, got 'ajar'/,
    ],
    [{ ...DOOR, labels: ['push'] }, /transitions\[2\]: expected a label out of push, got 'turn'/],
    [
      { ...DOOR, transitions: [...DOOR.transitions, { from: 'open', label: 'push', to: 'locked' }] },
      /expected one transition from 'open' by 'push', got two/,
    ],
    [{ ...DOOR, neurons: 4 }, /neurons: expected a whole number >= 8, got 4/],
    [{ ...DOOR, split: 1 }, /split: expected a share between 0 and 1, got 1/],
    [{ ...DOOR, seed: 'x' }, /seed: expected a whole number >= 0, got a string/],
    [{ ...DOOR, patterns: 3 }, /expected patterns to be an object, got a number/],
    [
      { ...DOOR, patterns: { states: 3 } },
      /patterns\.states: expected 'random', a file, or numbers .* got a number/,
    ],
    [
      { ...DOOR, patterns: { states: { ajar: [1] } } },
      /patterns\.states: expected names out of open, .* got 'ajar'/,
    ],
    [
      { ...DOOR, patterns: { states: { open: ['1'] } } },
      /patterns\.states\.open: expected a list of numbers or a file/,
    ],
    [
      { ...DOOR, patterns: { states: { open: [1, 2] } } },
      /expected 400 finite numbers as pattern of state 'open', got 2/,
    ],
    [{ ...DOOR, patterns: { states: 'none.npy' } }, /none\.npy: expected a file, there is none/],
    [
      { ...DOOR, patterns: { labels: 'two.npy' } },
      /two\.npy: expected patterns \[2, n\], a row for each of push, turn, got \[2\]/,
    ],
    [
      { ...DOOR, patterns: { labels: { push: 'box.npy' } } },
      /box\.npy: expected one pattern \[n\] for 'push', got \[1, 2\]/,
    ],
  ])('ends with code 2 and one line for wrong definition %#', async (definition, message) => {
    const files = { 'two.npy': npy([1, 2], [2]), 'box.npy': npy([1, 2], [1, 2]) };
    const { code, stdout, stderr } = await ask(definition, 'push', [], files);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^vsa: [^\n]+\n$/);
    expect([code, stdout]).toEqual([2, '']);
  });

  it.each([
    ['fly', [], /--inputs: expected labels of door\.json \(push, turn\), got 'fly'/],
    ['push,,turn', [], /--inputs: expected labels .* got ''/],
    [
      'push',
      ['--start', 'ajar'],
      /--start: expected a state of door\.json \(open, shut, locked\), got 'ajar'/,
    ],
    ['push', ['--steps', '0'], /Expected a whole number >= 1/],
    ['push', ['--undefined-labels', 'drop'], /Allowed choices are hold, write/],
  ])('ends with code 2 and one line for inputs %j %j', async (inputs, more, message) => {
    const { code, stdout, stderr } = await ask(DOOR, inputs, more);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^vsa: [^\n]+\n$/);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('ends with code 2 without a file that it can read', async () => {
    const at = await folderWith();
    const argv = ['--start', 'open', '--inputs', 'push'];
    expect(await vsa(['automaton', at('b.json'), ...argv])).toEqual({
      code: 2,
      stdout: '',
      stderr: `vsa: ${at('b.json')}: expected a file, there is none.\n`,
    });
    expect((await vsa(['automaton', ...argv])).code).toBe(2);
  });

  it('ends with code 130 after Ctrl-C', async () => {
    const at = await folderWith({ 'a.json': JSON.stringify(DOOR) });
    const argv = ['automaton', at('a.json'), '--start', 'open', '--inputs', 'push', '--backend', 'cpu'];
    const said = await vsa(argv, { signal: AbortSignal.abort() });
    expect(said).toEqual({ code: 130, stdout: '', stderr: 'vsa: interrupted.\n' });
  });
});
