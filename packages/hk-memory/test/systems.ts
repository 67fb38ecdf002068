// Random systems of every architecture of sections 3 and 4 and App E, a whole batch of them in one memory: weights have a leading axis
// for the rows wherever they can.

import { disposeTree, type Backend, type Tensor, type TensorTree } from '@vsa/backend';
import {
  attentionPotential,
  convolutionLink,
  convolutionOperator,
  coupledMemory,
  denseLink,
  denseOperator,
  expLagrange,
  functionCoupling,
  gatedCoupling,
  gramCoupling,
  hierarchicalMemory,
  hopfieldMemory,
  identityLagrange,
  kuramotoMemory,
  layeredHopfield,
  layerNormLagrange,
  operatorPotential,
  ownLagrange,
  pairFunction,
  powerLagrange,
  reluCrossPotential,
  reluLagrange,
  reluPotential,
  scaledPairs,
  sigmoidLagrange,
  softmaxLagrange,
  sparseOperator,
  sphericalLagrange,
  sumPotentials,
  symmetrised,
  tanhLagrange,
  type Coupling,
  type Lagrange,
  type Memory,
  type Potential,
} from '../src/index.js';
import { normals, unitVectors } from './draw.js';

/** A batch of random systems. */
export interface Drawn<Y extends TensorTree = TensorTree> {
  readonly memory: Memory<Y>;
  readonly start: Y;
  /** Frees weights and start. */
  readonly dispose: () => void;
}

/** Draws a batch of systems. */
export type Draw = (backend: Backend, seed: number, rows: number) => Drawn;

/** Units of a layer, length of vectors, and a graph on the units: a ring with one chord. */
export const N = 6;
export const D = 3;
export const EDGES = Int32Array.of(0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 0, 1, 4);
const E = EDGES.length / 2;

/** Lagrange functions by name; the last is one of a user's own, `Σ x⁴ / 4`. */
export const LAGRANGES: Readonly<Record<string, Lagrange>> = {
  identity: identityLagrange(),
  relu: reluLagrange(),
  'power 3': powerLagrange(3),
  exp: expLagrange(0.5),
  softmax: softmaxLagrange(2),
  tanh: tanhLagrange(1.5),
  sigmoid: sigmoidLagrange(2),
  'layer norm': layerNormLagrange({ gain: 1.5, shift: 0.2, epsilon: 0.1 }),
  spherical: sphericalLagrange(0.1),
  own: ownLagrange({
    value: ({ mul, square, sum }, x) => mul(sum(square(square(x)), { axis: 1 }), 0.25),
    activation: ({ mul, square }, x) => mul(square(x), x),
  }),
};

/** Draws tensors and remembers them. */
function source(backend: Backend, seed: number) {
  const held: Tensor[] = [];
  let next = 1000 * seed;
  const keep = (tensor: Tensor): Tensor => {
    held.push(tensor);
    return tensor;
  };
  return {
    held,
    gauss: (scale: number, ...shape: number[]): Tensor => {
      const count = shape.reduce((product, size) => product * size, 1);
      next += 1;
      return keep(backend.tensor(normals(next, count, scale), shape));
    },
    symmetric: (scale: number, ...shape: number[]): Tensor => {
      next += 1;
      const count = shape.reduce((product, size) => product * size, 1);
      const drawn = backend.tensor(normals(next, count, scale), shape);
      const mean = symmetrised(backend, drawn);
      drawn.dispose();
      return keep(mean);
    },
    units: (rows: number, ...sizes: number[]): Tensor => {
      next += 1;
      const count = sizes.reduce((product, size) => product * size, 1);
      return keep(backend.tensor(unitVectors(next, rows, count, D), [rows, ...sizes, D]));
    },
  };
}
type Source = ReturnType<typeof source>;

function drawn<Y extends TensorTree>(from: Source, memory: Memory<Y>, start: Y): Drawn {
  const dispose = (): void => {
    disposeTree(from.held);
  };
  // The tests treat states as trees without knowing which.
  return { memory: memory as unknown as Memory<TensorTree>, start, dispose };
}

/** Weights are small enough for ReLU's states not to grow by more than a few times over the time of a test. */
const WEIGHT = 0.3;

/** Activations that grow faster than their states can run away in finite time; weights this small keep them from it. */
const SMALL: Readonly<Record<string, number>> = { 'power 3': 0.03, own: 0.01 };

