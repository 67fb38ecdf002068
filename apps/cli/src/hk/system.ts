// From a described system to a memory and its start.

import { disposeTree, type Backend, type Tensor, type TensorTree } from '@vsa/backend';
import { foldIn, key, normal } from '@vsa/backend/random';
import {
  coupledMemory,
  denseOperator,
  expLagrange,
  gatedCoupling,
  gramCoupling,
  hopfieldMemory,
  identityLagrange,
  kuramotoMemory,
  layerNormLagrange,
  normalised,
  ownLagrange,
  powerLagrange,
  reluLagrange,
  reluPotential,
  sigmoidLagrange,
  smallWorldEdges,
  softmaxLagrange,
  sphericalLagrange,
  tanhLagrange,
  type Coupling,
  type Lagrange,
  type Memory,
  type Potential,
} from '@vsa/hk-memory';
import { shapeText, type NumberArray } from '../files/array.js';
import type { ActivationSource, GraphSource, SystemFile } from './system-file.js';

/** Threshold units, oscillators, or both. */
export type Parts = { readonly x?: Tensor; readonly mu?: Tensor };

/** A system that can be run; `free` gives back all that it holds. */
export interface System {
  readonly units: number;
  readonly memory: Memory<Parts>;
  readonly start: Parts;
  readonly free: () => void;
}

const NAMED = {
  identity: identityLagrange,
  relu: reluLagrange,
  exp: expLagrange,
  tanh: tanhLagrange,
  sigmoid: sigmoidLagrange,
  softmax: softmaxLagrange,
  'layer-norm': layerNormLagrange,
  spherical: sphericalLagrange,
} as const satisfies Record<string, () => Lagrange>;

/**
 * Makes a system.
 *
 * @param backend - Tensor backend.
 * @param file - What it is.
 * @param seed - Fixes what the file leaves open of the start: threshold units are normal, oscillators of every direction.
 * @returns The system.
 * @throws RangeError or TypeError for parts that do not fit.
 */
export function makeSystem(backend: Backend, file: SystemFile, seed: number): System {
  const kept: Tensor[] = [];
  const tensor = ({ values, shape }: NumberArray): Tensor => {
    const made = backend.tensor(values, shape);
    kept.push(made);
    return made;
  };
  const units = countUnits(file);
  const drawn = (name: string, shape: readonly number[]): NumberArray => ({
    values: normal(foldIn(key(seed), name), shape),
    shape,
  });
  /** One row for a start without rows. */
  const batched = (given: NumberArray, rank: number): NumberArray =>
    given.shape.length === rank - 1 ? { ...given, shape: [1, ...given.shape] } : given;
  const { threshold, oscillators, coupling, start } = file;
  const layer = threshold && {
    lagrange: lagrangeOf(threshold.activation),
    lateral: denseOperator(backend, tensor(threshold.weights)),
    bias: threshold.bias && tensor(threshold.bias),
  };
  const rows = [start.x && batched(start.x, 2), start.mu && batched(start.mu, 3)];
  const batch = rows.find((given) => given !== undefined)?.shape[0] ?? 1;
  const x = layer && tensor(rows[0] ?? drawn('x', [batch, units]));
  const mu =
    oscillators && normalisedOnce(backend, rows[1] ?? drawn('mu', [batch, units, oscillators.length]));
  if (mu !== undefined) kept.push(mu);
  const parts = oscillators && {
    potential: potentialOf(backend, oscillators, units, tensor),
    omega: oscillators.omega && tensor(oscillators.omega),
  };
  return {
    units,
    memory: memoryOf(backend, layer, parts, coupling && couplingOf(backend, coupling, units, tensor)),
    start: { ...(x && { x }), ...(mu && { mu }) },
    free: () => {
      disposeTree(kept);
    },
  };
}

type Layer = Parameters<typeof hopfieldMemory>[1];
type Oscillators = { readonly potential: Potential; readonly omega: Tensor | undefined };

function memoryOf(
  backend: Backend,
  layer: Layer | undefined,
  oscillators: Oscillators | undefined,
  coupling: Coupling | undefined,
): Memory<Parts> {
  if (layer === undefined) {
    if (oscillators === undefined) throw new RangeError('expected threshold units, oscillators or both.');
    return among(kuramotoMemory(backend, oscillators), 'mu');
  }
  if (oscillators === undefined) return among(hopfieldMemory(backend, layer), 'x');
  const { potential, omega } = oscillators;
  const memory = coupledMemory(backend, { threshold: layer, potential, coupling }, { omega });
  return through(
    memory,
    ({ x, mu }) => ({ x: given(x), mu: given(mu) }),
    (state) => state,
  );
}

