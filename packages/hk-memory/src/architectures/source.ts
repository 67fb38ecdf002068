// Random weights and states, drawn by key and remembered, so that all can be given back at once.

import { disposeTree, type Backend, type Tensor, type TensorTree } from '@vsa/backend';
import { foldIn, normal, type RandomKey } from '@vsa/backend/random';
import type { Memory } from '../memory.js';
import { symmetrised } from '../operators/dense.js';

/** Length of the vectors of random systems. */
export const LENGTH = 3;

/** Draws tensors. */
export interface Source {
  /** All that was drawn. */
  readonly held: readonly Tensor[];
  /** Normal numbers of a standard deviation. */
  gauss(scale: number, ...shape: readonly number[]): Tensor;
  /** Matrices of normal numbers, made symmetric; the last two axes are square. */
  symmetric(scale: number, ...shape: readonly number[]): Tensor;
  /** Unit vectors, `[rows, ...sizes, LENGTH]`. */
  units(rows: number, ...sizes: readonly number[]): Tensor;
}

/** A batch of random systems of one architecture. */
export interface RandomSystems extends Disposable {
  /** Hands over the memory and its start, whatever the form of their states. */
  use<R>(visit: <Y extends TensorTree>(memory: Memory<Y>, start: Y) => R): R;
  /** Frees weights and start. */
  dispose(): void;
}

/** Draws a batch of systems. */
export type Draw = (backend: Backend, from: Source, rows: number) => Pick<RandomSystems, 'use'>;

/**
 * Starts drawing.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes all that is drawn.
 * @returns The source.
 */
export function createSource(backend: Backend, key: RandomKey): Source {
  const held: Tensor[] = [];
  const draw = (shape: readonly number[]): Float32Array => normal(foldIn(key, held.length), shape);
  const keep = (tensor: Tensor): Tensor => {
    held.push(tensor);
    return tensor;
  };
  const gauss = (scale: number, shape: readonly number[]): Tensor =>
    backend.tensor(
      draw(shape).map((value) => scale * value),
      shape,
    );
  return {
    held,
    gauss: (scale, ...shape) => keep(gauss(scale, shape)),
    symmetric: (scale, ...shape) => {
      using drawn = gauss(scale, shape);
      return keep(symmetrised(backend, drawn));
    },
    units: (rows, ...sizes) => {
      const shape = [rows, ...sizes, LENGTH];
      const values = draw(shape);
      for (let start = 0; start < values.length; start += LENGTH) {
        const vector = values.subarray(start, start + LENGTH);
        const size = Math.hypot(...vector);
        vector.set(vector.map((value) => value / size));
      }
      return keep(backend.tensor(values, shape));
    },
  };
}

/**
 * Joins a memory with its start.
 *
 * @param memory - Any memory.
 * @param start - A state of it.
 * @returns What a {@link Draw} gives.
 */
export function systems<Y extends TensorTree>(memory: Memory<Y>, start: Y): Pick<RandomSystems, 'use'> {
  return { use: (visit) => visit(memory, start) };
}

/**
 * Adds to systems the way to give them back.
 *
 * @param source - What they were drawn from.
 * @param drawn - The systems.
 * @returns Both.
 */
export function owned(source: Source, drawn: Pick<RandomSystems, 'use'>): RandomSystems {
  const dispose = (): void => {
    disposeTree(source.held);
  };
  return { ...drawn, dispose, [Symbol.dispose]: dispose };
}
