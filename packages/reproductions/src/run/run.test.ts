import { describe, expect, it } from 'vitest';
import { fakeLane, machine, squares } from '../../test/fake.js';
import { emptyFolder } from '../../test/folder.js';
import { collectResults } from './collect.js';
import type { Lane } from './lane.js';
import { runCells, type RunProgress, type RunRequest } from './run.js';
import { openStore } from './store.js';

const identity = { scale: 'paper', seed: 7, backend: 'cpu', code: 'abc' } as const;

async function requestWith(lanes: readonly Lane[], more: Partial<RunRequest> = {}): Promise<RunRequest> {
  const store = openStore(await emptyFolder());
  return { experiments: [squares], scale: 'paper', seed: 7, code: 'abc', store, lanes, ...more };
}

describe('runCells', () => {
  it('computes every cell once and keeps it', async () => {
    const lane = fakeLane();
    const request = await requestWith([lane]);
    const outcome = await runCells(request);
    expect(outcome).toMatchObject({ status: 'done', total: 6, reused: 0 });
    expect(lane.seen.map(({ parameters }) => parameters['x'])).toEqual([6, 5, 4, 3, 2, 1]);
    expect(lane.seen.every(({ seed }) => seed === 7)).toBe(true);
    expect(await request.store.readAll()).toHaveLength(6);
  });

  it('computes nothing a second time', async () => {
    const request = await requestWith([fakeLane()]);
    await runCells(request);
    const lane = fakeLane();
    const outcome = await runCells({ ...request, lanes: [lane] });
    expect(outcome).toMatchObject({ status: 'done', total: 6, reused: 6 });
    expect(lane.seen).toEqual([]);
  });

  it('computes anew for another seed or other code', async () => {
    const request = await requestWith([fakeLane()]);
    await runCells(request);
    for (const other of [{ seed: 8 }, { code: 'abd' }]) {
      expect((await runCells({ ...request, ...other })).reused).toBe(0);
    }
  });

  it('gives the same results whatever the number of lanes and the order in which they finish', async () => {
    const slow = (): Lane =>
      fakeLane(
        ({ parameters }) => new Promise((resolve) => setTimeout(resolve, 8 - Number(parameters['x']))),
      );
    const one = await runCells(await requestWith([fakeLane()]));
    const three = await runCells(await requestWith([slow(), slow(), slow()]));
    const [a, b] = [one, three].map(({ records }) => collectResults([squares], identity, records));
    expect(b).toEqual(a);
    expect(a?.experiments[0]?.rows.map((row) => row['square'])).toEqual([1, 4, 9, 16, 25, 36]);
  });

  it('keeps finished cells when it is aborted, and goes on from there', async () => {
    const interrupt = new AbortController();
    const lane = fakeLane(({ parameters }) => {
      // The third cell never finishes.
      if (parameters['x'] !== 4) return undefined;
      interrupt.abort();
      return new Promise<void>(() => undefined);
    });
    const request = await requestWith([lane], { signal: interrupt.signal });
    const stopped = await runCells(request);
    expect(stopped.status).toBe('aborted');
    expect(stopped.records.map(({ rows }) => rows[0]?.['x'])).toEqual([6, 5]);
    const rest = fakeLane();
    const outcome = await runCells({ ...request, lanes: [rest], signal: undefined });
    expect(outcome).toMatchObject({ status: 'done', reused: 2 });
    expect(rest.seen.map(({ parameters }) => parameters['x'])).toEqual([4, 3, 2, 1]);
  });

  it('starts nothing when the signal came before', async () => {
    const lane = fakeLane();
    const outcome = await runCells(await requestWith([lane], { signal: AbortSignal.abort() }));
    expect(outcome).toMatchObject({ status: 'aborted', records: [] });
    expect(lane.seen).toEqual([]);
  });

  it('names the cell that fails and keeps those before it', async () => {
    const lane = fakeLane(({ parameters }) => {
      if (parameters['x'] === 5) throw new RangeError('no fives');
    });
    const request = await requestWith([lane]);
    await expect(runCells(request)).rejects.toThrow('fake/squares {"x":5}: no fives');
    expect(await request.store.readAll()).toHaveLength(1);
  });

  it('tells how far it is and how long it will take', async () => {
    const seen: RunProgress[] = [];
    const lane = fakeLane(() => new Promise((resolve) => setTimeout(resolve, 2)));
    await runCells(await requestWith([lane], { onProgress: (progress) => seen.push(progress) }));
    expect(seen.map(({ done, total }) => [done, total])).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((done) => [done, 6]),
    );
    expect(seen[0]?.secondsLeft).toBeUndefined();
    // After the dearest cell, 36 of 91 units of cost, more time is left than has passed.
    expect(seen[1]?.secondsLeft).toBeGreaterThan(0);
    expect(seen.at(-1)?.secondsLeft).toBe(0);
  });

  it('computes only its shard', async () => {
    const lane = fakeLane();
    const outcome = await runCells(await requestWith([lane], { shard: { index: 2, count: 2 } }));
    expect(outcome.total).toBe(3);
    expect(lane.seen.map(({ parameters }) => parameters['x'])).toEqual([5, 3, 1]);
  });

  it('refuses to run without lanes', async () => {
    await expect(runCells(await requestWith([]))).rejects.toThrow(RangeError);
  });
});

describe('collectResults', () => {
  it('judges, draws and sums up what has run', async () => {
    const { records } = await runCells(await requestWith([fakeLane()]));
    const results = collectResults([squares], identity, records);
    expect(results).toMatchObject({ seed: 7, scale: 'paper', code: 'abc', machines: [machine] });
    expect(results.experiments[0]).toMatchObject({
      id: 'fake/squares',
      cells: { done: 6, total: 6 },
      seconds: 3,
      claims: [{ id: 'squares-positive', verdict: 'reproduced' }],
    });
  });

  it('says not run where cells are missing, and has no figure without rows', () => {
    const [result] = collectResults([squares], identity, []).experiments;
    expect(result).toMatchObject({ cells: { done: 0, total: 6 }, figure: null, rows: [] });
    expect(result?.claims.map(({ verdict }) => verdict)).toEqual(['not run']);
  });
});
