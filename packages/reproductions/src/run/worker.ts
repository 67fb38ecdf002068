// Entry of a worker thread: makes a backend, then computes the cells that it is sent, one at a time.

import { parentPort, workerData } from 'node:worker_threads';
import { createBackend } from '@vsa/backend';
import { computeCell, type CellTask, type WorkerMessage } from './lane.js';
import { describeMachine } from './provenance.js';

const say = (message: WorkerMessage): void => {
  parentPort?.postMessage(message);
};
const fail = (error: unknown): void => {
  say({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
};

try {
  const { backend: name } = workerData as { readonly backend: Parameters<typeof createBackend>[0] };
  const backend = await createBackend(name);
  const machine = await describeMachine(backend);
  parentPort?.on('message', (task: CellTask) => {
    computeCell(backend, task).then((outcome) => {
      say({ type: 'done', outcome });
    }, fail);
  });
  say({ type: 'ready', machine });
} catch (error) {
  fail(error);
}
