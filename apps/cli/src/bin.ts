#!/usr/bin/env node
// The process around the command.

import { main } from './main.js';

const interrupt = new AbortController();
process.on('SIGINT', () => {
  // A second Ctrl-C does not wait.
  if (interrupt.signal.aborted) process.exit(130);
  interrupt.abort();
});
// A reader that goes away (`vsa ... | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

process.exitCode = await main(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  terminal: process.stderr.isTTY,
  signal: interrupt.signal,
  now: () => new Date(),
});
if (interrupt.signal.aborted) process.exit();
