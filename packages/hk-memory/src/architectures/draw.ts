// Random systems of every architecture of sections 3 and 4 and App E of Fanaskov and Oseledets, 2025, a whole batch of them in one memory:
// weights have a leading axis for the rows wherever they can. Convolutions share their filters over the rows. They are the examples that
// the theorems are shown on, and of how architectures are put together.

import type { Backend } from '@vsa/backend';
import { checkWhole, choose } from '@vsa/backend/check';
import type { RandomKey } from '@vsa/backend/random';
import { functionCoupling, gatedCoupling, gramCoupling, type Coupling } from '../coupled/coupling.js';
import { coupledMemory, hierarchicalMemory } from '../coupled/memory.js';
import { convolutionLink, denseLink } from '../hopfield/links.js';
import { hopfieldMemory, layeredHopfield } from '../hopfield/memory.js';
import { softmaxLagrange } from '../lagrange/collective.js';
import { reluLagrange, sigmoidLagrange, tanhLagrange } from '../lagrange/elementwise.js';
import type { Lagrange } from '../lagrange/lagrange.js';
import { convolutionOperator } from '../operators/convolution.js';
import { denseOperator } from '../operators/dense.js';
import { sparseOperator } from '../operators/sparse.js';
import { reluCrossPotential } from '../oscillators/cross-potential.js';
import { kuramotoMemory } from '../oscillators/memory.js';
import { pairFunction, scaledPairs } from '../oscillators/pair-function.js';
import {
  attentionPotential,
  operatorPotential,
  reluPotential,
  sumPotentials,
  type Potential,
} from '../oscillators/potential.js';
import { lagrangeFunctions } from './lagrange-functions.js';
import {
  createSource,
  LENGTH,
  owned,
  systems,
  type Draw,
  type RandomSystems,
  type Source,
} from './source.js';

/** Units of the first layer. */
const N = 6;

/** Edges of a graph on the units: a ring with one chord. */
const EDGES = Int32Array.of(0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 0, 1, 4);
const E = EDGES.length / 2;

/** Weights are small enough for ReLU's states not to grow by more than a few times over the time of a test. */
const WEIGHT = 0.3;

/** Activations that grow faster than their states can run away in finite time; weights this small keep them from it. */
const SMALL: Readonly<Record<string, number>> = { 'power 3': 0.03, own: 0.01 };

function hopfield(lagrange: Lagrange): Draw {
  return (backend, from, rows) => {
    const scale = SMALL[lagrange.name] ?? WEIGHT;
    const lateral = denseOperator(backend, from.symmetric(scale, rows, N, N));
    const bias = from.gauss(0.3, rows, N);
    return systems(hopfieldMemory(backend, { lagrange, lateral, bias }), from.gauss(1, rows, N));
  };
}

const layered: Draw = (backend, from, rows) => {
  const layers = [N, 4, 3].map((size) => ({ lagrange: reluLagrange(), bias: from.gauss(0.3, rows, size) }));
  const links = [
    denseLink(backend, { from: 0, to: 1 }, from.gauss(WEIGHT, rows, 4, N)),
    denseLink(backend, { from: 1, to: 2 }, from.gauss(WEIGHT, rows, 3, 4)),
  ];
  const start = [from.gauss(1, rows, N), from.gauss(1, rows, 4), from.gauss(1, rows, 3)];
  return systems(layeredHopfield(backend, { layers, links }), start);
};

const convolutional: Draw = (backend, from, rows) => {
  const layers = [
    { lagrange: reluLagrange(), bias: from.gauss(0.3, 2) },
    {
      lagrange: tanhLagrange(),
      lateral: convolutionOperator(backend, from.gauss(WEIGHT, 3, 3, 3, 3)),
    },
    { lagrange: sigmoidLagrange() },
  ];
  const window = { size: [4, 4], strides: 2, padding: 'same' } as const;
  const links = [
    convolutionLink(backend, { from: 0, to: 1 }, from.gauss(WEIGHT, 3, 3, 2, 3), window),
    denseLink(backend, { from: 1, to: 2 }, from.gauss(WEIGHT, 4, 12)),
  ];
  const start = [from.gauss(1, rows, 4, 4, 2), from.gauss(1, rows, 2, 2, 3), from.gauss(1, rows, 4)];
  return systems(layeredHopfield(backend, { layers, links }), start);
};

