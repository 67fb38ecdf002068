import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { machine, squares } from '../../test/fake.js';
import { emptyFolder } from '../../test/folder.js';
import { planCells } from './plan.js';
import { openStore, type CellRecord } from './store.js';

const plan = planCells([squares], { scale: 'quick', seed: 0, backend: 'cpu', code: 'abc' });

function recordOf(index: number): CellRecord {
  const cell = plan[index];
  if (cell === undefined) throw new RangeError('no such cell');
  return {
    format: 1,
    key: cell.key,
    identity: cell.identity,
    machine,
    seconds: 1,
    rows: [{ x: index, label: 'ü,"' }],
  };
}

describe('openStore', () => {
  it('reads back what was written', async () => {
    const store = openStore(await emptyFolder());
    const record = recordOf(0);
    await store.write(record);
    expect(await store.read(record.key)).toEqual(record);
  });

  it('has nothing in a folder that does not exist', async () => {
    const store = openStore(join(await emptyFolder(), 'none'));
    expect(await store.read(recordOf(0).key)).toBeUndefined();
    expect(await store.readAll()).toEqual([]);
  });

  it('lists all cells by key and leaves no other files behind', async () => {
    const out = await emptyFolder();
    const store = openStore(out);
    const records = [recordOf(0), recordOf(1), recordOf(2)];
    for (const record of records) await store.write(record);
    const sorted = [...records].sort((a, b) => (a.key < b.key ? -1 : 1));
    expect(await store.readAll()).toEqual(sorted);
    expect((await readdir(join(out, 'cells'))).sort()).toEqual(sorted.map(({ key }) => `${key}.json`));
  });

  it.each([
    ['half a file', '{"format":1,"key":"'],
    ['another format', '{"format":2,"rows":[]}'],
    ['another key', JSON.stringify({ ...recordOf(1), key: recordOf(2).key })],
    ['null', 'null'],
  ])('takes %s for absent', async (_, text) => {
    const out = await emptyFolder();
    const { key } = recordOf(1);
    await mkdir(join(out, 'cells'));
    await writeFile(join(out, 'cells', `${key}.json`), text);
    expect(await openStore(out).read(key)).toBeUndefined();
  });

  it('does not hide other errors', async () => {
    const out = await emptyFolder();
    const { key } = recordOf(0);
    await mkdir(join(out, 'cells', `${key}.json`), { recursive: true });
    await expect(openStore(out).read(key)).rejects.toThrow(/EISDIR/);
  });
});
