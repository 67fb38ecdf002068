// The worker's side of a demo: runs the model, shows a frame now and then, listens in between, and goes on with WebAssembly where a GPU fails.

import type { Backend } from '@vsa/backend';
import { DeviceLost, lossAsError, pick, type Picked } from './backends.js';
import type { Order, PageBackend, Report } from './protocol.js';
import type { Simulation, Start } from './simulation.js';

/** What of a worker's own global object is used. */
interface WorkerScope {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/** Computing between two frames, ms: short enough to answer a click at once. */
const SLICE = 30;
/** The same while steps are computed anew that the visitor has seen. */
const AGAIN = 300;
/** The longest wait for the reason of a failure, ms. */
const MOMENT = 500;

/** A model under way, and all that it takes to have it elsewhere. */
interface Held<Parameters, Frame> {
  readonly run: number;
  readonly simulation: Simulation<Frame, Parameters>;
  readonly backend: Backend;
  readonly parameters: Parameters;
  /** Sliders moved on the way, and after which step. */
  readonly tunes: { readonly step: number; readonly parameters: Parameters }[];
  /** Rejects when the device is gone. */
  readonly lost: Promise<never>;
}

/**
 * Serves a model to the page that started this worker.
 *
 * @param start - See {@link Start}.
 */
export function serve<Parameters, Frame>(start: Start<Parameters, Frame>): void {
  const scope = globalThis as unknown as WorkerScope;
  let current: Held<Parameters, Frame> | undefined;
  let [step, shown, rate, playing, latest, loops] = [0, 0, 0, false, 0, 0];
  const post = (report: Report<Frame>): void => {
    scope.postMessage(report);
  };
  const failed = (run: number, error: unknown): void => {
    playing = false;
    post({ kind: 'failed', run, message: error instanceof Error ? error.message : String(error) });
  };

  async function show(): Promise<void> {
    if (current === undefined) return;
    const { run, simulation, lost } = current;
    const { finished } = simulation;
    // With its device gone a reading may never end.
    const frame = await Promise.race([simulation.frame(), lost]);
    shown = step;
    post({ kind: 'frame', run, step, stepsPerSecond: rate, playing: playing && !finished, finished, frame });
  }

  function dropCurrent(): void {
    current?.simulation.dispose();
    current = undefined;
  }

  async function begin({
    run,
    backend,
    parameters,
  }: Extract<Order<Parameters>, { kind: 'start' }>): Promise<void> {
    playing = false;
    dropCurrent();
    const picked = await pick(backend);
    try {
      await settle(run, picked, parameters, () => start(picked.chosen, parameters));
    } catch (error) {
      if (picked.chosen.name !== 'webgpu') throw error;
      dropCurrent();
      const words = wordsOf(await causeOf(error, lossAsError(picked.chosen)));
      const { chosen } = await pick('wasm');
      const note = `${words} WebAssembly computes.`;
      await settle(run, { chosen, note }, parameters, () => start(chosen, parameters));
    }
  }

  /** Makes a model the current one and shows it, unless a later start overtook it. */
  async function settle(
    run: number,
    { chosen, note }: Picked,
    parameters: Parameters,
    make: () => Promise<Simulation<Frame, Parameters>>,
    at = 0,
  ): Promise<void> {
    const lost = lossAsError(chosen);
    const simulation = await Promise.race([make(), lost]);
    if (run !== latest) {
      simulation.dispose();
      return;
    }
    const held = { run, simulation, backend: chosen, parameters, lost, tunes: [] };
    current = held;
    [step, shown, rate] = [at, at, 0];
    const { device } = chosen.capabilities;
    post({ kind: 'ready', run, backend: chosen.name as PageBackend, device, note });
    await show();
    // Also when nothing is computed at the moment.
    lost.catch((error: unknown) => {
      if (current === held) inTurn(() => recover(error));
    });
  }

  /** Goes on with WebAssembly: from what was shown last where the model can, else by all steps again. */
  async function recover(error: unknown): Promise<void> {
    const held = current;
    if (held === undefined) throw error;
    const { run } = held;
    // A start that waits its turn makes it all anew.
    if (run !== latest) return;
    if (held.backend.name !== 'webgpu') {
      // Told twice, by the device and by what was under way on it.
      if (error instanceof DeviceLost) return;
      throw error;
    }
    const { simulation, parameters, tunes } = held;
    const cause = await causeOf(error, held.lost);
    const [goal, from] = [step, simulation.move === undefined ? 0 : shown];
    loops += 1;
    const { chosen } = await pick('wasm');
    const way = from === goal ? '' : `, and computes steps ${from + 1} to ${goal} anew`;
    const note = `${wordsOf(cause)} WebAssembly goes on at step ${goal}${way}.`;
    const make = (): Promise<Simulation<Frame, Parameters>> =>
      simulation.move?.(chosen) ?? start(chosen, parameters);
    await settle(run, { chosen, note }, parameters, make, from);
    simulation.dispose();
    for (const tune of [...tunes, { step: goal, parameters: undefined }]) {
      while (
        step < tune.step &&
        run === latest &&
        (await advance(tune.step - step, performance.now() + AGAIN)) > 0
      ) {
        await show();
      }
      if (tune.parameters !== undefined) retune(tune.parameters);
    }
    if (playing && run === latest) startLoop();
  }

  function retune(parameters: Parameters): void {
    current?.tunes.push({ step, parameters });
    current?.simulation.tune?.(parameters);
  }

  async function advance(most: number, until: number): Promise<number> {
    const held = current;
    let [done, pending, chunk] = [0, 0, 1];
    while (done < most && held !== undefined && held === current && !held.simulation.finished) {
      const { simulation, lost } = held;
      await Promise.race([simulation.advance(1), lost]);
      step += 1;
      done += 1;
      if (simulation.settled !== undefined) {
        // The clock says nothing of steps that wait on a device; ever longer runs of them are waited for.
        pending += 1;
        if (pending < chunk) continue;
        await Promise.race([simulation.settled(), lost]);
        [pending, chunk] = [0, 2 * chunk];
      }
      if (performance.now() > until) break;
    }
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

  function startLoop(): void {
    playing = true;
    loop().catch((error: unknown) => {
      inTurn(() => recover(error));
    });
  }

  async function obey(order: Order<Parameters>): Promise<void> {
    if (order.kind === 'start') await begin(order);
    else if (order.kind === 'step') {
      const goal = step + order.steps;
      try {
        await advance(goal - step, Infinity);
        await show();
      } catch (error) {
        await recover(error);
        await advance(goal - step, Infinity);
        await show();
      }
    } else if (order.kind === 'tune') retune(order.parameters);
    else if (order.kind === 'pause') await show();
    else if (!playing) startLoop();
  }

  // One order after the other; only a loop under way is asked to stop at once.
  let queue = Promise.resolve();
  function inTurn(work: () => Promise<void>): void {
    queue = queue
      .then(work)
      .catch(recover)
      .catch((error: unknown) => {
        failed(latest, error);
      });
  }
  scope.addEventListener('message', ({ data }: MessageEvent<Order<Parameters>>) => {
    if (data.kind === 'start') latest = data.run;
    if (data.kind === 'start' || data.kind === 'pause') playing = false;
    inTurn(() => obey(data));
  });
}

/** A reading fails before its device is told to be gone; waits a moment for that. */
async function causeOf(error: unknown, lost: Promise<never>): Promise<unknown> {
  const told = lost.catch((loss: unknown) => loss);
  const moment = new Promise((resolve) => setTimeout(resolve, MOMENT));
  return (await Promise.race([told, moment])) ?? error;
}

function wordsOf(error: unknown): string {
  if (error instanceof DeviceLost) return error.message;
  const words = error instanceof Error ? error.message : String(error);
  return `The GPU failed (${words.slice(0, 120)}).`;
}