function kuramoto(potential: (backend: Backend, from: Source, rows: number) => Potential): Draw {
  return (backend, from, rows) => {
    const memory = kuramotoMemory(backend, {
      potential: potential(backend, from, rows),
      omega: from.gauss(1, LENGTH, LENGTH),
    });
    return systems(memory, from.units(rows, N));
  };
}

function coupled(
  lagrange: Lagrange,
  coupling: (backend: Backend, from: Source, rows: number) => Coupling,
): Draw {
  return (backend, from, rows) => {
    const memory = coupledMemory(
      backend,
      {
        threshold: {
          lagrange,
          bias: from.gauss(0.3, rows, N),
          lateral: denseOperator(backend, from.symmetric(WEIGHT, rows, N, N)),
        },
        potential: reluPotential(
          backend,
          { linear: from.gauss(1, rows, E), rectified: from.gauss(1, rows, E) },
          EDGES,
        ),
        coupling: coupling(backend, from, rows),
      },
      { omega: from.gauss(1, LENGTH, LENGTH), kappaH: 1.5, kappaK: 0.8 },
    );
    return systems(memory, { x: from.gauss(1, rows, N), mu: from.units(rows, N) });
  };
}

/** App E.1.1 and E.1.3: deep threshold units, lateral oscillators. */
function lateralOscillators(lagrange: Lagrange): Draw {
  return (backend, from, rows) => {
    const sizes = [N, 4, 3];
    const layers = sizes.map((size) => ({
      threshold: { lagrange, bias: from.gauss(0.3, rows, size) },
      potential: reluPotential(backend, { rectified: from.symmetric(1, rows, size, size) }),
      coupling: gatedCoupling(denseOperator(backend, from.symmetric(WEIGHT, rows, size, size))),
    }));
    const links = [
      denseLink(backend, { from: 0, to: 1 }, from.gauss(WEIGHT, rows, 4, N)),
      denseLink(backend, { from: 1, to: 2 }, from.gauss(WEIGHT, rows, 3, 4)),
    ];
    const memory = hierarchicalMemory(backend, {
      layers,
      links,
      omega: from.gauss(1, LENGTH, LENGTH),
      kappaH: 2,
    });
    const x = sizes.map((size) => from.gauss(1, rows, size));
    return systems(memory, { x, mu: sizes.map((size) => from.units(rows, size)) });
  };
}

/** App E.1.2. */
const convolutionalOscillators: Draw = (backend, from, rows) => {
  const layers = [1, 2].map((channels) => ({
    threshold: { lagrange: reluLagrange(), bias: from.gauss(0.3, channels) },
    potential: operatorPotential(convolutionOperator(backend, from.gauss(1, 3, 3, channels, channels))),
    coupling: gatedCoupling(convolutionOperator(backend, from.gauss(WEIGHT, 3, 3, channels, channels))),
  }));
  const window = { size: [3, 3], strides: 2, padding: 'same' } as const;
  const links = [convolutionLink(backend, { from: 0, to: 1 }, from.gauss(WEIGHT, 3, 3, 1, 2), window)];
  const memory = hierarchicalMemory(backend, { layers, links, omega: from.gauss(1, LENGTH, LENGTH) });
  const x = [from.gauss(1, rows, 3, 3, 1), from.gauss(1, rows, 2, 2, 2)];
  return systems(memory, { x, mu: [from.units(rows, 3, 3, 1), from.units(rows, 2, 2, 2)] });
};

/** App E.2: deep oscillators, lateral threshold units. */
const deepOscillators: Draw = (backend, from, rows) => {
  const sizes = [N, 4, 3];
  const layers = sizes.map((size) => ({
    threshold: {
      lagrange: reluLagrange(),
      bias: from.gauss(0.3, rows, size),
      lateral: denseOperator(backend, from.symmetric(WEIGHT, rows, size, size)),
    },
    coupling: gatedCoupling(denseOperator(backend, from.symmetric(WEIGHT, rows, size, size))),
  }));
  const crossings = [
    { first: 0, second: 1, potential: reluCrossPotential(backend, from.gauss(1, rows, N, 4)) },
    { first: 1, second: 2, potential: reluCrossPotential(backend, from.gauss(1, rows, 4, 3)) },
  ];
  const memory = hierarchicalMemory(backend, {
    layers,
    crossings,
    omega: from.gauss(1, LENGTH, LENGTH),
    kappaK: 2,
  });
  const x = sizes.map((size) => from.gauss(1, rows, size));
  return systems(memory, { x, mu: sizes.map((size) => from.units(rows, size)) });
};

