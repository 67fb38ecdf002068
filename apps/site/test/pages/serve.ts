// Serves the built site below a path, as some host will.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** A running server. */
export interface Served {
  /** Where the site's root is, with a `/` at the end. */
  readonly url: string;
  /** Stops it. */
  close(): Promise<void>;
}

/** Starts a server of the built site at a free port, below two folders. */
export async function serveSite(): Promise<Served> {
  const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
  const below = '/some/where/';
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = path.startsWith(below) ? normalize(path.slice(below.length)) : '..';
    const name = file === '.' || file.endsWith('/') ? join(file, 'index.html') : file;
    readFile(join(dist, name)).then(
      (content) => {
        response.setHeader('content-type', TYPES[extname(name)] ?? 'application/octet-stream');
        response.end(content);
      },
      () => {
        response.writeHead(404).end();
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://localhost:${port}${below}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
