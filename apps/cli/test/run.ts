// Runs the command in this process and keeps what it says.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { main } from '../src/main.js';
import type { Io } from '../src/io.js';

/** What a run of the command said. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the command.
 *
 * @param argv - Its arguments.
 * @param world - What of its world differs.
 * @returns Exit code and output.
 */
export async function vsa(argv: readonly string[], world: Partial<Io> = {}): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main(argv, {
    stdout: (text) => out.push(text),
    stderr: (text) => err.push(text),
    terminal: false,
    signal: new AbortController().signal,
    now: () => new Date('2026-01-02T03:04:05Z'),
    ...world,
  });
  return { code, stdout: out.join(''), stderr: err.join('') };
}

/**
 * Makes a folder with files, removed when the test has finished.
 *
 * @param files - Contents by name.
 * @returns A function from a name to its path.
 */
export async function folderWith(
  files: Readonly<Record<string, Uint8Array | string>> = {},
): Promise<(name: string) => string> {
  const folder = await mkdtemp(join(tmpdir(), 'vsa-cli-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return (name) => join(folder, name);
}
