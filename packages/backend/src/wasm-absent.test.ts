// A file of its own: the backend starts once a process.

import { expect, test } from 'vitest';
import { createBackend } from './create-backend.js';

test('a .wasm file that is not there is told in one line, with the remedy', async () => {
  await expect(createBackend('wasm', { wasmPaths: '/nowhere/' })).rejects.toMatchObject({
    code: 'BACKEND_UNAVAILABLE',
    message: expect.stringMatching(/the 'wasm' backend did not start; .*wasmPaths/) as unknown,
  });
});
