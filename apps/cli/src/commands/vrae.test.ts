import { decodeSafetensors, encodeSafetensors } from '@vsa/backend/checkpoint';
import { decode, encode } from 'fast-png';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, vsa, type Said } from '../../test/run.js';

const SMALL = ['--data', 'digits', '--images', '30', '--hidden', '4', '--dimension', '6', '--codes', '3,4'];
const QUICK = ['--batch', '4', '--backend', 'wasm'];

function train(out: string, ...more: readonly string[]): Promise<Said> {
  return vsa(['train', 'vrae', '--out', out, ...SMALL, ...QUICK, ...more]);
}

function recombine(model: string, output: string, ...argv: readonly string[]): Promise<Said> {
  return vsa(['vrae', 'recombine', ...argv, '--model', model, '--output', output, '--backend', 'wasm']);
}

/** All that a checkpoint holds. */
async function content(path: string): Promise<unknown> {
  const { tensors, metadata } = decodeSafetensors(await readFile(path));
  return { tensors: [...tensors], metadata };
}

/** A picture of one colour. */
function plain(size: number, colour: readonly number[], depth: 8 | 16 = 8): Uint8Array {
  const values = Array.from({ length: size * size }, () => colour).flat();
  const data = depth === 8 ? Uint8Array.from(values) : Uint16Array.from(values);
  return encode({ width: size, height: size, data, channels: colour.length, depth });
}

describe('vsa train vrae', () => {
  it('trains, writes a checkpoint and says how well codes give pictures back', async () => {
    const at = await folderWith();
    const { code, stdout } = await train(at('a.safetensors'), '--steps', '3', '--json');
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as Record<string, number>;
    expect(result).toMatchObject({ stage: 'vrae', model: at('a.safetensors'), steps: 3, heldOut: 200 });
    expect(result['squaredError']).toBeGreaterThan(0);
    const { tensors, metadata } = decodeSafetensors(await readFile(at('a.safetensors')));
    expect(tensors.get('params.codebooks.1')?.shape).toEqual([4, 6]);
    expect(JSON.parse(metadata['settings'] ?? '')).toMatchObject({ codes: '3,4', images: 30, tints: 'ten' });
    expect(await readdir(dirname(at('a.safetensors')))).toEqual(['a.safetensors']);
  });

  it('stopped by Ctrl-C keeps what was done, and resumed gives the bits of a run that never stopped', async () => {
    const at = await folderWith();
    expect((await train(at('whole.safetensors'), '--steps', '4')).code).toBe(0);
    const controller = new AbortController();
    controller.abort();
    const argv = ['train', 'vrae', '--out', at('part.safetensors'), ...SMALL, ...QUICK, '--steps', '4'];
    const stopped = await vsa(argv, { signal: controller.signal });
    expect([stopped.code, stopped.stderr]).toEqual([
      130,
      expect.stringMatching(/has step 0 of 4; go on with --resume/),
    ]);
    expect((await train(at('part.safetensors'), '--steps', '4', '--resume')).code).toBe(0);
    expect(await content(at('part.safetensors'))).toEqual(await content(at('whole.safetensors')));
  });

  it.each([
    [['--codes', '16'], /--codes: expected two whole numbers >= 1 such as 16,64, got 16/],
    [['--codes', '0,4'], /--codes: .* got 0,4/],
    [['--codes', '3,4,5'], /--codes/],
    [['--dimension', '0'], /whole number >= 1/],
    [['--tints', 'blue'], /ten, random/],
    [['--resume'], /expected a file, there is none/],
    [['--steps', '0'], /whole number >= 1/],
  ] as const)('refuses %j in one line', async (argv, message) => {
    const at = await folderWith();
    const { code, stderr } = await train(at('a.safetensors'), ...argv);
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toMatch(message);
    expect(await readdir(dirname(at('a.safetensors')))).toEqual([]);
  });

  it('overwrites nothing unasked, and does not go on with other sizes', async () => {
    const at = await folderWith();
    const out = at('a.safetensors');
    expect((await train(out, '--steps', '1')).code).toBe(0);
    const before = await readFile(out);
    const again = await train(out, '--steps', '1');
    expect([again.code, again.stderr]).toEqual([2, expect.stringMatching(/expected no file there yet/)]);
    const other = await train(out, '--steps', '1', '--dimension', '7', '--resume');
    expect([other.code, other.stderr]).toEqual([2, expect.stringMatching(/expected dimension 6, .* got 7/)]);
    expect(await readFile(out)).toEqual(before);
  });

  it('does not go on with a checkpoint of an older recipe', async () => {
    const at = await folderWith();
    expect((await train(at('a.safetensors'), '--steps', '1')).code).toBe(0);
    const { tensors, metadata } = decodeSafetensors(await readFile(at('a.safetensors')));
    const settings = { ...(JSON.parse(metadata['settings'] ?? '') as object), recipe: undefined };
    const old = encodeSafetensors(tensors, { ...metadata, settings: JSON.stringify(settings) });
    await writeFile(at('b.safetensors'), old);
    const { code, stderr } = await train(at('b.safetensors'), '--steps', '2', '--resume');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/expected recipe 1, .* got 2/)]);
  });
});

