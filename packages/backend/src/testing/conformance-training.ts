import { describe, expect, test } from 'vitest';
import type { Backend } from '../backend.js';
import { createCpuBackend } from '../cpu.js';
import { adam, applyUpdates } from '../optim/index.js';
import { bipolar, foldIn, key, normal } from '../random/index.js';
import type { Tensor } from '../tensor.js';
import { disposeTree } from '../tree.js';
import { compareClose } from './all-close.js';

/** What 20 steps of Adam may make of another rounding in each operation, relative. */
const SLACK = 1e-3;

const SIZE = 8;
const COUNT = 24;

/** Stripes along one axis or the other under noise, and which. */
function images(): { pixels: Float32Array; labels: Int32Array } {
  const root = key(7);
  const pixels = normal(foldIn(root, 'noise'), [COUNT, SIZE, SIZE, 1], { deviation: 0.3 });
  const signs = bipolar(foldIn(root, 'labels'), [COUNT]);
  const labels = Int32Array.from(signs, (sign) => (sign > 0 ? 1 : 0));
  labels.forEach((label, image) => {
    for (let row = 0; row < SIZE; row += 1) {
      for (let column = 0; column < SIZE; column += 1) {
        const place = (image * SIZE + row) * SIZE + column;
        pixels[place] = (pixels[place] ?? 0) + ((label === 1 ? row : column) % 2);
      }
    }
  });
  return { pixels, labels };
}

type Params = Readonly<Record<'filter' | 'weight' | 'bias', Tensor>>;

function start(b: Backend): Params {
  const root = foldIn(key(7), 'weights');
  return {
    filter: b.tensor(normal(foldIn(root, 'filter'), [3, 3, 1, 4], { deviation: 0.3 }), [3, 3, 1, 4]),
    weight: b.tensor(normal(foldIn(root, 'weight'), [64, 2], { deviation: 0.1 }), [64, 2]),
    bias: b.zeros([2]),
  };
}

/** Convolution, ReLU, max pooling, a dense layer, cross-entropy. */
function loss(b: Backend, { filter, weight, bias }: Params, x: Tensor, target: Tensor): Tensor {
  const features = b.maxPool2d(b.relu(b.conv2d(x, filter, { padding: 'same' })), { window: 2 });
  const logits = b.add(b.matMul(b.reshape(features, [COUNT, 64]), weight), bias);
  return b.neg(b.mean(b.sum(b.mul(target, b.logSoftmax(logits)), { axis: -1 })));
}

/** Losses before each of 20 steps of Adam. */
async function train(b: Backend): Promise<number[]> {
  const { pixels, labels } = images();
  using x = b.tensor(pixels, [COUNT, SIZE, SIZE, 1]);
  using indices = b.tensor(labels);
  using target = b.oneHot(indices, 2);
  const optimizer = adam(0.01);
  let params = start(b);
  let state = optimizer.init(b, params);
  const losses: number[] = [];
  for (let step = 0; step < 20; step += 1) {
    const { value, gradient } = b.valueAndGrad((p) => loss(b, p, x, target), params);
    const { updates, state: next } = optimizer.update(b, gradient, state, params);
    const moved = applyUpdates(b, params, updates);
    losses.push((await b.read(value))[0] ?? NaN);
    disposeTree([params, state, gradient, updates, value]);
    params = moved;
    state = next;
  }
  disposeTree([params, state]);
  return losses;
}

/**
 * Declares the test that one training loop gives one result on every backend.
 *
 * @param backend - Gives the backend under test.
 */
export function describeTraining(backend: () => Backend): void {
  describe('training', () => {
    test('a convolutional network learns as on the reference, step by step, and leaves nothing behind', async () => {
      const reference = await train(await createCpuBackend());
      const losses = await train(backend());
      expect(reference.at(-1)).toBeLessThan(0.5 * (reference[0] ?? 0));
      const verdict = compareClose(losses, reference, { relative: SLACK, absolute: 0 });
      expect(verdict.pass, verdict.message).toBe(true);
    });
  });
}
