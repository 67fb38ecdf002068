import { existsSync } from 'node:fs';
import { createBackend } from '@vsa/backend';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openInlineLane, openWorkerLane, type CellTask, type Lane } from './lane.js';

const task: CellTask = {
  experiment: 'vrn/fig3',
  parameters: {
    kind: 'bipolar',
    factors: 2,
    size: 6,
    dimension: 200,
    correlation: 0,
    trials: 4,
    draws: 2,
    methods: ['vrn/adam/0', 'resonator/paper', 'resonator/standard'],
  },
  seed: 3,
};

/** Beside built files the package's own worker; beside sources one that compiles them, which takes it seconds. */
function openWorker(backend: string): Promise<Lane> {
  if (existsSync(new URL('./worker.js', import.meta.url))) return openWorkerLane(backend);
  return openWorkerLane(backend, {
    url: new URL('./worker.ts', import.meta.url),
    execArgv: ['--import', new URL('../../test/from-source.mjs', import.meta.url).href],
  });
}

describe('openWorkerLane', () => {
  it('gives the same rows and machine as this thread, outlives a cell that fails, and tells when it ends', async () => {
    const inline = await openInlineLane(await createBackend('wasm'));
    const worker = await openWorker('wasm');
    onTestFinished(() => worker.close());
    expect(worker.machine).toEqual(inline.machine);

    const wrong = { ...task, experiment: 'vrn/fig99' };
    await expect(worker.run(wrong)).rejects.toThrow(/expected one of vrn\/fig2c, .*, got 'vrn\/fig99'/);

    const here = await inline.run(task);
    const there = await worker.run(task);
    expect(here.rows).toHaveLength(3);
    expect(there.rows).toEqual(here.rows);
    expect(there.seconds).toBeGreaterThan(0);

    const coming = worker.run(task);
    await worker.close();
    await expect(coming).rejects.toThrow(/a worker ended with code \d+ before it answered/);
  });

  it('says why a backend does not start', async () => {
    await expect(openWorker('abacus')).rejects.toMatchObject({
      code: 'BACKEND_UNKNOWN',
      message: expect.stringMatching(/expected one of auto, cpu, .* got 'abacus'/) as string,
    });
  });
});

describe('openInlineLane', () => {
  it('gives the same rows every time, and others for another seed', async () => {
    const lane = await openInlineLane(await createBackend('cpu'));
    const hard = { ...task, parameters: { ...task.parameters, size: 40, dimension: 50 } };
    const first = await lane.run(hard);
    expect((await lane.run(hard)).rows).toEqual(first.rows);
    expect((await lane.run({ ...hard, seed: 4 })).rows).not.toEqual(first.rows);
    await lane.close();
  });
});
