import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { sitePages } from './build/plugin.js';

const site = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');
const repository = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export default defineConfig(async () => ({
  root: site,
  // Relative: the same files work below any path.
  base: './',
  plugins: [await sitePages(repository, site)],
  resolve: {
    conditions: ['@vsa/source', 'module', 'browser', 'import', 'default'],
    dedupe: ['@tensorflow/tfjs-core'],
  },
  worker: { format: 'es' as const },
  build: { target: 'es2022', outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 2000 },
}));
