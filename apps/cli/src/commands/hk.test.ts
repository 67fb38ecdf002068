import { decodeSafetensors } from '@vsa/backend/checkpoint';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { folderWith, vsa, type Said } from '../../test/run.js';

/** An idx file of bytes. */
function idx(shape: readonly number[], values: Uint8Array): Uint8Array {
  const head = new Uint8Array(4 + 4 * shape.length);
  head.set([0, 0, 8, shape.length]);
  const view = new DataView(head.buffer);
  for (const [axis, size] of shape.entries()) view.setUint32(4 + 4 * axis, size);
  return Uint8Array.from([...head, ...values]);
}

/** 24 images of 3 x 3: class c has its line c bright. */
const LABELS = Uint8Array.from({ length: 24 }, (_, image) => image % 3);
const PIXELS = Uint8Array.from({ length: 24 * 9 }, (_, at) =>
  Math.floor((at % 9) / 3) === Math.floor(at / 9) % 3 ? 200 + (at % 50) : at % 40,
);

async function world(): Promise<(name: string) => string> {
  return folderWith({
    'images.idx': idx([24, 3, 3], PIXELS),
    'labels.idx': idx([24], LABELS),
    'few.idx': idx([5], LABELS.slice(0, 5)),
  });
}

function data(at: (name: string) => string): string[] {
  return ['--data', at('images.idx'), '--labels', at('labels.idx'), '--backend', 'wasm'];
}

function train(at: (name: string) => string, out: string, ...more: readonly string[]): Promise<Said> {
  const sizes = ['--augment', '3', '--classes', '3', '--batch', '12', '--learning-rate', '0.02'];
  return vsa(['hk', 'train', ...data(at), ...sizes, '--output', at(out), ...more]);
}

function edit(at: (name: string) => string, out: string, ...more: readonly string[]): Promise<Said> {
  const sizes = ['--neighbours', '4', '--length', '3', '--batch', '6', '--updates', '2'];
  return vsa([
    'hk',
    'edit',
    ...data(at),
    ...sizes,
    '--memory',
    at('m.safetensors'),
    '--output',
    at(out),
    ...more,
  ]);
}

describe('vsa hk', () => {
  it('trains, edits and recalls, and what is stopped goes on to the same bits', async () => {
    const at = await world();
    const trained = await train(at, 'm.safetensors', '--updates', '40', '--json');
    expect(trained.code).toBe(0);
    expect(JSON.parse(trained.stdout)).toMatchObject({ units: 15, updates: 40, asked: 24, accuracy: 1 });
    const { metadata } = decodeSafetensors(await readFile(at('m.safetensors')));
    expect(metadata['kind']).toBe('hk-memory');
    expect(JSON.parse(metadata['settings'] ?? '')).toMatchObject({ pixels: 9, augment: 3, classes: 3 });

    expect((await train(at, 'whole.safetensors', '--updates', '4')).code).toBe(0);
    expect((await train(at, 'part.safetensors', '--updates', '2')).code).toBe(0);
    expect((await train(at, 'part.safetensors', '--updates', '4', '--resume')).code).toBe(0);
    const [part, whole] = [await readFile(at('part.safetensors')), await readFile(at('whole.safetensors'))];
    expect([...decodeSafetensors(part).tensors]).toEqual([...decodeSafetensors(whole).tensors]);

    const asked = await vsa(['hk', 'recall', ...data(at), '--memory', at('m.safetensors'), '--json']);
    expect(asked.code).toBe(0);
    const answers = JSON.parse(asked.stdout) as Record<string, unknown>;
    expect(answers).toMatchObject({ accuracy: 1, asked: 24, warnings: [], said: [...LABELS] });
    // Energies near 10, the solver's tolerance 1e-3.
    expect(answers['largestRise']).toBeLessThan(1e-2);

    expect((await edit(at, 'o.safetensors', '--edit', 'associative-swap')).code).toBe(0);
    const both = ['--memory', at('m.safetensors'), '--oscillators', at('o.safetensors')];
    const edited = await vsa(['hk', 'recall', ...data(at), ...both]);
    expect(edited.code).toBe(0);
    expect(edited.stdout).toMatch(/all +24 +\d/);
    // Those oscillators belong to that memory.
    const wrong = ['--memory', at('part.safetensors'), '--oscillators', at('o.safetensors')];
    const { code, stderr } = await vsa(['hk', 'recall', ...data(at), ...wrong]);
    expect([code, stderr]).toEqual([
      2,
      'vsa: o.safetensors: expected oscillators of this memory, got those of another.\n',
    ]);
  });

  it('says in one line what is wrong', async () => {
    const at = await world();
    expect((await train(at, 'm.safetensors', '--updates', '1')).code).toBe(0);
    const wrong: readonly [Promise<Said>, RegExp][] = [
      [edit(at, 'o.safetensors', '--neighbours', '3'), /expected neighbours to be even and < 15, .*got 3/],
      [edit(at, 'o.safetensors', '--neighbours', '16'), /expected neighbours to be even and < 15, .*got 16/],
      [edit(at, 'o.safetensors', '--rewire', '2'), /expected rewire in \[0, 1\], got 2/],
      [edit(at, 'm.safetensors'), /expected no file there yet/],
      [edit(at, 'm.safetensors', '--resume'), /expected a file of vsa hk edit, got one of hk-memory/],
      [train(at, 'm.safetensors', '--resume', '--batch', '3'), /expected batch 12, .* got 3/],
      [train(at, 'x.safetensors', '--labels', at('few.idx')), /expected 24 classes, .* got 5/],
      [train(at, 'x.safetensors', '--classes', '2'), /expected labels below 2, got 2/],
      [vsa(['hk', 'recall', ...data(at), '--memory', at('images.idx')]), /images\.idx: expected/],
    ];
    for (const [run, message] of wrong) {
      const { code, stderr } = await run;
      expect(stderr).toMatch(message);
      expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
    }
  });
});
