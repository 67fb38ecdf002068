// Hopfield-Kuramoto memory: Eq 11 to 14 of Fanaskov and Oseledets, 2025, on one layer, and the hierarchies of App E with the energies
// that belong to their flows, `E = κ_H E_H + κ_K E_K - 1/2 Σ_layers Σ_ij S_ij g_i g_j μ_i · μ_j`.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkPositive, checkWhole } from '@vsa/backend/check';
import type { Link } from '../hopfield/links.js';
import type { ThresholdLayer } from '../hopfield/network.js';
import { at } from '../internal/at.js';
import { equality } from '../internal/conditions.js';
import { checkOmega, checkOscillators, oscillatorConditions, spun } from '../internal/oscillators.js';
import {
  activate,
  checkNetwork,
  checkStates,
  hopfieldEnergy,
  hopfieldField,
  thresholdConditions,
} from '../internal/threshold.js';
import type { Memory } from '../memory.js';
import type { CrossPotential } from '../oscillators/cross-potential.js';
import type { Potential } from '../oscillators/potential.js';
import { normalised } from '../oscillators/sphere.js';
import type { Coupling } from './coupling.js';

/** A layer of units that are both: a number x and a vector μ each. */
export interface CoupledLayer {
  /** Threshold units with their lateral weights. */
  readonly threshold: ThresholdLayer;
  /** E_K within the layer. @defaultValue zero */
  readonly potential?: Potential | undefined;
  /** What joins numbers and vectors. @defaultValue nothing */
  readonly coupling?: Coupling | undefined;
}

/** What all layers share. */
export interface CouplingConstants {
  /** A of `Ω = (A - Aᵀ) / 2`, float32 `[D, D]`, or `[N, D, D]` where oscillators differ, which Theorem 4.1 excludes. @defaultValue no rotation */
  readonly omega?: Tensor | undefined;
  /** κ_H > 0: the larger, the less threshold units heed oscillators. @defaultValue `1` */
  readonly kappaH?: number | undefined;
  /** κ_K > 0: the larger, the less oscillators heed threshold units. @defaultValue `1` */
  readonly kappaK?: number | undefined;
}

/** Layers, App E. */
export interface Hierarchy extends CouplingConstants {
  /** At least one. */
  readonly layers: readonly CoupledLayer[];
  /** Weights between the threshold units of layers, App E.1. @defaultValue none */
  readonly links?: readonly Link[] | undefined;
  /** Interactions between the oscillators of layers, App E.2. @defaultValue none */
  readonly crossings?:
    | readonly { readonly first: number; readonly second: number; readonly potential: CrossPotential }[]
    | undefined;
}

/** State of one layer. */
export type CoupledState = {
  /** Threshold units, float32 `[batch, ...sizes]`. */
  readonly x: Tensor;
  /** Oscillators, float32 `[batch, ...sizes, D]`. */
  readonly mu: Tensor;
};

/** State of layers. */
export type HierarchyState = {
  /** Threshold units of each layer. */
  readonly x: readonly Tensor[];
  /** Oscillators of each layer. */
  readonly mu: readonly Tensor[];
};

/**
 * Eq 11: one layer of units.
 *
 * @param backend - Tensor backend.
 * @param layer - What the units do; tensors stay the caller's and must live as long as the memory.
 * @param constants - See {@link CouplingConstants}.
 * @returns The memory.
 * @throws TypeError for wrong kinds; RangeError for wrong shapes, or constants that are not positive.
 */
export function coupledMemory(
  backend: Backend,
  layer: CoupledLayer,
  constants: CouplingConstants = {},
): Memory<CoupledState> {
  const whole = hierarchicalMemory(backend, { ...constants, layers: [layer] });
  const inner = ({ x, mu }: CoupledState): HierarchyState => ({ x: [x], mu: [mu] });
  const outer = ({ x, mu }: HierarchyState): CoupledState => ({ x: at(x, 0), mu: at(mu, 0) });
  return {
    field: (t, state) => outer(whole.field(t, inner(state))),
    energy: (state) => whole.energy(inner(state)),
    energyGradient: (state) => outer(whole.energyGradient(inner(state))),
    project: ({ x, mu }) => ({ x, mu: normalised(backend, mu) }),
    conditions: (state) => whole.conditions(inner(state)),
  };
}

/**
 * Layers of units: threshold units may form the deep connections and oscillators the lateral ones (App E.1), or the other way (App E.2).
 *
 * @param backend - Tensor backend.
 * @param hierarchy - See {@link Hierarchy}; tensors stay the caller's and must live as long as the memory.
 * @returns The memory.
 * @throws TypeError for wrong kinds; RangeError for wrong shapes, layers that are not there, or constants that are not positive.
 */
