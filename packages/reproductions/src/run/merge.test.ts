import { describe, expect, it } from 'vitest';
import { machine } from '../../test/fake.js';
import { emptyFolder } from '../../test/folder.js';
import { fig2c } from '../vrn/fig2c.js';
import { mergeStores } from './merge.js';
import { planCells, type RunIdentity } from './plan.js';
import { openStore, type CellRecord, type CellStore } from './store.js';

const run: RunIdentity = { scale: 'quick', seed: 0, backend: 'wasm', code: 'abc' };

function recordsOf(identity: RunIdentity): readonly CellRecord[] {
  return planCells([fig2c], identity).map((cell) => ({
    format: 1,
    key: cell.key,
    identity: cell.identity,
    machine,
    seconds: 1,
    rows: [{ key: cell.key }],
  }));
}

async function storeOf(records: readonly CellRecord[]): Promise<CellStore> {
  const store = openStore(await emptyFolder());
  for (const record of records) await store.write(record);
  return store;
}

describe('mergeStores', () => {
  it('copies all cells once and names their run', async () => {
    const records = recordsOf(run);
    const target = await storeOf(records.slice(0, 1));
    const merged = await mergeStores([await storeOf(records), await storeOf(records.slice(1))], target);
    expect(merged.run).toEqual(run);
    expect(merged.experiments).toEqual([fig2c]);
    expect(await target.readAll()).toHaveLength(records.length);
    expect(new Set(merged.records.map(({ key }) => key))).toEqual(new Set(records.map(({ key }) => key)));
  });

  it('refuses folders without cells', async () => {
    await expect(mergeStores([await storeOf([])], await storeOf([]))).rejects.toThrow(
      /expected finished cells/,
    );
  });

  it.each([
    ['scale', { ...run, scale: 'paper' }, /scale paper and quick/],
    ['seed', { ...run, seed: 1 }, /seed 0 and 1/],
    ['backend', { ...run, backend: 'cpu' }, /backend cpu and wasm/],
    ['code', { ...run, code: 'abd' }, /code abc and abd/],
  ] as const)('refuses cells that differ in %s, and copies none', async (_, other, message) => {
    const target = await storeOf([]);
    const sources = [await storeOf(recordsOf(run)), await storeOf(recordsOf(other))];
    await expect(mergeStores(sources, target)).rejects.toThrow(message);
    expect(await target.readAll()).toEqual([]);
  });
});
