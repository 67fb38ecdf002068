// The command, to be run in any process: arguments and a world in, an exit code out.

import { VsaError } from '@vsa/backend';
import { Command, CommanderError } from 'commander';
import { addAutomaton } from './commands/automaton.js';
import { addDemo } from './commands/demo.js';
import { addFactorize } from './commands/factorize.js';
import { addHk } from './commands/hk.js';
import { addHopfield } from './commands/hopfield.js';
import { addInfo } from './commands/info.js';
import { addKuramoto } from './commands/kuramoto.js';
import { addRbm } from './commands/rbm.js';
import { addRecall } from './commands/recall.js';
import { addReproduce } from './commands/reproduce.js';
import { addTrain } from './commands/train.js';
import { addVrae } from './commands/vrae.js';
import { InputError, Interrupted } from './input-error.js';
import type { Io } from './io.js';

/** Exit codes. */
export const EXIT = { ok: 0, failed: 1, wrongInput: 2, interrupted: 130 } as const;

/**
 * Runs the command.
 *
 * @param argv - Arguments after the command's name.
 * @param io - Its world.
 * @returns Exit code: 0, 1 for a failure, 2 for a wrong input or option (one line on stderr), 130 after Ctrl-C.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const program = new Command('vsa')
    .description(
      'Models of binding and associative memory: factor vectors, recall patterns, reproduce papers.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: io.stdout,
      writeErr: io.stderr,
      outputError: (text, write) => {
        write(oneLine(text));
      },
    });
  addInfo(program, io);
  addFactorize(program, io);
  addRecall(program, io);
  addAutomaton(program, io);
  addHopfield(program, io);
  addHk(program, io);
  addRbm(program, io);
  addKuramoto(program, io);
  addTrain(program, io);
  addVrae(program, io);
  addReproduce(program, io);
  addDemo(program, io);
  for (const command of program.commands) command.copyInheritedSettings(program);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    return failure(error, io);
  }
}

function failure(error: unknown, io: Io): number {
  // Commander has written its own message by now; help and version end with code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.wrongInput;
  if (error instanceof Interrupted) {
    io.stderr('vsa: interrupted.\n');
    return EXIT.interrupted;
  }
  const message = error instanceof Error ? error.message : String(error);
  io.stderr(`vsa: ${message.replaceAll(/\s*\n\s*/g, ' ')}\n`);
  const wrong =
    error instanceof InputError || (VsaError.isInstance(error) && error.code === 'BACKEND_UNKNOWN');
  return wrong ? EXIT.wrongInput : EXIT.failed;
}

function oneLine(text: string): string {
  return `vsa: ${text
    .trim()
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')}\n`;
}
