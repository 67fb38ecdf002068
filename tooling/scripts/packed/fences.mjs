// Finds the examples that people copy: ```ts fences of READMEs and of @example tags. Each must run as it stands.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../pnpm.mjs';

const FENCE = /^```ts[ \t]*\n([\s\S]*?)^```[ \t]*$/gm;

/** Examples of the root README, of every package's README and of the sources' `@example` tags: `{ name, code }`. */
export function examples(folders) {
  const readmes = ['.', ...folders]
    .map((folder) => join(folder, 'README.md'))
    .filter((file) => existsSync(join(root, file)))
    .flatMap((file) => fencesOf(file, (text) => text));
  const tags = folders.flatMap((folder) =>
    readdirSync(join(root, folder, 'src'), { recursive: true })
      .filter((file) => file.endsWith('.ts') && !/\.(test|bench)\.ts$/.test(file))
      .sort()
      .flatMap((file) => fencesOf(join(folder, 'src', file), exampleTags)),
  );
  return [...readmes, ...tags];
}

function fencesOf(file, select) {
  const text = select(readFileSync(join(root, file), 'utf8'));
  return [...text.matchAll(FENCE)].map(([, code], index) => ({
    name: `${file.replace(/\.(md|ts)$/, '').replace(/[^A-Za-z0-9]+/g, '-')}-${index + 1}`,
    source: `${file}, example ${index + 1}`,
    code,
  }));
}

/** The text of doc comments that hold an `@example`, without their asterisks. */
function exampleTags(text) {
  return [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)]
    .map(([comment]) => comment)
    .filter((comment) => comment.includes('@example'))
    .map((comment) => comment.replace(/^[ \t]*\*(?:[ \t]|$)/gm, ''))
    .join('\n');
}
