// A lane computes one cell at a time: in this thread, or in a worker thread of its own. WebAssembly runs on one thread in Node, so
// several lanes are how a run uses several cores.

import { Worker } from 'node:worker_threads';
import { VsaError, type Backend, type VsaErrorCode } from '@vsa/backend';
import type { CellParameters, Row } from '../experiment.js';
import { findExperiment } from '../registry.js';
import { openFiles } from './files.js';
import { describeMachine, type Machine } from './provenance.js';

/** What a lane computes. */
export interface CellTask {
  /** Experiment, such as `vrn/fig3`. */
  readonly experiment: string;
  /** Parameters of the cell. */
  readonly parameters: CellParameters;
  /** Seed of the run. */
  readonly seed: number;
  /** Folder of what cells keep between runs. @defaultValue nothing is kept */
  readonly files?: string | undefined;
}

/** What a lane gives back. */
export interface CellOutcome {
  /** The rows. */
  readonly rows: readonly Row[];
  /** Time that they took, s. */
  readonly seconds: number;
}

/** Computes cells, one at a time. */
export interface Lane {
  /** What runs the numbers here. */
  readonly machine: Machine;
  /** Computes a cell; call it again only after it is done. */
  run(task: CellTask, signal?: AbortSignal): Promise<CellOutcome>;
  /** Ends the lane; a cell that is being computed is lost. */
  close(): Promise<void>;
}

/** What a worker says: once `ready`, then one answer a task. */
export type WorkerMessage =
  | { readonly type: 'ready'; readonly machine: Machine }
  | { readonly type: 'done'; readonly outcome: CellOutcome }
  | { readonly type: 'failed'; readonly message: string; readonly code: VsaErrorCode | null };

/** Options of {@link openWorkerLane}. */
export interface WorkerLaneOptions {
  /** File that the worker runs. @defaultValue the package's own */
  readonly url?: URL | undefined;
  /** Options of Node for the worker. @defaultValue those of this process */
  readonly execArgv?: readonly string[] | undefined;
}

/**
 * Computes a cell on a backend.
 *
 * @param backend - Runs the numbers.
 * @param task - What to compute.
 * @param signal - Ends it early.
 * @returns Rows and time.
 * @throws RangeError when there is no such experiment.
 */
export async function computeCell(
  backend: Backend,
  task: CellTask,
  signal?: AbortSignal,
): Promise<CellOutcome> {
  const experiment = findExperiment(task.experiment);
  const start = performance.now();
  const files = task.files === undefined ? undefined : openFiles(task.files);
  const rows = await experiment.runCell({ backend, seed: task.seed, signal, files }, task.parameters);
  return { rows, seconds: (performance.now() - start) / 1000 };
}

/**
 * Makes a lane in this thread.
 *
 * @param backend - Stays the caller's.
 * @returns The lane.
 */
export async function openInlineLane(backend: Backend): Promise<Lane> {
  const machine = await describeMachine(backend);
  return {
    machine,
    run: (task, signal) => computeCell(backend, task, signal),
    close: () => Promise.resolve(),
  };
}

/**
 * Makes a lane in a worker thread, which creates a backend of its own.
 *
 * @param backend - Name of the backend, or `auto`.
 * @param options - See {@link WorkerLaneOptions}.
 * @returns The lane, once its backend is ready.
 * @throws VsaError, as `createBackend`, when its backend cannot start.
 */
export async function openWorkerLane(backend: string, options: WorkerLaneOptions = {}): Promise<Lane> {
  const { url = new URL('./worker.js', import.meta.url), execArgv } = options;
  const worker = new Worker(url, {
    workerData: { backend },
    ...(execArgv === undefined ? {} : { execArgv: [...execArgv] }),
  });
  const first = await answer(worker);
  if (first.type !== 'ready') {
    await worker.terminate();
    throw errorOf(first);
  }
  return {
    machine: first.machine,
    async run(task) {
      const coming = answer(worker);
      worker.postMessage(task);
      const message = await coming;
      if (message.type === 'done') return message.outcome;
      throw errorOf(message);
    },
    async close() {
      await worker.terminate();
    },
  };
}

/** Only messages cross threads, so an error is made again here; its code tells callers what kind it was. */
function errorOf(message: WorkerMessage): Error {
  if (message.type !== 'failed') return new Error('reproductions: internal: a worker spoke out of turn.');
  return message.code === null ? new Error(message.message) : new VsaError(message.code, message.message);
}

/** Waits for the next message; a worker that dies instead is an error. */
function answer(worker: Worker): Promise<WorkerMessage> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: WorkerMessage): void => {
      settle(() => {
        resolve(message);
      });
    };
    const onError = (error: unknown): void => {
      settle(() => {
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    };
    const onExit = (code: number): void => {
      settle(() => {
        reject(new Error(`reproductions: a worker ended with code ${code} before it answered.`));
      });
    };
    const settle = (finish: () => void): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      finish();
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  });
}
