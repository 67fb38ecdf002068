// The threshold units of a memory: layers, links between them, and lateral weights (Eq 6 of Fanaskov and Oseledets, 2025, with W in blocks
// as in Example 1).

import type { Tensor } from '@vsa/backend';
import type { Lagrange } from '../lagrange/lagrange.js';
import type { LayerOperator } from '../operators/operator.js';
import type { Link } from './links.js';

/** A layer of threshold units. */
export interface ThresholdLayer {
  /** What gives the activations. */
  readonly lagrange: Lagrange;
  /** b, float32, broadcast against `[batch, ...sizes]`. @defaultValue zeros */
  readonly bias?: Tensor | undefined;
  /** Weights within the layer. @defaultValue none */
  readonly lateral?: LayerOperator | undefined;
}

/** Layers of threshold units and what joins them. */
export interface HopfieldNetwork {
  /** At least one. */
  readonly layers: readonly ThresholdLayer[];
  /** Weights between layers. @defaultValue none */
  readonly links?: readonly Link[] | undefined;
}
