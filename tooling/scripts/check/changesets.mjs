// Each behaviour change is told once, in one past-tense sentence, to the packages that it touches.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../pnpm.mjs';
import { manifestOf, publicFolders } from '../suite.mjs';

const BUMPS = new Set(['major', 'minor', 'patch']);

/** Problems of the files in `.changeset`, and public packages that nothing says anything of yet. */
export function changesets() {
  const names = new Set(publicFolders().map((folder) => manifestOf(folder).name));
  const folder = join(root, '.changeset');
  const files = readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md');
  const told = new Set();
  const problems = files.flatMap((file) => {
    const parts = /^---\n([\s\S]*?)\n?---\n([\s\S]*)$/.exec(readFileSync(join(folder, file), 'utf8'));
    if (parts === null) return [`${file}: expected frontmatter between two --- lines, then a sentence`];
    const [, head, body] = parts;
    const lines = head.split('\n').filter((line) => line.trim() !== '');
    const sentences = body.trim().split(/\n\s*\n/);
    return [
      ...lines.flatMap((line) => {
        const [, name, bump] = /^['"]?(@vsa\/[\w-]+)['"]?:\s*(\w+)$/.exec(line.trim()) ?? [];
        if (!names.has(name)) return [`${file}: expected a public package, got ${line}`];
        told.add(name);
        return BUMPS.has(bump) ? [] : [`${file}: expected major, minor or patch, got ${bump}`];
      }),
      ...(lines.length === 0 ? [`${file}: names no package`] : []),
      ...(sentences.length === 1 && /^[A-Z].*\.$/s.test(sentences[0])
        ? []
        : [`${file}: expected one sentence`]),
    ];
  });
  const silent = publicFolders().filter((path) => {
    const { name, version } = manifestOf(path);
    return version === '0.0.0' && !told.has(name) && !existsSync(join(root, path, 'CHANGELOG.md'));
  });
  return [...problems, ...silent.map((path) => `${path}: has neither a changeset nor a CHANGELOG.md`)];
}
