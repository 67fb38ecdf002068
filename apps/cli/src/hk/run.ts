// `vsa hk run`: a described system let run, with its energy where the theorem speaks for it.

import { createBackend, disposeTree, type Backend } from '@vsa/backend';
import { simulate, type Simulation } from '@vsa/hk-memory';
import { basename } from 'node:path';
import { readBytes } from '../files/read-bytes.js';
import { refused } from '../hopfield/signs.js';
import { InputError, Interrupted } from '../input-error.js';
import type { Io } from '../io.js';
import { table } from '../table.js';
import { parseSystem } from './system-file.js';
import { makeSystem, type Parts, type System } from './system.js';

/** Options of `vsa hk run`. */
export interface RunFlags {
  readonly duration: number;
  readonly samples: number;
  readonly energy?: boolean;
  readonly seed: number;
  readonly backend: Parameters<typeof createBackend>[0];
  readonly json?: boolean;
}

/**
 * Runs a system.
 *
 * @param path - Its description, JSON.
 * @param flags - The options.
 * @param io - The world.
 */
export async function runHkRun(path: string, flags: RunFlags, io: Io): Promise<void> {
  const name = basename(path);
  const file = await parseSystem(new TextDecoder().decode(await readBytes(path)), path, name);
  const backend = await createBackend(flags.backend);
  const system = await refused(path, () => makeSystem(backend, file, flags.seed));
  try {
    if (flags.energy === true) await needConditions(system, system.start, name);
    const { duration, samples } = flags;
    const run = await refused(path, () =>
      simulate(backend, system.memory, system.start, { duration, samples, signal: io.signal }),
    );
    try {
      if (run.status === 'aborted') throw new Interrupted();
      const [end = system.start] = run.states.slice(-1);
      // The Hessian depends on where the run went.
      if (flags.energy === true) await needConditions(system, end, name);
      for (const line of run.warnings) io.stderr(`vsa: the energy need not fall: ${line}.\n`);
      await report(backend, system, run, flags, io);
    } finally {
      disposeTree([...run.states]);
    }
  } finally {
    system.free();
  }
}

/** An energy that need not fall says nothing: who asks for it needs the theorem. */
async function needConditions({ memory }: System, state: Parts, name: string): Promise<void> {
  const failed = (await refused(name, () => memory.conditions(state))).filter(({ holds }) => !holds);
  if (failed.length === 0) return;
  const lines = failed.map((condition) => `${condition.name} (${condition.detail})`).join(', ');
  throw new InputError(
    `${name}: --energy needs every condition of the theorem, and there fails ${lines}; it runs without --energy.`,
  );
}

async function report(
  backend: Backend,
  { units }: System,
  { times, states, energies, largestRise, status, warnings }: Simulation<Parts>,
  { energy = false, json = false, duration }: RunFlags,
  io: Io,
): Promise<void> {
  const moving = await Promise.all(states.map((state) => measures(backend, state)));
  const followed = energies.map((rows) => rows.reduce((sum, value) => sum + value, 0) / rows.length);
  if (json) {
    const last = states.at(-1) ?? {};
    const end: Record<string, number[]> = {};
    for (const [part, tensor] of Object.entries(last))
      end[part] = [...(await backend.read(tensor))].map(digits);
    const energetic = energy ? { energies: followed.map(digits), largestRise } : {};
    io.stdout(`${JSON.stringify({ units, status, times, ...energetic, warnings, end })}\n`);
    return;
  }
  const columns = Object.keys(moving[0] ?? {});
  const rows = times.map((time, at) => [
    time.toFixed(2),
    ...columns.map((column) => (moving[at]?.[column] ?? NaN).toFixed(4)),
    ...(energy ? [(followed[at] ?? NaN).toFixed(4)] : []),
  ]);
  io.stdout(`N = ${units} on ${backend.name}, to t = ${duration}: ${status}\n\n`);
  io.stdout(table(['t', ...columns, ...(energy ? ['energy'] : [])], rows));
  if (energy) io.stdout(`\nLargest rise of the energy of a row: ${largestRise.toPrecision(2)}.\n`);
}

const digits = (value: number): number => Number(value.toPrecision(9));

/** Root mean square of the threshold units, and the length of the oscillators' mean, averaged over rows. */
async function measures(backend: Backend, { x, mu }: Parts): Promise<Readonly<Record<string, number>>> {
  const { mean, sqrt, square, sum, tidy } = backend;
  const found: Record<string, number> = {};
  if (x !== undefined) {
    using size = tidy(() => sqrt(mean(square(x))));
    found['size of x'] = (await backend.read(size))[0] ?? NaN;
  }
  if (mu !== undefined) {
    using order = tidy(() => mean(sqrt(sum(square(mean(mu, { axis: 1 })), { axis: -1 }))));
    found['order of mu'] = (await backend.read(order))[0] ?? NaN;
  }
  return found;
}
