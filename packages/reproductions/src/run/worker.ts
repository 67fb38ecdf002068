// Entry of a worker thread: makes a backend, then computes the cells that it is sent, one at a time.

import { parentPort, workerData } from 'node:worker_threads';
import { createBackend, VsaError } from '@vsa/backend';
import { computeCell, type CellTask, type WorkerMessage } from './lane.js';
import { describeMachine } from './provenance.js';

const say = (message: WorkerMessage): void => {
  parentPort?.postMessage(message);
};
const fail = (error: unknown): void => {
  const message = error instanceof Error ? error.message : String(error);
  say({ type: 'failed', message, code: VsaError.isInstance(error) ? error.code : null });
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
