// Spreads a batch of composites over worker threads. A batch is cut into slices that workers fetch one after the other,
// so that samples that stop early leave no thread idle. Every composite is computed alone, so the cut changes no bit.

import type { KernelModule } from './instance.js';
import type { Job, Stream } from './job.js';
import { planAscend, planDescend } from './plan-dense.js';
import { planGibbs } from './plan-gibbs.js';
import { planRelax } from './plan-relax.js';
import { planResonate, type Plan } from './plan-resonate.js';
import type { KernelPool, KernelPoolOptions, PoolRunOptions } from './types.js';
import { integer } from './validate.js';
import { processorCount, startWorker, type WorkerHandle, type WorkerReply } from './worker-host.js';

/** Most bytes of inputs and outputs of a slice on its way, so that a large batch is never copied as a whole. */
const SLICE_BYTES = 2 ** 20;
/** Slices a thread gets at least, for balance. */
const SLICES = 4;

function abortError(signal: AbortSignal | undefined, text: string): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error && reason.name === 'AbortError'
    ? reason
    : new DOMException(text, 'AbortError');
}

/** Bytes that all threads may read at once where the runtime allows it, else a plain copy. */
function shared(data: Uint8Array): Uint8Array {
  if (typeof SharedArrayBuffer === 'undefined') return data.slice();
  const copy = new Uint8Array(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return copy;
}

const withoutData = (stream: Stream): Omit<Stream, 'data'> => {
  const { itemBytes, offset, stride, parts } = stream;
  return { itemBytes, offset, stride, parts };
};

interface Run {
  readonly job: Job;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  readonly slice: number;
  /** First item that nobody has fetched. */
  next: number;
  /** Items whose outputs have arrived. */
  done: number;
}

/** Sends the next slice to a worker; false when there is none left. */
function sendSlice(run: Run, worker: WorkerHandle): boolean {
  const { job } = run;
  const from = run.next;
  const count = Math.min(run.slice, job.items - from);
  if (count <= 0) return false;
  run.next = from + count;
  const inputs = job.inputs.map(({ data, itemBytes }) =>
    data.slice(from * itemBytes, (from + count) * itemBytes),
  );
  worker.post(
    { task: from, count, inputs },
    inputs.map((i) => i.buffer),
  );
  return true;
}

function takeReply(run: Run, from: number, outputs: readonly Uint8Array[]): void {
  run.job.outputs.forEach((stream, i) => {
    const bytes = outputs[i];
    if (bytes === undefined) return;
    stream.data.set(bytes, from * stream.itemBytes);
    if (i === 0) run.done += bytes.byteLength / stream.itemBytes;
  });
}

function sliceSize(job: Job, threads: number): number {
  const bytes = [...job.inputs, ...job.outputs].reduce((sum, s) => sum + s.itemBytes, 0);
  const balanced = Math.ceil(job.items / (threads * SLICES));
  const size = Math.min(Math.ceil(balanced / job.block) * job.block, Math.floor(SLICE_BYTES / bytes));
  return Math.max(1, size);
}

/**
 * Makes a pool; threads start with the first run and end with `dispose` or with the process.
 *
 * @param kernels - The compiled module.
 * @param base - First free address of a kernel's memory.
 * @param options - Number of threads.
 * @returns The pool.
 * @throws RangeError for a number of threads outside 1 to 256.
 */
export function createKernelPool(
  kernels: KernelModule,
  base: number,
  options: KernelPoolOptions = {},
): KernelPool {
  const threads = integer(
    'kernels.createPool: threads',
    options.threads ?? Math.min(256, processorCount()),
    1,
    256,
  );
  let workers: WorkerHandle[] = [];
  let current: Run | undefined;
  let disposed = false;
  /** Runs wait for one another: each uses all threads. */
  let queue: Promise<unknown> = Promise.resolve();

  const stopAll = (): void => {
    for (const worker of workers) worker.terminate();
    workers = [];
  };
  const finish = (error: Error | undefined): void => {
    const run = current;
    if (run === undefined) return;
    current = undefined;
    // Threads in the middle of a slice cannot be asked to stop: they are ended, and started again when needed.
    if (error !== undefined) stopAll();
    for (const worker of workers) worker.release();
    if (error === undefined) run.resolve();
    else run.reject(error);
  };
  const receive = (worker: WorkerHandle, reply: WorkerReply): void => {
    if (current === undefined || !workers.includes(worker)) return;
    if (reply.error !== undefined || reply.task === undefined || reply.outputs === undefined) {
      finish(
        new RangeError(
          `kernels.pool: expected a worker to finish its slice, got: ${reply.error ?? 'no outputs'}.`,
        ),
      );
      return;
    }
    takeReply(current, reply.task, reply.outputs);
    if (current.done >= current.job.items) finish(undefined);
    else sendSlice(current, worker);
  };
  const start = (count: number): void => {
    while (workers.length < count) {
      const events = {
        message: (reply: WorkerReply) => {
          receive(worker, reply);
        },
        failure: (error: Error) => {
          if (workers.includes(worker)) finish(error);
        },
      };
      const worker = startWorker(events);
      worker.post({ module: kernels.module }, []);
      workers.push(worker);
    }
  };
  const execute = (job: Job): Promise<void> =>
    new Promise((resolve, reject) => {
      const slice = sliceSize(job, threads);
      const run: Run = { job, resolve, reject, slice, next: 0, done: 0 };
      start(Math.min(threads, Math.ceil(job.items / slice)));
      current = run;
      const fixed = job.fixed.map((stream) => ({ ...withoutData(stream), data: shared(stream.data) }));
      const message = {
        job: {
          memory: job.memory,
          fills: job.fills,
          fixed,
          setup: job.setup,
          call: job.call,
          countAt: job.countAt,
          chunk: job.chunk,
          inputs: job.inputs.map(withoutData),
          outputs: job.outputs.map(withoutData),
        },
      };
      for (const worker of workers) {
        if (run.next >= job.items) break;
        worker.hold();
        worker.post(message, []);
        sendSlice(run, worker);
      }
    });

  const run = async <T>(plan: Plan<T>, { signal }: PoolRunOptions = {}): Promise<T> => {
    const gone = (): boolean => disposed || signal?.aborted === true;
    const text = (): string => (disposed ? 'The kernel pool was disposed.' : 'The run was aborted.');
    if (gone()) throw abortError(signal, text());
    const turn = queue.then(async () => {
      if (gone()) throw abortError(signal, text());
      if (plan.job.items === 0) return;
      const abort = (): void => {
        finish(abortError(signal, 'The run was aborted.'));
      };
      signal?.addEventListener('abort', abort, { once: true });
      try {
        await execute(plan.job);
      } finally {
        signal?.removeEventListener('abort', abort);
      }
    });
    queue = turn.catch(() => undefined);
    await turn;
    return plan.result();
  };
  const dispose = (): void => {
    disposed = true;
    finish(new DOMException('The kernel pool was disposed.', 'AbortError'));
    stopAll();
  };
  return {
    threads,
    resonate: async (input, opts) => run(planResonate(base, input, opts), opts),
    descend: async (input, opts) => run(planDescend(base, input, opts), opts),
    coordinateAscent: async (input, opts) => run(planAscend(base, input, opts), opts),
    gibbs: async (input, opts) => run(planGibbs(base, input, opts), opts),
    relax: async (input, opts) => run(planRelax(base, input, opts), opts),
    dispose,
    [Symbol.dispose]: dispose,
  };
}
