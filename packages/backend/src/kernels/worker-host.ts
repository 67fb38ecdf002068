// One worker thread behind the same small face in Node and in browsers.

import { VsaError } from '../errors.js';
import { WORKER_SOURCE } from './worker-source.js';

/** What a worker sends back. */
export interface WorkerReply {
  readonly task?: number;
  readonly outputs?: readonly Uint8Array[];
  readonly error?: string;
}

/** A worker thread. */
export interface WorkerHandle {
  /** Sends a message; the buffers listed move to the worker. */
  post(message: unknown, transfer: readonly ArrayBuffer[]): void;
  /** Keeps the process alive while there is work, and only then. */
  hold(): void;
  /** Lets the process end even though the worker waits. */
  release(): void;
  /** Ends the thread. */
  terminate(): void;
}

/** What happens in a worker, told to its owner. */
export interface WorkerEvents {
  readonly message: (reply: WorkerReply) => void;
  readonly failure: (error: Error) => void;
}

function startNode(events: WorkerEvents): WorkerHandle | undefined {
  // getBuiltinModule needs no import statement, so bundlers for browsers see no Node module here.
  if (typeof process === 'undefined' || typeof process.getBuiltinModule !== 'function') return undefined;
  const threads = process.getBuiltinModule('node:worker_threads');
  const worker = new threads.Worker(WORKER_SOURCE, { eval: true });
  worker.on('message', events.message);
  worker.on('error', events.failure);
  worker.unref();
  return {
    post: (message, transfer) => {
      worker.postMessage(message, [...transfer]);
    },
    hold: () => {
      worker.ref();
    },
    release: () => {
      worker.unref();
    },
    terminate: () => {
      void worker.terminate();
    },
  };
}

function startWeb(events: WorkerEvents): WorkerHandle | undefined {
  if (typeof Worker === 'undefined' || typeof Blob === 'undefined') return undefined;
  const url = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.addEventListener('message', (event: MessageEvent<WorkerReply>) => {
    events.message(event.data);
  });
  worker.addEventListener('error', (event) => {
    events.failure(new Error(event.message));
  });
  return {
    post: (message, transfer) => {
      worker.postMessage(message, [...transfer]);
    },
    hold: () => undefined,
    release: () => undefined,
    terminate: () => {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}

/**
 * Starts a worker thread.
 *
 * @param events - What to do with its replies and failures.
 * @returns The running worker.
 * @throws VsaError `WASM_UNSUPPORTED` where there are no worker threads.
 */
export function startWorker(events: WorkerEvents): WorkerHandle {
  const worker = startNode(events) ?? startWeb(events);
  if (worker === undefined) {
    throw new VsaError(
      'WASM_UNSUPPORTED',
      'kernels.createPool: expected worker threads (Node or Web Workers), got neither: use the methods of one thread.',
    );
  }
  return worker;
}

/**
 * Number of processors that the runtime reports.
 *
 * @returns At least 1.
 */
export function processorCount(): number {
  if (typeof process !== 'undefined' && typeof process.getBuiltinModule === 'function') {
    return Math.max(1, process.getBuiltinModule('node:os').availableParallelism());
  }
  return typeof navigator === 'undefined' ? 1 : Math.max(1, navigator.hardwareConcurrency);
}
