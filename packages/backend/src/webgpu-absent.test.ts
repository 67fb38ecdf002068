// A file of its own: the Vulkan loader reads its environment once a process.

import { expect, test } from 'vitest';
import { createBackend } from './create-backend.js';

test('WebGPU without an adapter says what is missing', async () => {
  process.env['VK_ICD_FILENAMES'] = '/nowhere/icd.json';
  process.env['VK_DRIVER_FILES'] = '/nowhere/icd.json';
  await expect(createBackend('webgpu')).rejects.toMatchObject({
    code: 'BACKEND_UNAVAILABLE',
    message: expect.stringMatching(
      /^createBackend: WebGPU found no adapter.*createBackend\('wasm'\)/,
    ) as unknown,
  });
});