function hopfield(lagrange: Lagrange): Draw {
  return (backend, seed, rows) => {
    const from = source(backend, seed);
    const scale = SMALL[lagrange.name] ?? WEIGHT;
    const lateral = denseOperator(backend, from.symmetric(scale, rows, N, N));
    const bias = from.gauss(0.3, rows, N);
    return drawn(from, hopfieldMemory(backend, { lagrange, lateral, bias }), from.gauss(1, rows, N));
  };
}

const layered: Draw = (backend, seed, rows) => {
  const from = source(backend, seed);
  const layers = [N, 4, 3].map((size) => ({ lagrange: reluLagrange(), bias: from.gauss(0.3, rows, size) }));
  const links = [
    denseLink(backend, { from: 0, to: 1 }, from.gauss(WEIGHT, rows, 4, N)),
    denseLink(backend, { from: 1, to: 2 }, from.gauss(WEIGHT, rows, 3, 4)),
  ];
  const start = [from.gauss(1, rows, N), from.gauss(1, rows, 4), from.gauss(1, rows, 3)];
  return drawn(from, layeredHopfield(backend, { layers, links }), start);
};

const convolutional: Draw = (backend, seed, rows) => {
  const from = source(backend, seed);
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
  return drawn(from, layeredHopfield(backend, { layers, links }), start);
};

function kuramoto(potential: (backend: Backend, from: Source, rows: number) => Potential): Draw {
  return (backend, seed, rows) => {
    const from = source(backend, seed);
    const memory = kuramotoMemory(backend, {
      potential: potential(backend, from, rows),
      omega: from.gauss(1, D, D),
    });
    return drawn(from, memory, from.units(rows, N));
  };
}

function coupled(
  lagrange: Lagrange,
  coupling: (backend: Backend, from: Source, rows: number) => Coupling,
): Draw {
  return (backend, seed, rows) => {
    const from = source(backend, seed);
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
      { omega: from.gauss(1, D, D), kappaH: 1.5, kappaK: 0.8 },
    );
    return drawn(from, memory, { x: from.gauss(1, rows, N), mu: from.units(rows, N) });
  };
}

/** App E.1.1 and E.1.3: deep threshold units, lateral oscillators. */
function lateralOscillators(lagrange: Lagrange): Draw {
  return (backend, seed, rows) => {
    const from = source(backend, seed);
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
    const memory = hierarchicalMemory(backend, { layers, links, omega: from.gauss(1, D, D), kappaH: 2 });
    const x = sizes.map((size) => from.gauss(1, rows, size));
    return drawn(from, memory, { x, mu: sizes.map((size) => from.units(rows, size)) });
  };
}

/** App E.1.2. */
const convolutionalOscillators: Draw = (backend, seed, rows) => {
  const from = source(backend, seed);
  const layers = [1, 2].map((channels) => ({
    threshold: { lagrange: reluLagrange(), bias: from.gauss(0.3, channels) },
    potential: operatorPotential(convolutionOperator(backend, from.gauss(1, 3, 3, channels, channels))),
    coupling: gatedCoupling(convolutionOperator(backend, from.gauss(WEIGHT, 3, 3, channels, channels))),
  }));
  const window = { size: [3, 3], strides: 2, padding: 'same' } as const;
  const links = [convolutionLink(backend, { from: 0, to: 1 }, from.gauss(WEIGHT, 3, 3, 1, 2), window)];
  const memory = hierarchicalMemory(backend, { layers, links, omega: from.gauss(1, D, D) });
  const x = [from.gauss(1, rows, 3, 3, 1), from.gauss(1, rows, 2, 2, 2)];
  return drawn(from, memory, { x, mu: [from.units(rows, 3, 3, 1), from.units(rows, 2, 2, 2)] });
};

/** App E.2: deep oscillators, lateral threshold units. */
const deepOscillators: Draw = (backend, seed, rows) => {
  const from = source(backend, seed);
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
  const memory = hierarchicalMemory(backend, { layers, crossings, omega: from.gauss(1, D, D), kappaK: 2 });
  const x = sizes.map((size) => from.gauss(1, rows, size));
  return drawn(from, memory, { x, mu: sizes.map((size) => from.units(rows, size)) });
};

/** Every architecture by name. */
export const ARCHITECTURES: Readonly<Record<string, Draw>> = {
  ...Object.fromEntries(
    Object.entries(LAGRANGES).map(([name, lagrange]) => [`Eq 6, ${name}`, hopfield(lagrange)]),
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
