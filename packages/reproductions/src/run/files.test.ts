import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from '../../test/folder.js';
import { openFiles } from './files.js';

describe('openFiles', () => {
  it('reads back what was written last, and leaves nothing else behind', async () => {
    const folder = join(await emptyFolder(), 'a', 'b');
    const files = openFiles(folder);
    expect(await files.read('memory-1.bin')).toBeUndefined();
    await files.write('memory-1.bin', Uint8Array.of(1, 2));
    await files.write('memory-1.bin', Uint8Array.of(3));
    expect([...((await files.read('memory-1.bin')) ?? [])]).toEqual([3]);
    expect(await readdir(folder)).toEqual(['memory-1.bin']);
  });

  it('refuses names that lead elsewhere', async () => {
    const files = openFiles(await emptyFolder());
    for (const name of ['', '../x', 'a/b', 'A', '.x']) {
      await expect(files.read(name)).rejects.toThrow(/expected a name of small letters/);
      await expect(files.write(name, Uint8Array.of(1))).rejects.toThrow(RangeError);
    }
  });

  it('tells a file that is missing from one that cannot be read', async () => {
    const folder = await emptyFolder();
    await mkdir(join(folder, 'name'));
    await expect(openFiles(folder).read('name')).rejects.toThrow(/EISDIR/);
  });
});