describe('vsa vrae', () => {
  it('writes examples, and the picture with a factor of another', async () => {
    const at = await folderWith();
    const model = at('a.safetensors');
    expect((await train(model, '--steps', '2')).code).toBe(0);
    const examples = ['vrae', 'examples', '--model', model, '--output', at('pictures'), '--count', '2'];
    const written = await vsa([...examples, '--json']);
    expect(written.code).toBe(0);
    const { pictures } = JSON.parse(written.stdout) as { pictures: string[] };
    expect(pictures.map((path) => path.replace(/.*pictures./, ''))).toEqual([
      expect.stringMatching(/^0-digit-\d-tint-\d\.png$/),
      expect.stringMatching(/^1-digit-\d-tint-\d\.png$/),
    ]);
    const [a = '', b = ''] = pictures;
    expect(decode(await readFile(a))).toMatchObject({ width: 28, height: 28, channels: 3, depth: 8 });
    expect((await vsa(examples)).stderr).toMatch(/expected a new file, there is one already/);

    const mixed = await recombine(model, at('m.png'), a, b, '--swap', '1', '--json');
    expect(mixed.code).toBe(0);
    expect(JSON.parse(mixed.stdout)).toMatchObject({
      swapped: [1],
      codes: [expect.any(Array), expect.any(Array)],
    });
    expect(decode(await readFile(at('m.png')))).toMatchObject({ width: 28, height: 28, channels: 3 });
    // All factors of the second are the second.
    const all = await recombine(model, at('all.png'), a, b, '--swap', '1,2');
    expect(all.stdout).toMatch(/factor 1, 2 of 1-digit/);
    expect((await recombine(model, at('own.png'), b, b)).code).toBe(0);
    expect(await readFile(at('all.png'))).toEqual(await readFile(at('own.png')));
  });

  it('refuses what does not fit, in one line, and overwrites nothing', async () => {
    const at = await folderWith({
      'grey.png': plain(28, [200]),
      'clear.png': plain(28, [200, 100, 50, 128]),
      'large.png': plain(32, [1, 2, 3]),
      'deep.png': plain(28, [1, 2, 3], 16),
      'text.png': 'no picture',
      'kept.png': 'precious',
      'none.safetensors': 'no model',
    });
    const model = at('a.safetensors');
    expect((await train(model, '--steps', '1')).code).toBe(0);
    const fine = [at('grey.png'), at('clear.png')];
    for (const [argv, output, message] of [
      [[at('large.png'), ...fine.slice(1)], 'm.png', /large.png: expected 28 x 28 pixels, got 32 x 32/],
      [[at('deep.png'), ...fine.slice(1)], 'm.png', /deep.png: expected 8 bits a channel, got 16/],
      [[...fine.slice(1), at('text.png')], 'm.png', /text.png: expected a PNG picture/],
      [[...fine.slice(1), at('missing.png')], 'm.png', /missing.png: expected a file, there is none/],
      [[...fine, '--swap', '3'], 'm.png', /--swap: expected factors from 1 to 2, got 3/],
      [[...fine, '--swap', '0'], 'm.png', /Expected numbers of factors from 1/],
      [fine, 'kept.png', /kept.png: expected a new file, there is one already/],
    ] as const) {
      const { code, stderr } = await recombine(model, at(output), ...argv);
      expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
      expect(stderr).toMatch(message);
    }
    const broken = await recombine(at('none.safetensors'), at('m.png'), ...fine);
    expect([broken.code, broken.stderr]).toEqual([
      2,
      expect.stringMatching(/expected a checkpoint of vsa train/),
    ]);
    // A file whose sizes are not those that it says.
    const bytes = await readFile(model);
    const changed = Buffer.from(
      bytes.toString('latin1').replace('\\"dimension\\":6', '\\"dimension\\":7'),
      'latin1',
    );
    expect(changed.equals(bytes)).toBe(false);
    await writeFile(at('other.safetensors'), changed);
    const shape = await recombine(at('other.safetensors'), at('m.png'), ...fine);
    expect([shape.code, shape.stderr]).toEqual([
      2,
      expect.stringMatching(/other.safetensors: expected a whole model/),
    ]);
    expect(await readFile(at('kept.png'), 'utf8')).toBe('precious');
    expect((await readdir(dirname(model))).includes('m.png')).toBe(false);
    expect((await recombine(model, at('m.png'), ...fine)).code).toBe(0);
  });
});
