// Hands the pages to Vite: as entries of a build, and on request while developing.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { markdownPages } from './documents.js';
import { documentOf, type Page } from './layout.js';
import { createRenderer } from './markdown.js';
import { reportPages, type Asset } from './reports.js';

/**
 * Makes the plugin.
 *
 * @param repository - Folder of the repository.
 * @param site - Folder of the site.
 * @returns A Vite plugin.
 */
export async function sitePages(repository: string, site: string): Promise<Plugin> {
  const render = await createRenderer();
  const collect = (): { readonly pages: readonly Page[]; readonly assets: readonly Asset[] } => {
    const reports = reportPages(repository);
    return { pages: [...markdownPages(repository, render), ...reports.pages], assets: reports.assets };
  };
  const { pages, assets } = collect();
  const byFile = new Map(pages.map((page) => [join(site, page.path), page]));
  return {
    name: 'vsa-site-pages',
    config: () => ({
      build: {
        rolldownOptions: { input: Object.fromEntries(pages.map(({ path }) => [path, join(site, path)])) },
      },
    }),
    resolveId: (id) => (byFile.has(id) ? id : undefined),
    load(id) {
      const page = byFile.get(id);
      return page === undefined ? undefined : documentOf(page, pages);
    },
    generateBundle() {
      for (const { file, path } of assets) {
        this.emitFile({ type: 'asset', fileName: path, source: readFileSync(file) });
      }
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const url = (request.url ?? '/').split('?')[0] ?? '/';
        const path = url.endsWith('/') ? `${url.slice(1)}index.html` : url.slice(1);
        const now = collect();
        const page = now.pages.find((candidate) => candidate.path === path);
        const asset = now.assets.find((candidate) => candidate.path === path);
        if (asset !== undefined) {
          response.setHeader('content-type', 'image/svg+xml');
          response.end(readFileSync(asset.file));
        } else if (page === undefined) {
          next();
        } else {
          server.transformIndexHtml(url, documentOf(page, now.pages)).then((html) => {
            response.setHeader('content-type', 'text/html');
            response.end(html);
          }, next);
        }
      });
    },
  };
}
