// The worker's side of a demo: runs the model, shows a frame now and then, and listens in between.

import { createBackend, type Backend } from '@vsa/backend';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import type { Order, PageBackend, Report } from './protocol.js';
import type { Simulation, Start } from './simulation.js';

/** What of a worker's own global object is used. */
interface WorkerScope {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/** Computing between two frames, ms: short enough to answer a click at once. */
const SLICE = 30;

const wasmPaths = {
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  // Never asked for: pages that share no memory have no threads.
  'tfjs-backend-wasm-threaded-simd.wasm': simd,
};

/**
 * Serves a model to the page that started this worker.
 *
 * @param start - See {@link Start}.
 */
export function serve<Parameters, Frame>(start: Start<Parameters, Frame>): void {
  const scope = globalThis as unknown as WorkerScope;
  let current: { readonly run: number; readonly simulation: Simulation<Frame, Parameters> } | undefined;
  let [step, rate, playing, latest, loops] = [0, 0, false, 0, 0];
  const post = (report: Report<Frame>): void => {
    scope.postMessage(report);
  };
  const failed = (run: number, error: unknown): void => {
    playing = false;
    post({ kind: 'failed', run, message: error instanceof Error ? error.message : String(error) });
  };

  async function show(): Promise<void> {
    if (current === undefined) return;
    const { run, simulation } = current;
    const { finished } = simulation;
    const frame = await simulation.frame();
    post({ kind: 'frame', run, step, stepsPerSecond: rate, playing: playing && !finished, finished, frame });
  }

  async function begin({
    run,
    backend,
    parameters,
  }: Extract<Order<Parameters>, { kind: 'start' }>): Promise<void> {
    playing = false;
    current?.simulation.dispose();
    current = undefined;
    const { chosen, note } = await pick(backend);
    const simulation = await start(chosen, parameters);
    // A later start overtook this one.
    if (run !== latest) {
      simulation.dispose();
      return;
    }
    current = { run, simulation };
    [step, rate] = [0, 0];
    const { device } = chosen.capabilities;
    post({ kind: 'ready', run, backend: chosen.name as PageBackend, device, note });
    await show();
  }

  async function advance(most: number, until: number): Promise<number> {
    let done = 0;
    while (done < most && current !== undefined && !current.simulation.finished) {
      await current.simulation.advance(1);
      done += 1;
      if (performance.now() > until) break;
    }
    step += done;
    return done;
  }

  async function loop(): Promise<void> {
    // A loop that is resting when play is asked for again must not wake beside the new one.
    loops += 1;
    const own = loops;
    while (playing && own === loops && current !== undefined) {
      const begun = performance.now();
      const { pace } = current.simulation;
      const done = await advance(pace === undefined ? Infinity : 1, begun + SLICE);
      // A frame reads the numbers, so its time belongs to the steps that it waited for.
      await show();
      if (current.simulation.finished) playing = false;
      const rest = pace === undefined ? 0 : Math.max(0, 1000 / pace - (performance.now() - begun));
      await new Promise((resolve) => setTimeout(resolve, rest));
      rate = done / ((performance.now() - begun) / 1000);
    }
  }

  // One order after the other; only a loop under way is asked to stop at once.
  let queue = Promise.resolve();
  scope.addEventListener('message', ({ data }: MessageEvent<Order<Parameters>>) => {
    if (data.kind === 'start') latest = data.run;
    if (data.kind === 'start' || data.kind === 'pause') playing = false;
    queue = queue
      .then(async () => {
        if (data.kind === 'start') await begin(data);
        else if (data.kind === 'step') {
          await advance(data.steps, Infinity);
          await show();
        } else if (data.kind === 'tune') current?.simulation.tune?.(data.parameters);
        else if (data.kind === 'pause') await show();
        else if (!playing) {
          playing = true;
          void loop().catch((error: unknown) => {
            failed(latest, error);
          });
        }
      })
      .catch((error: unknown) => {
        failed(latest, error);
      });
  });
}

const started = new Map<string, Backend>();

async function pick(
  wanted: PageBackend | 'auto',
): Promise<{ readonly chosen: Backend; readonly note: string }> {
  const known = started.get(wanted);
  if (known !== undefined) return { chosen: known, note: '' };
  try {
    const chosen = await createBackend(wanted, { wasmPaths });
    started.set(wanted, chosen);
    const { softwareAdapter } = chosen.capabilities;
    return { chosen, note: softwareAdapter ? 'This GPU is emulated on the CPU: expect it to be slow.' : '' };
  } catch (error) {
    if (wanted !== 'webgpu') throw error;
    const chosen = await createBackend('wasm', { wasmPaths });
    return { chosen, note: 'WebGPU is missing in this browser, so WebAssembly computes.' };
  }
}