/** Every architecture by name. */
const DRAWS: Readonly<Record<string, Draw>> = {
  ...Object.fromEntries(
    Object.entries(lagrangeFunctions).map(([name, lagrange]) => [`Eq 6, ${name}`, hopfield(lagrange)]),
  ),
  'Example 1, three layers': layered,
  'layers with convolutions': convolutional,
  'Eq 9, linear on a graph': kuramoto((b, from, rows) =>
    reluPotential(b, { linear: from.gauss(1, rows, E) }, EDGES),
  ),
  'Example 2, dense': kuramoto((b, from, rows) =>
    reluPotential(b, { linear: from.symmetric(1, rows, N, N), rectified: from.symmetric(1, rows, N, N) }),
  ),
  'Example 2, on a graph': kuramoto((b, from, rows) =>
    reluPotential(b, { linear: from.gauss(1, rows, E), rectified: from.gauss(1, rows, E) }, EDGES),
  ),
  'Example 3, dense': kuramoto((b, from, rows) =>
    attentionPotential(b, { weights: from.symmetric(2, rows, N, N), linear: from.symmetric(1, rows, N, N) }),
  ),
  'Example 3, on a graph': kuramoto((b, from, rows) =>
    sumPotentials(
      attentionPotential(b, { weights: from.gauss(2, rows, E) }, EDGES),
      reluPotential(b, { linear: from.gauss(1, rows, E) }, EDGES),
    ),
  ),
  'Eq 11, G and χ as given': coupled(tanhLagrange(), (_, from, rows) => {
    const weights = from.symmetric(WEIGHT, rows, N, N);
    const cubed = pairFunction(({ add, mul, square }, a) => add(a, mul(mul(square(a), a), 0.5)));
    return functionCoupling(
      {
        value: (backend, a) => backend.mul(weights, backend.sin(a)),
        derivative: (backend, a) => backend.mul(weights, backend.cos(a)),
      },
      cubed,
    );
  }),
  'Eq 11 on a graph': coupled(sigmoidLagrange(), (_, from, rows) =>
    functionCoupling(
      scaledPairs(from.gauss(WEIGHT, rows, E)),
      pairFunction(({ square }, s) => square(s)),
      EDGES,
    ),
  ),
  'Eq 15': coupled(reluLagrange(), (b, from, rows) =>
    gatedCoupling(denseOperator(b, from.symmetric(WEIGHT, rows, N, N))),
  ),
  'Eq 15 on a graph': coupled(reluLagrange(), (b, from, rows) =>
    gatedCoupling(sparseOperator(b, EDGES, from.gauss(WEIGHT, rows, E))),
  ),
  'Eq 16 and 18, dense': coupled(reluLagrange(), (b) => gramCoupling(b, 0.1)),
  'Eq 18 on a graph': coupled(reluLagrange(), (b) => gramCoupling(b, 0.2, EDGES)),
  'App E.1.1': lateralOscillators(reluLagrange()),
  'App E.1.2': convolutionalOscillators,
  'App E.1.3': lateralOscillators(softmaxLagrange()),
  'App E.2': deepOscillators,
};

/** Names of all architectures, in the order of the paper. */
export const architectures: readonly string[] = Object.keys(DRAWS);

/**
 * Draws random systems of an architecture.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes weights and starts.
 * @param name - One of {@link architectures}.
 * @param rows - How many systems, >= 1.
 * @returns The systems in one memory; the caller disposes them.
 * @throws RangeError, listing the names, for another one; TypeError or RangeError for wrong rows.
 * @example
 * ```ts
 * import { createBackend } from '@vsa/backend';
 * import { key } from '@vsa/backend/random';
 * import { simulate } from '@vsa/hk-memory';
 * import { drawSystems } from '@vsa/hk-memory/architectures';
 *
 * const backend = await createBackend('auto');
 * using drawn = drawSystems(backend, key(1), 'Eq 15', 100);
 * const { warnings } = await drawn.use((memory, start) => simulate(backend, memory, start));
 * console.log(warnings); // => []
 * ```
 */
export function drawSystems(backend: Backend, key: RandomKey, name: string, rows: number): RandomSystems {
  const where = 'hk-memory.drawSystems';
  const draw = choose(DRAWS, name, where, 'name');
  checkWhole(where, 'rows', rows, 1);
  const from = createSource(backend, key);
  return owned(from, draw(backend, from, rows));
}
