// A few updates of the autoencoder on every backend that starts here, beside those on cpu.
import { availableBackends, createBackend, disposeTree, type Backend, type BackendName } from '@vsa/backend';
import { adam } from '@vsa/backend/optim';
import { integers, key } from '@vsa/backend/random';
import { compareClose, tolerances, type Tolerance } from '@vsa/backend/testing';
import { initTraining, train } from '@vsa/backend/train';
import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  initVrae,
  picturesAt,
  recolour,
  recombine,
  shufflePixels,
  solved,
  vraeLoss,
  type Pictures,
} from '../src/autoencoder/index.js';
import { straightThrough } from '../src/estimators.js';

// Chromium's package carries SwiftShader, a Vulkan driver on the CPU.
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (process.env['VK_ICD_FILENAMES'] === undefined && existsSync(swiftShader))
  process.env['VK_ICD_FILENAMES'] = swiftShader;

const names = ['wasm', 'node', 'webgpu'] as const satisfies readonly BackendName[];
// Small tensors must not slip to the CPU, or WebGPU would not be tested.
const SMALL = { smallTensors: 'gpu-only' } as const;
const available = new Map((await availableBackends(SMALL)).map((line) => [line.name, line]));

const UPDATES = 2;
const COUNT = 6;
const pictures: Pictures = {
  pixels: Uint8Array.from(integers(key('pictures'), [COUNT * 48], { high: 256 })),
  shape: [COUNT, 48],
};
const weights = { similarity: 0.5, entropy: 0.2, commitment: 0.3, codebook: 0.4, usage: 0.1 };
const views = [shufflePixels, recolour, shufflePixels];
const variants = {
  expectation: { weights, views, temperature: 0.7 },
  sampled: { weights, estimator: straightThrough() },
  solved: { weights, inference: solved({ optimizer: 'coordinate', steps: 2, gamma: 0.3 }) },
} as const;

/** Losses of a few updates, and a picture put together anew, for each variant. */
async function seenOn(
  backend: Backend,
  chosen: readonly (keyof typeof variants)[],
): Promise<Readonly<Record<string, Float32Array>>> {
  const seen: Record<string, Float32Array> = {};
  const optimizer = adam(1e-3);
  for (const name of chosen) {
    const options = variants[name];
    const params = initVrae(backend, key('model'), {
      pixels: 48,
      codes: [3, 5, 2],
      dimension: 16,
      hidden: 8,
    });
    const initial = initTraining(backend, key('training'), params, optimizer);
    const losses: number[] = [];
    const { state } = await train(backend, initial, vraeLoss(backend, pictures, { ...options, batch: 4 }), {
      steps: UPDATES,
      optimizer,
      onProgress: ({ loss }) => losses.push(loss),
    });
    const [a, b] = [picturesAt(backend, pictures, [0, 1]), picturesAt(backend, pictures, [2, 3])];
    const mixed = recombine(backend, state.params, a, b, [1]);
    seen[`${name}: losses`] = Float32Array.from(losses);
    seen[`${name}: picture`] = Float32Array.from(await backend.read(mixed));
    disposeTree([params, initial, state, a, b, mixed]);
  }
  return seen;
}

/** Sums of products over some twenty operations one after another, and two steps of Adam. */
function loosened({ relative, absolute }: Tolerance): Tolerance {
  return { relative: 20 * relative, absolute: 20 * absolute };
}

const EVERY = ['expectation', 'sampled', 'solved'] as const;
let expected: Readonly<Record<string, Float32Array>> = {};
beforeAll(async () => {
  expected = await seenOn(await createBackend('cpu'), EVERY);
}, 60_000);

for (const name of names) {
  const line = available.get(name);
  // Absent backends are reported as skipped, with their reason.
  describe.skipIf(line?.available !== true)(
    `autoencoder on ${name}${line?.available === true ? '' : `: not here, ${line?.reason ?? 'unknown'}`}`,
    // A GPU emulated on the CPU compiles each shader for seconds.
    { timeout: line?.softwareAdapter === true ? 240_000 : 60_000 },
    () => {
      test('gives the losses and pictures of cpu', async () => {
        const backend = await createBackend(name, SMALL);
        const before = backend.memory().tensors;
        // Shaders of the two others would take an emulated GPU half a minute more.
        const seen = await seenOn(backend, line?.softwareAdapter === true ? ['expectation'] : EVERY);
        expect(Object.keys(seen).length).toBeGreaterThanOrEqual(2);
        for (const part of Object.keys(seen)) {
          const values = expected[part] ?? Float32Array.of(NaN);
          expect(values.every(Number.isFinite)).toBe(true);
          const { pass, message } = compareClose(
            seen[part] ?? new Float32Array(),
            values,
            loosened(tolerances[name].gradient),
          );
          expect(pass, `${part}: ${message}`).toBe(true);
        }
        expect(backend.memory().tensors).toBe(before);
      });
    },
  );
}