/** A memory of one tensor as one of parts. */
function among(memory: Memory<Tensor>, name: keyof Parts): Memory<Parts> {
  return through(
    memory,
    (parts) => given(parts[name]),
    (tensor) => ({ [name]: tensor }),
  );
}

function through<Y extends TensorTree>(
  memory: Memory<Y>,
  inner: (parts: Parts) => Y,
  outer: (state: Y) => Parts,
): Memory<Parts> {
  const { project } = memory;
  return {
    field: (t, parts) => outer(memory.field(t, inner(parts))),
    energy: (parts) => memory.energy(inner(parts)),
    energyGradient: (parts) => outer(memory.energyGradient(inner(parts))),
    project: project && ((parts) => outer(project(inner(parts)))),
    conditions: (parts) => memory.conditions(inner(parts)),
  };
}

function given(tensor: Tensor | undefined): Tensor {
  if (tensor === undefined) throw new RangeError('expected a state of all parts.');
  return tensor;
}

function countUnits({ threshold, oscillators, start }: SystemFile): number {
  const units = threshold?.weights.shape[0] ?? start.mu?.shape.at(-2) ?? oscillators?.count;
  if (units === undefined) throw new RangeError('expected oscillators.count where nothing else tells it.');
  if (oscillators?.count !== undefined && oscillators.count !== units) {
    throw new RangeError(`expected ${units} oscillators, one a unit, got ${oscillators.count}.`);
  }
  return units;
}

function lagrangeOf(activation: ActivationSource): Lagrange {
  if ('power' in activation) return powerLagrange(activation.power);
  if ('polynomial' in activation) return polynomial(activation.polynomial);
  const { name } = activation;
  const make = Object.entries(NAMED).find(([known]) => known === name)?.[1];
  if (make === undefined) {
    throw new RangeError(`expected an activation of ${Object.keys(NAMED).join(', ')}, got '${name}'.`);
  }
  return make();
}

/** g = c_0 + c_1 x + ..., which need not rise everywhere: the theorem's Hessian is looked at where the run goes. */
function polynomial(coefficients: readonly number[]): Lagrange {
  const horner = ({ add, mul, zeros }: Backend, x: Tensor, list: readonly number[]): Tensor =>
    list.reduceRight<Tensor>((sum, c) => add(mul(sum, x), c), zeros(x.shape));
  const integral = [0, ...coefficients.map((c, power) => c / (power + 1))];
  return ownLagrange({
    name: 'polynomial',
    activation: (b, x) => b.tidy(() => horner(b, x, coefficients)),
    value: (b, x) => b.tidy(() => b.sum(horner(b, x, integral), { axis: 1 })),
  });
}

function edgesOf(graph: GraphSource, units: number): Int32Array | undefined {
  if (graph === undefined) return undefined;
  if ('edges' in graph) return graph.edges;
  const { neighbours, rewire, seed } = graph;
  return smallWorldEdges(key(seed), { vertices: units, neighbours, rewire });
}

function potentialOf(
  backend: Backend,
  { graph, linear, rectified }: NonNullable<SystemFile['oscillators']>,
  units: number,
  tensor: (array: NumberArray) => Tensor,
): Potential {
  const edges = edgesOf(graph, units);
  const shape = edges === undefined ? [units, units] : [edges.length / 2];
  const size = shape.reduce((product, each) => product * each, 1);
  const coefficient = (value: NumberArray | number | undefined): Tensor | undefined =>
    typeof value === 'number'
      ? tensor({ values: new Float32Array(size).fill(value), shape })
      : value && tensor(value);
  return reluPotential(backend, { linear: coefficient(linear), rectified: coefficient(rectified) }, edges);
}

function couplingOf(
  backend: Backend,
  coupling: NonNullable<SystemFile['coupling']>,
  units: number,
  tensor: (array: NumberArray) => Tensor,
): Coupling {
  return 'weights' in coupling
    ? gatedCoupling(denseOperator(backend, tensor(coupling.weights)))
    : gramCoupling(backend, coupling.strength, edgesOf(coupling.graph, units));
}

function normalisedOnce(backend: Backend, { values, shape }: NumberArray): Tensor {
  if (shape.length !== 3) {
    throw new RangeError(`expected oscillators of shape [rows, N, D], got ${shapeText(shape)}.`);
  }
  return backend.tidy(() => normalised(backend, backend.tensor(values, shape)));
}
