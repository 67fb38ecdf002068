import { existsSync } from 'node:fs';
import { describe, test } from 'vitest';
import { createBackend, VsaError, type BackendName } from '@vsa/backend';
import { testBackend } from '@vsa/backend/testing';

// Chromium's package carries SwiftShader, a Vulkan driver on the CPU.
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (process.env['VK_ICD_FILENAMES'] === undefined && existsSync(swiftShader))
  process.env['VK_ICD_FILENAMES'] = swiftShader;

for (const name of ['cpu', 'wasm', 'node', 'webgpu'] satisfies BackendName[]) {
  const reason = await whyAbsent(name);
  if (reason === undefined) {
    testBackend(name, () => createBackend(name, { smallTensors: 'gpu-only' }));
  } else {
    describe(name, () => {
      // Only native TensorFlow and WebGPU come here: they are extras, and the report names what is missing.
      test.skip(`absent here: ${reason}`, () => undefined);
    });
  }
}

/** The embedded backends must start everywhere; the others are told when they are not there. */
async function whyAbsent(name: BackendName): Promise<string | undefined> {
  try {
    await createBackend(name, { smallTensors: 'gpu-only' });
    return undefined;
  } catch (error) {
    if (name === 'cpu' || name === 'wasm' || !VsaError.isInstance(error)) throw error;
    return error.message;
  }
}
