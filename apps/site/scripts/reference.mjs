// The reference of all public packages, by typedoc.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Application } from 'typedoc';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Source files behind the public subpaths of a package. */
function entryPoints(folder) {
  const { exports = {}, private: hidden } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (hidden) return [];
  return Object.values(exports).flatMap((target) =>
    typeof target === 'object' && '@vsa/source' in target ? [join(folder, target['@vsa/source'])] : [],
  );
}

/** Writes the reference into a folder; throws when typedoc finds an error. */
export async function reference(out) {
  const folders = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
  const app = await Application.bootstrap({
    name: '@vsa reference',
    entryPoints: folders.flatMap(entryPoints),
    tsconfig: join(root, 'apps/site/tsconfig.json'),
    skipErrorChecking: true,
    readme: 'none',
    disableSources: true,
    excludeInternal: true,
    excludePrivate: true,
    githubPages: false,
    logLevel: 'Error',
    titleLink: '../index.html',
    navigationLinks: { 'Guides and demos': '../index.html' },
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('typedoc: no reference was made; see its messages above.');
  await app.generateDocs(project, out);
}
