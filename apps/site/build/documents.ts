// Pages out of markdown: the site's own guides and demos, and what the packages and decisions say about themselves.

import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { relativeUrl, SECTIONS, type Page, type Section } from './layout.js';
import type { Renderer } from './markdown.js';

/** A markdown file and the page that it becomes. */
interface Source {
  /** Path below the repository's root, with `/`. */
  readonly file: string;
  /** Path below the site's root. */
  readonly path: string;
  /** Section where the file itself does not say. */
  readonly section: Section;
}

const OWN = 'apps/site/pages';

/**
 * Makes the pages of all markdown files.
 *
 * @param root - Folder of the repository.
 * @param render - See {@link Renderer}.
 * @returns Pages in the order of the menu.
 * @throws Error when a page of the site's own lacks title, description or section.
 */
export function markdownPages(root: string, render: Renderer): readonly Page[] {
  const sources = [...ownSources(root), ...packageSources(root), ...decisionSources(root)];
  const targets = new Map(sources.map(({ file, path }) => [file, path]));
  const pages = sources.map(({ file, path, section }) => {
    const { html, data, heading } = render(readFileSync(join(root, file), 'utf8'), (href) =>
      targetOf(href, file, path, targets),
    );
    const field = (name: string): string | undefined => {
      const value = data[name];
      return typeof value === 'string' ? value : undefined;
    };
    const own = file.startsWith(OWN);
    const [title, description] = [field('title'), field('description')];
    if (own && (title === undefined || description === undefined)) {
      throw new Error(`${file}: expected a title and a description in its front matter.`);
    }
    const order = typeof data['order'] === 'number' ? data['order'] : 0;
    const page: Page = {
      path,
      title: title ?? heading,
      menu: field('menu'),
      description: description ?? heading,
      section: SECTIONS.find((name) => name === field('section')) ?? section,
      html,
      script: field('script'),
    };
    return { page, order };
  });
  return pages.sort((a, b) => a.order - b.order).map(({ page }) => page);
}

function ownSources(root: string): readonly Source[] {
  return filesBelow(join(root, OWN), '.md').map((name) => ({
    file: `${OWN}/${name}`,
    path: name.replace(/\.md$/, '.html'),
    section: name.startsWith('demos/') ? 'Demos' : 'Guide',
  }));
}

function packageSources(root: string): readonly Source[] {
  return readdirSync(join(root, 'packages')).flatMap((name) => {
    const docs = existsSync(join(root, 'packages', name, 'docs'))
      ? filesBelow(join(root, 'packages', name, 'docs'), '.md')
      : [];
    return [
      {
        file: `packages/${name}/README.md`,
        path: `packages/${name}/index.html`,
        section: 'Packages' as const,
      },
      ...docs.map((doc) => ({
        file: `packages/${name}/docs/${doc}`,
        path: `packages/${name}/${doc.replace(/\.md$/, '.html')}`,
        section: 'Packages' as const,
      })),
    ].filter(({ file }) => existsSync(join(root, file)));
  });
}

function decisionSources(root: string): readonly Source[] {
  return filesBelow(join(root, 'docs/decisions'), '.md')
    .filter((name) => name !== 'README.md')
    .map((name) => ({
      file: `docs/decisions/${name}`,
      path: `decisions/${name.replace(/\.md$/, '.html')}`,
      section: 'Decisions',
    }));
}

function filesBelow(folder: string, ending: string): readonly string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) =>
      statSync(join(folder, name)).isDirectory()
        ? filesBelow(join(folder, name), ending).map((below) => `${name}/${below}`)
        : name.endsWith(ending)
          ? [name]
          : [],
    );
}

/** Links between files become links between pages; a file that is no page keeps its words and loses its link. */
function targetOf(
  href: string,
  file: string,
  path: string,
  targets: ReadonlyMap<string, string>,
): string | undefined {
  const [name = '', hash] = href.split('#');
  const target = targets.get(posix.normalize(posix.join(posix.dirname(file), name)));
  if (target !== undefined) return `${relativeUrl(path, target)}${hash === undefined ? '' : `#${hash}`}`;
  // Pages that are made of something else, such as the reports, are linked by their address.
  return file.startsWith(OWN) && name.endsWith('.html') ? href : undefined;
}
