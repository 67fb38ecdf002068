// What every backend must pass: each operation and gradient against outside vectors, memory, errors, hypervectors, training, solvers, oscillators
// and sums over edges.

import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Backend } from '../backend.js';
import type { Tensor } from '../tensor.js';
import { disposeTree } from '../tree.js';
import { compareClose } from './all-close.js';
import { describeDynamics } from './conformance-dynamics.js';
import { describeErrors } from './conformance-errors.js';
import { describeHypervectors } from './conformance-hypervectors.js';
import { describeMemory } from './conformance-memory.js';
import { describePairs } from './conformance-pairs.js';
import { describeTorus } from './conformance-torus.js';
import { describeTraining } from './conformance-training.js';
import { operations } from './operations.js';
import { tolerances, type BackendTolerances, type Tolerance } from './tolerances.js';
import type { VectorArray, VectorCase } from './vector-case.js';
import { vectors } from './vectors.generated.js';

/** Options of {@link testBackend}. */
export interface TestBackendOptions {
  /** Tolerances of a backend that the table does not know. */
  readonly tolerances?: BackendTolerances | undefined;
}

/** Numbers of a vector; infinities are written as strings. */
function numbers(array: VectorArray): number[] {
  return array.values.map(Number);
}

function toTensor(backend: Backend, array: VectorArray): Tensor {
  const dtype = array.dtype === 'int32' || array.dtype === 'bool' ? array.dtype : 'float32';
  return backend.tensor(
    numbers(array).length === 0 ? new Float32Array() : Float64Array.from(numbers(array)),
    array.shape,
    dtype,
  );
}

/**
 * Declares the conformance suite for one backend, with vitest.
 *
 * @param name - Heading of the suite.
 * @param create - Starts the backend, once.
 * @param options - See {@link TestBackendOptions}.
 */
export function testBackend(
  name: string,
  create: () => Promise<Backend>,
  options: TestBackendOptions = {},
): void {
  describe(name, () => {
    let backend: Backend;
    let before = 0;
    beforeAll(async () => {
      backend = await create();
    });
    beforeEach(() => {
      before = backend.memory().tensors;
    });
    afterEach(() => {
      expect(backend.memory().tensors, 'tensors left behind').toBe(before);
    });
    const limits = (): BackendTolerances => options.tolerances ?? tolerances[backend.name];

    test('every vector has its operation and every operation its vector', () => {
      expect(Object.keys(operations).sort()).toEqual(Object.keys(vectors).sort());
    });

    describe('operations', () => {
      test.each(Object.entries(vectors))('%s', async (key, vector) => {
        const inputs = vector.inputs.map((array) => toTensor(backend, array));
        const output = backend.tidy(() => call(backend, key, inputs));
        await expectArray(backend, output, vector.output, pick(limits(), key, 'operation'));
        disposeTree([inputs, output]);
      });
    });

    describe('gradients', () => {
      const differentiable = Object.entries(vectors).filter(([, vector]) => vector.gradients !== undefined);
      test.each(differentiable)('%s', async (key, vector) => {
        const inputs = vector.inputs.map((array) => toTensor(backend, array));
        const { value, gradient } = backend.valueAndGrad(
          (params) => weighted(backend, call(backend, key, params)),
          inputs,
        );
        await expectGradients(backend, vector, gradient, pick(limits(), key, 'gradient'));
        disposeTree([inputs, value, gradient]);
      });
      test('stopGradient passes nothing on', async () => {
        const x = backend.tensor([2, 3]);
        const { value, gradient } = backend.valueAndGrad(
          (p) => backend.sum(backend.mul(backend.stopGradient(p), p)),
          x,
        );
        // d/dx sum(stop(x) x) = x, not 2x.
        expect([...(await backend.read(gradient))]).toEqual([2, 3]);
        disposeTree([x, value, gradient]);
      });
      test('an input that the value does not depend on has gradient zero', async () => {
        const params = { used: backend.tensor([2]), unused: backend.tensor([5, 6]) };
        const { value, gradient } = backend.valueAndGrad((p) => backend.sum(backend.square(p.used)), params);
        expect([...(await backend.read(gradient.used))]).toEqual([4]);
        expect([...(await backend.read(gradient.unused))]).toEqual([0, 0]);
        disposeTree([params, value, gradient]);
      });
    });

    describeMemory(() => backend);
    describeErrors(() => backend);
    describeHypervectors(() => backend);
    describeTraining(() => backend);
    describeDynamics(() => backend);
    describePairs(() => backend);
    describeTorus(() => backend);
  });
}

function call(backend: Backend, key: string, inputs: readonly Tensor[]): Tensor {
  const operation = operations[key];
  const [a, b = a, c = a] = inputs;
  if (operation === undefined || a === undefined || b === undefined || c === undefined) {
    throw new RangeError(`testing: no operation '${key}' with inputs.`);
  }
  return operation(backend, a, b, c);
}

function pick(limits: BackendTolerances, key: string, kind: 'operation' | 'gradient'): Tolerance {
  const coarse = key === 'sin' || key === 'cos' ? limits.trigonometric : undefined;
  return coarse ?? limits[kind];
}

/** `sum(cos(i) * output_i)`, the scalar whose gradients the vectors hold. */
function weighted(backend: Backend, output: Tensor): Tensor {
  const weights = backend.tensor(
    Float64Array.from({ length: output.size }, (_, i) => Math.cos(i)),
    output.shape,
  );
  return backend.sum(backend.mul(output, weights));
}

async function expectArray(
  backend: Backend,
  actual: Tensor,
  expected: VectorArray,
  tolerance: Tolerance,
): Promise<void> {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dtype).toBe(expected.dtype);
  const exact = { relative: 0, absolute: 0 };
  const verdict = compareClose(
    await backend.read(actual),
    numbers(expected),
    expected.dtype === 'float32' ? tolerance : exact,
  );
  expect(verdict.pass, verdict.message).toBe(true);
}

async function expectGradients(
  backend: Backend,
  vector: VectorCase,
  gradient: readonly Tensor[],
  tolerance: Tolerance,
): Promise<void> {
  for (const [index, expected] of (vector.gradients ?? []).entries()) {
    const actual = gradient[index];
    if (expected === null || actual === undefined) continue;
    const verdict = compareClose(await backend.read(actual), numbers(expected), tolerance);
    expect(verdict.pass, `input ${index}, ${verdict.message}`).toBe(true);
  }
}
