// How factors are bound into a composite. Any algebra with these two functions fits by shape.

import type { Backend, Tensor } from '@vsa/backend';

/** The part of an algebra that a resonator needs, on vectors `[batch, D]`. */
export interface Binding {
  /** Binds two vectors. */
  bind(backend: Backend, a: Tensor, b: Tensor): Tensor;
  /** Removes `known` from `composite`. */
  unbind(backend: Backend, composite: Tensor, known: Tensor): Tensor;
}

/** Elementwise product, which for ±1 vectors is its own inverse (multiply-add-permute); the paper's binding. */
export const product: Binding = {
  bind: (backend, a, b) => backend.mul(a, b),
  unbind: (backend, composite, known) => backend.mul(composite, known),
};
