// `vsa info`: what runs here, and what is missing and why.

import { availableBackends, createBackend, type BackendAvailability } from '@vsa/backend';
import { describeMachine, type Machine } from '@vsa/reproductions/node';
import type { Command } from 'commander';
import type { Io } from '../io.js';
import { table } from '../table.js';

/**
 * Adds the command.
 *
 * @param program - The program.
 * @param io - Its world.
 */
export function addInfo(program: Command, io: Io): void {
  program
    .command('info')
    .description('list the backends: which start here, on what device, and why the others do not')
    .option('--json', 'write one JSON document instead of a table')
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      const backends = await availableBackends();
      const chosen = await createBackend('auto');
      const machine = await describeMachine(chosen);
      if (json) io.stdout(`${JSON.stringify({ auto: chosen.name, backends, machine }, null, 1)}\n`);
      else io.stdout(text(backends, chosen.name, machine));
    });
}

function text(backends: readonly BackendAvailability[], auto: string, machine: Machine): string {
  const rows = backends.map(({ name, available, device = '', softwareAdapter = false }) => [
    name,
    available ? 'yes' : 'no',
    available ? `${device}${softwareAdapter ? ' (a GPU emulated on the CPU)' : ''}` : '',
    name === auto ? 'what auto picks' : '',
  ]);
  const missing = backends
    .filter(({ available }) => !available)
    .map(({ name, reason = 'it does not start' }) => `${name}: ${reason}\n`);
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return [
    table(['backend', 'starts', 'device', ''], rows),
    '\n',
    ...(missing.length === 0 ? [] : [...missing, '\n']),
    `${machine.processor}, ${machine.processors} processors, ${machine.platform}\n`,
    `${versions.join(', ')}\n`,
  ].join('');
}
