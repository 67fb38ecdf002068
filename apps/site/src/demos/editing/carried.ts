// The trained memory and the oscillators that edit it, in model.safetensors: what is in the file, and the two graphs, which follow from a key.

import { createPairGraph, type Backend, type Tensor } from '@vsa/backend';
import { loadTree } from '@vsa/backend/checkpoint';
import { foldIn, key } from '@vsa/backend/random';
import { smallWorldEdges, type EditName } from '@vsa/hk-memory';
import { countUnits, type EditingGraphs, type UnitLayout } from '@vsa/hk-memory/training';
import { CLASSES } from './digits.js';
import { WIDTH } from './frame.js';

/** Units of the memory: a line of a picture holds the last ones. */
export const LAYOUT: UnitLayout = { pixels: WIDTH * WIDTH, augment: WIDTH - CLASSES, classes: CLASSES };
/** N. */
export const UNITS = countUnits(LAYOUT);
/** What a 1 as context asks for. */
export const EDIT: EditName = 'associative-swap';
/** Neighbours k in each small world. */
export const NEIGHBOURS = 24;
/** Components of an oscillator: phases on a circle. */
export const LENGTH = 2;

const ROOT = key('site/editing');

/** What the file holds; the caller of {@link loadModel} owns it. */
export type CarriedModel = {
  /** `(W + Wᵀ) / 2`, `[N, N]`. */
  readonly symmetric: Tensor;
  /** b, `[N]`. */
  readonly bias: Tensor;
  /** A and B of the oscillators' pairs, `[E]`. */
  readonly linear: Tensor;
  readonly rectified: Tensor;
  /** Its skew part turns all oscillators, `[2, 2]`. */
  readonly omega: Tensor;
  /** κ, `[]`. */
  readonly strength: Tensor;
};

/** The small worlds that oscillators pull one another on, and that κ acts on. */
export function graphsOf(): EditingGraphs & { readonly coupling: EditingGraphs['pairs'] } {
  const world = (name: string): EditingGraphs['pairs'] =>
    createPairGraph(smallWorldEdges(foldIn(ROOT, name), { vertices: UNITS, neighbours: NEIGHBOURS }), UNITS);
  return { pairs: world('pairs'), coupling: world('coupling') };
}

/**
 * Reads the file.
 *
 * @param backend - Where its tensors go.
 * @param bytes - The whole file.
 * @returns The model.
 * @throws VsaError when the file is damaged.
 */
export function loadModel(backend: Backend, bytes: Uint8Array): CarriedModel {
  const edges = (UNITS * NEIGHBOURS) / 2;
  const like = backend.tidy(() => ({
    symmetric: backend.zeros([UNITS, UNITS]),
    bias: backend.zeros([UNITS]),
    linear: backend.zeros([edges]),
    rectified: backend.zeros([edges]),
    omega: backend.zeros([LENGTH, LENGTH]),
    strength: backend.zeros([]),
  }));
  try {
    return loadTree<CarriedModel>(backend, bytes, like).tree;
  } finally {
    Object.values(like).forEach((tensor) => {
      tensor.dispose();
    });
  }
}
