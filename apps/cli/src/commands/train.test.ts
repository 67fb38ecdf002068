import { decodeSafetensors, encodeSafetensors } from '@vsa/backend/checkpoint';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, vsa, type Said } from '../../test/run.js';

/** Sizes that make a stage quick. */
const SMALL = ['--batch', '4', '--trials', '8', '--backend', 'wasm'];
const MODEL = ['--features', '4', '--evolve', '2', ...SMALL];

function first(out: string, ...more: readonly string[]): Promise<Said> {
  return vsa(['train', 'same-different', '--out', out, ...MODEL, ...more]);
}

function second(from: string, out: string, ...more: readonly string[]): Promise<Said> {
  return vsa(['train', 'rmts', '--from', from, '--out', out, ...SMALL, ...more]);
}

/** All that a checkpoint holds. */
async function content(path: string): Promise<unknown> {
  const { tensors, metadata } = decodeSafetensors(await readFile(path));
  return { tensors: [...tensors], metadata };
}

describe('vsa train same-different', () => {
  it('trains, writes a checkpoint and says how well it does', async () => {
    const at = await folderWith();
    const { code, stdout } = await first(at('a.safetensors'), '--steps', '3', '--json');
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as Record<string, unknown>;
    expect(result).toMatchObject({
      stage: 'same-different',
      symbols: 95,
      steps: 3,
      checkpoint: at('a.safetensors'),
    });
    for (const side of ['train', 'test']) {
      expect(result[side]).toBeGreaterThanOrEqual(0);
      expect(result[side]).toBeLessThanOrEqual(1);
    }
    const { tensors, metadata } = decodeSafetensors(await readFile(at('a.safetensors')));
    expect(tensors.has('params.binding.oscillators.within')).toBe(true);
    expect(metadata['kind']).toBe('same-different');
    // Nothing half written stays behind.
    expect(await readdir(dirname(at('a.safetensors')))).toEqual(['a.safetensors']);
  });

  it('stopped by Ctrl-C keeps what was done, and resumed gives the bits of a run that never stopped', async () => {
    const at = await folderWith();
    const steps = ['--steps', '4'];
    expect((await first(at('whole.safetensors'), ...steps)).code).toBe(0);
    const controller = new AbortController();
    controller.abort();
    const stopped = await vsa(
      ['train', 'same-different', '--out', at('part.safetensors'), ...MODEL, ...steps],
      {
        signal: controller.signal,
      },
    );
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toMatch(/has step 0 of 4; go on with --resume/);
    const resumed = await first(at('part.safetensors'), ...steps, '--resume');
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toMatch(/same-different +95 +4 /);
    expect(await content(at('part.safetensors'))).toEqual(await content(at('whole.safetensors')));
  });

  it('trains on the two symbols that the most held-out ones leave', async () => {
    const at = await folderWith();
    const { code, stdout } = await first(at('a.safetensors'), '--steps', '1', '--held-out', '98', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ symbols: 2 });
  });

  it('overwrites nothing unasked', async () => {
    const at = await folderWith({ 'a.safetensors': 'precious' });
    const { code, stderr } = await first(at('a.safetensors'), '--steps', '1');
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toMatch(/expected no file there yet; go on from it with --resume/);
    expect(await readFile(at('a.safetensors'), 'utf8')).toBe('precious');
  });

  it.each([
    [['--held-out', '99'], /--held-out: expected 2 to 98 of the 100 symbols, got 99/],
    [['--held-out', '120'], /got 120/],
    [['--held-out', '1'], /got 1\b/],
    [['--rho', '2.5'], /--rho: expected a coherence in \[0, 2\], got 2.5/],
    [['--rho', '-0.1'], /--rho/],
    [['--dimension', '1'], /whole number >= 2/],
    [['--steps', '0'], /whole number >= 1/],
    [['--start', 'random'], /fixed, shared, independent/],
    [['--others', '4'], /--others: expected 1 to 3, less than --batch, got 4/],
    [['--others', '0'], /whole number >= 1/],
    [['--resume'], /expected a file, there is none/],
    [['--learning-rate', 'fast'], /number > 0/],
  ] as const)('refuses %j in one line', async (argv, message) => {
    const at = await folderWith();
    const { code, stderr } = await first(at('a.safetensors'), ...argv);
    expect(code).toBe(2);
    expect(stderr.trim().split('\n').length).toBe(1);
    expect(stderr).toMatch(message);
    expect(await readdir(dirname(at('a.safetensors')))).toEqual([]);
  });

  it('refuses to resume with other settings, from other files, or to fewer steps', async () => {
    const at = await folderWith();
    const out = at('a.safetensors');
    expect((await first(out, '--steps', '1')).code).toBe(0);
    const before = await readFile(out);
    const other = await first(out, '--steps', '1', '--seed', '4', '--resume');
    expect([other.code, other.stderr]).toEqual([2, expect.stringMatching(/expected seed 0, .* got 4/)]);
    await writeFile(at('b.safetensors'), before.subarray(0, 100));
    const damaged = await first(at('b.safetensors'), '--resume');
    expect([damaged.code, damaged.stderr]).toEqual([
      2,
      expect.stringMatching(/expected a checkpoint of vsa train/),
    ]);
    const whole = decodeSafetensors(before);
    const settings = JSON.parse(whole.metadata['settings'] ?? '') as object;
    const old = { ...whole.metadata, settings: JSON.stringify({ ...settings, recipe: undefined }) };
    await writeFile(at('c.safetensors'), encodeSafetensors(whole.tensors, old));
    const older = await first(at('c.safetensors'), '--resume');
    const onOlder = await second(at('c.safetensors'), at('d.safetensors'));
    for (const { code, stderr } of [older, onOlder]) {
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/c\.safetensors: expected a checkpoint of recipe 2, got one of recipe 1/),
      ]);
    }
    const nowhere = await first(at('missing/folder/a.safetensors'), '--steps', '1');
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringMatching(/expected to write it, got /)]);
    expect(await readFile(out)).toEqual(before);
  });
});

describe('vsa train rmts', () => {
  it('learns on the frozen first stage, which it leaves as it is, and resumes', async () => {
    const at = await folderWith();
    const [from, out] = [at('first.safetensors'), at('second.safetensors')];
    expect((await first(from, '--steps', '1')).code).toBe(0);
    const before = await readFile(from);
    const { code, stdout } = await second(from, out, '--steps', '3', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ stage: 'rmts', symbols: 95, steps: 3 });
    expect(await readFile(from)).toEqual(before);
    expect((await second(from, out, '--steps', '3', '--resume')).code).toBe(0);
    const swapped = await second(out, at('third.safetensors'));
    expect([swapped.code, swapped.stderr]).toEqual([
      2,
      expect.stringMatching(/expected a checkpoint of vsa train same-different, got one of rmts/),
    ]);
    const again = await second(from, out, '--steps', '3');
    expect([again.code, again.stderr]).toEqual([2, expect.stringMatching(/expected no file there yet/)]);
    const missing = await second(at('none.safetensors'), at('third.safetensors'));
    expect([missing.code, missing.stderr]).toEqual([
      2,
      expect.stringMatching(/expected a file, there is none/),
    ]);
  });

  it('needs five symbols for its test', async () => {
    const at = await folderWith();
    expect((await first(at('a.safetensors'), '--steps', '1', '--held-out', '4')).code).toBe(0);
    const { code, stderr } = await second(at('a.safetensors'), at('b.safetensors'));
    expect([code, stderr]).toEqual([2, expect.stringMatching(/expected 5 to 95 of the 100 symbols, got 4/)]);
  });
});
