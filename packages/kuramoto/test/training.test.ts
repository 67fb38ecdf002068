// A few updates of same and different on every backend that starts here, beside those on cpu.
import {
  availableBackends,
  createBackend,
  disposeTree,
  type Backend,
  type BackendName,
  type Tensor,
} from '@vsa/backend';
import { key } from '@vsa/backend/random';
import { compareClose, tolerances, type Tolerance } from '@vsa/backend/testing';
import { initTraining, train } from '@vsa/backend/train';
import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  encode,
  initSameDifferent,
  regroupedLoss,
  relationalOptimizer,
  sameDifferentOf,
  type SameDifferentParams,
} from '../src/relational/index.js';
import { pairsOf } from './gratings.js';

// Chromium's package carries SwiftShader, a Vulkan driver on the CPU.
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (process.env['VK_ICD_FILENAMES'] === undefined && existsSync(swiftShader))
  process.env['VK_ICD_FILENAMES'] = swiftShader;

const names = ['wasm', 'node', 'webgpu'] as const satisfies readonly BackendName[];
// Small tensors must not slip to the CPU, or WebGPU would not be tested.
const SMALL = { smallTensors: 'gpu-only' } as const;
const available = new Map((await availableBackends(SMALL)).map((line) => [line.name, line]));

const UPDATES = 2;
const sizes = { features: 6, weightScale: 3, threshold: 2 };
const options = { startKey: key('start'), steps: 4, stepSize: 0.2 };

interface Seen {
  readonly losses: readonly number[];
  readonly coherenceWeights: Float32Array;
  readonly filters: Float32Array;
}

/** Losses of a few updates, and gradients of the first. */
async function seenOn(backend: Backend): Promise<Seen> {
  const params = initSameDifferent(backend, key('model'), sizes);
  const optimizer = relationalOptimizer(10 * UPDATES);
  const loss = regroupedLoss<SameDifferentParams>(
    backend,
    {
      embed: (p, images: Tensor) => encode(backend, p.binding.encoder, images),
      compare: (p, features: Tensor) => sameDifferentOf(backend, p, features, options),
    },
    pairsOf(4),
    { key: key('order'), batch: 3 },
  );
  const initial = initTraining(backend, key('training'), params, optimizer);
  const losses: number[] = [];
  const { state } = await train(backend, initial, loss, {
    steps: UPDATES,
    optimizer,
    onProgress: (progress) => losses.push(progress.loss),
  });
  const first = { key: key('gradient'), step: 0, note: (): void => undefined };
  const { value, gradient } = backend.valueAndGrad((p: SameDifferentParams) => loss(p, first), params);
  const seen = {
    losses,
    coherenceWeights: Float32Array.from(await backend.read(gradient.binding.oscillators.between)),
    filters: Float32Array.from(await backend.read(gradient.binding.encoder.convolutions[0]?.filter ?? value)),
  };
  disposeTree([params, initial, state, value, gradient]);
  return seen;
}

/** Each number is a sum of products over some twenty operations one after another, the gradient over as many back. */
function loosened({ relative, absolute }: Tolerance): Tolerance {
  return { relative: 20 * relative, absolute: 20 * absolute };
}

let expected: Seen = { losses: [], coherenceWeights: new Float32Array(), filters: new Float32Array() };
beforeAll(async () => {
  expected = await seenOn(await createBackend('cpu'));
}, 60_000);

for (const name of names) {
  const line = available.get(name);
  // Absent backends are reported as skipped, with their reason.
  describe.skipIf(line?.available !== true)(
    `training on ${name}${line?.available === true ? '' : `: not here, ${line?.reason ?? 'unknown'}`}`,
    // A GPU emulated on the CPU compiles each shader for seconds.
    { timeout: line?.softwareAdapter === true ? 240_000 : 60_000 },
    () => {
      test('gives the losses and gradients of cpu', async () => {
        const backend = await createBackend(name, SMALL);
        const before = backend.memory().tensors;
        const seen = await seenOn(backend);
        expect(seen.losses.length).toBe(UPDATES);
        for (const part of ['losses', 'coherenceWeights', 'filters'] as const) {
          const { pass, message } = compareClose(
            seen[part],
            expected[part],
            loosened(tolerances[name].gradient),
          );
          expect(pass, `${part}: ${message}`).toBe(true);
        }
        expect(Math.max(...expected.filters.map(Math.abs))).toBeGreaterThan(1e-3);
        expect(backend.memory().tensors).toBe(before);
      });
    },
  );
}