export function hierarchicalMemory(backend: Backend, hierarchy: Hierarchy): Memory<HierarchyState> {
  const where = 'hk-memory.hierarchicalMemory';
  const { layers, links, crossings = [], omega, kappaH = 1, kappaK = 1 } = hierarchy;
  const network = { layers: layers.map(({ threshold }) => threshold), links };
  checkNetwork(backend, where, network);
  checkPositive(where, 'kappaH', kappaH);
  checkPositive(where, 'kappaK', kappaK);
  if (omega !== undefined) checkOmega(backend, where, omega);
  for (const layer of crossings.flatMap(({ first, second }) => [first, second])) {
    checkWhole(where, 'a layer of a crossing', layer, 0);
    if (layer >= layers.length) {
      throw new RangeError(`${where}: expected crossings of layers 0 .. ${layers.length - 1}, got ${layer}.`);
    }
  }
  const { add, mul, neg, tidy } = backend;
  const check = (state: HierarchyState): void => {
    checkState(backend, where, network.layers, state, omega);
  };

  const drives = (g: readonly Tensor[], mu: readonly Tensor[]): (Tensor | undefined)[] =>
    layers.map(({ coupling }, layer) => coupling?.drive(backend, at(g, layer), at(mu, layer)));
  /** κ_K ∂E_K/∂μ - δμ. */
  const slopes = (g: readonly Tensor[], mu: readonly Tensor[]): Tensor[] => {
    const parts: Tensor[][] = layers.map(() => []);
    for (const [layer, { potential, coupling }] of layers.entries()) {
      const vectors = at(mu, layer);
      if (potential !== undefined) parts[layer]?.push(mul(potential.gradient(backend, vectors), kappaK));
      if (coupling !== undefined) parts[layer]?.push(neg(coupling.pull(backend, at(g, layer), vectors)));
    }
    for (const { first, second, potential } of crossings) {
      const gradients = potential.gradients(backend, at(mu, first), at(mu, second));
      parts[first]?.push(mul(gradients.first, kappaK));
      parts[second]?.push(mul(gradients.second, kappaK));
    }
    return parts.map((list, layer) =>
      list.length === 0 ? backend.zeros(at(mu, layer).shape) : list.reduce((a, b) => add(a, b)),
    );
  };
  /** `W g - x + b + Δx / κ_H`. */
  const flows = ({ x, mu }: HierarchyState, g: readonly Tensor[]): Tensor[] => {
    const extra = drives(g, mu);
    return hopfieldField(backend, network, x, g).map((field, layer) => {
      const drive = extra[layer];
      return drive === undefined ? field : add(field, mul(drive, 1 / kappaH));
    });
  };
  return {
    field: (_, state) =>
      tidy(() => {
        check(state);
        const g = activate(backend, network, state.x);
        const forces = slopes(g, state.mu).map((slope) => mul(slope, -1 / kappaK));
        return {
          x: flows(state, g),
          mu: state.mu.map((vectors, layer) => spun(backend, omega, vectors, at(forces, layer))),
        };
      }),
    energy: (state) =>
      tidy(() => {
        check(state);
        const { x, mu } = state;
        const g = activate(backend, network, x);
        const parts = [mul(hopfieldEnergy(backend, network, x, g), kappaH)];
        for (const [layer, { potential, coupling }] of layers.entries()) {
          const vectors = at(mu, layer);
          if (potential !== undefined) parts.push(mul(potential.energy(backend, vectors), kappaK));
          if (coupling !== undefined) parts.push(coupling.energy(backend, at(g, layer), vectors));
        }
        for (const { first, second, potential } of crossings) {
          parts.push(mul(potential.energy(backend, at(mu, first), at(mu, second)), kappaK));
        }
        return parts.reduce((a, b) => add(a, b));
      }),
    energyGradient: (state) =>
      tidy(() => {
        check(state);
        const g = activate(backend, network, state.x);
        const fields = flows(state, g);
        return {
          x: layers.map(({ threshold: { lagrange } }, layer) =>
            mul(lagrange.hessianProduct(backend, at(state.x, layer), at(fields, layer)), -kappaH),
          ),
          mu: slopes(g, state.mu),
        };
      }),
    project: ({ x, mu }) => ({ x, mu: mu.map((vectors) => normalised(backend, vectors)) }),
    conditions: async (state) => {
      check(state);
      const threshold = await thresholdConditions(backend, network, state.x);
      const potentials = layers.map(({ potential }) => potential);
      const oscillators = await oscillatorConditions(backend, potentials, omega);
      const gates = await Promise.all(
        layers.map(({ coupling }) => coupling?.asymmetry?.(backend) ?? Promise.resolve(0)),
      );
      const both = equality('symmetric-coupling', Math.max(...gates), 'couplings of (i, j) and (j, i)');
      return [...threshold, ...oscillators, both];
    },
  };
}

/** Throws unless each layer has x `[batch, ...sizes]` and μ `[batch, ...sizes, D]`. */
function checkState(
  backend: Backend,
  where: string,
  layers: readonly ThresholdLayer[],
  { x, mu }: HierarchyState,
  omega: Tensor | undefined,
): void {
  checkStates(backend, where, { layers }, x);
  if (mu.length !== x.length) {
    throw new RangeError(`${where}: expected ${x.length} layers of states mu, got ${mu.length}.`);
  }
  for (const [layer, vectors] of mu.entries()) {
    checkOscillators(backend, where, vectors, omega);
    const { shape } = at(x, layer);
    const sizes = vectors.shape.slice(0, -1);
    if (sizes.length !== shape.length || sizes.some((size, axis) => size !== shape[axis])) {
      throw new RangeError(
        `${where}: expected mu of shape ${formatShape([...shape, vectors.shape.at(-1) ?? 0])}, got ${formatShape(vectors.shape)}.`,
      );
    }
  }
}
