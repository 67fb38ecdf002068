// Sums over the edges of a graph as shaders. A thread owns one oscillator of one sample and walks its neighbours, so that sums gather and
// nothing needs an atomic; gradients of weights have a thread an edge that walks the batch.

import * as tf from '@tensorflow/tfjs-core';
import { checkPairs, type PairSizes } from '../../oscillators/check-pairs.js';
import type { PairGraph, PairOps } from '../../oscillators.js';
import type { Tensor } from '../../tensor.js';
import type { Context } from '../context.js';
import { launch, programRunner } from './launch.js';

interface PairShader {
  readonly name: string;
  /** Buffers in the order of the tensors; each must be used, or the pipeline's layout lacks it. */
  readonly variables: readonly string[];
  /** WGSL, with D as `DIM`, of a thread `row`. */
  readonly body: string;
}

/** What a thread of an oscillator does: `BEGIN` before, `EACH` for each neighbour at `other` with edge `id`; sums into `sum`. */
const overNeighbours = (begin: string, each: string): string => `
  let count = uniforms.statesShape[1];
  let i = row % count;
  let base = (row - i) * DIM;
  let own = row * DIM;
  var sum: array<f32, DIM>;
  ${begin}
  for (var at = starts[i]; at < starts[i + 1]; at++) {
    let other = base + neighbours[at] * DIM;
    ${each}
  }
  for (var d = 0; d < DIM; d++) { setOutputAtIndex(own + d, sum[d]); }
`;

const KEEP_OWN = `
  var mine: array<f32, DIM>;
  for (var d = 0; d < DIM; d++) { mine[d] = states[own + d]; }
`;

const DOT = `
    var s = 0.0;
    for (var d = 0; d < DIM; d++) { s += mine[d] * states[other + d]; }
    let id = ids[at];
`;

const FIELD: PairShader = {
  name: 'pairField',
  variables: ['states', 'starts', 'neighbours', 'ids', 'constant', 'slope'],
  body: overNeighbours(
    KEEP_OWN,
    `${DOT}
    let w = constant[id] + slope[id] * max(s, 0.0);
    for (var d = 0; d < DIM; d++) { sum[d] += w * states[other + d]; }`,
  ),
};

const FIELD_STATES: PairShader = {
  name: 'pairFieldStates',
  variables: ['states', 'starts', 'neighbours', 'ids', 'constant', 'slope', 'gradient'],
  body: overNeighbours(
    `${KEEP_OWN}
  var pulled: array<f32, DIM>;
  for (var d = 0; d < DIM; d++) { pulled[d] = gradient[own + d]; }`,
    `${DOT}
    var dw = 0.0;
    for (var d = 0; d < DIM; d++) { dw += pulled[d] * states[other + d] + mine[d] * gradient[other + d]; }
    let w = constant[id] + slope[id] * max(s, 0.0);
    let ds = select(0.0, dw * slope[id], s > 0.0);
    for (var d = 0; d < DIM; d++) { sum[d] += w * gradient[other + d] + ds * states[other + d]; }`,
  ),
};

/** Gradients of A and B, `[E, 2]`. */
const FIELD_WEIGHTS: PairShader = {
  name: 'pairFieldWeights',
  variables: ['states', 'edges', 'gradient'],
  body: `
  let count = uniforms.statesShape[1];
  let i = edges[2 * row] * DIM;
  let j = edges[2 * row + 1] * DIM;
  var constantSum = 0.0;
  var slopeSum = 0.0;
  for (var sample = 0; sample < uniforms.statesShape[0]; sample++) {
    let base = sample * count * DIM;
    var s = 0.0;
    var dw = 0.0;
    for (var d = 0; d < DIM; d++) {
      let xi = states[base + i + d];
      let xj = states[base + j + d];
      s += xi * xj;
      dw += gradient[base + i + d] * xj + gradient[base + j + d] * xi;
    }
    constantSum += dw;
    slopeSum += dw * max(s, 0.0);
  }
  setOutputAtIndex(2 * row, constantSum);
  setOutputAtIndex(2 * row + 1, slopeSum);
`,
};

const NEIGHBOURS: PairShader = {
  name: 'neighbourSum',
  variables: ['states', 'starts', 'neighbours'],
  body: overNeighbours('', 'for (var d = 0; d < DIM; d++) { sum[d] += states[other + d]; }'),
};

function missing(): never {
  throw new Error('internal: a part is missing.');
}

/** A graph on the GPU. */
type Uploaded = Readonly<Record<'edges' | 'starts' | 'neighbours' | 'ids', tf.TensorInfo>>;

/** Copies each graph to the GPU once; the copy goes when the graph does. These buffers are nobody's tensors. */
function createUpload(): (graph: PairGraph) => Uploaded {
  const known = new WeakMap<PairGraph, Uploaded>();
  const gone = new FinalizationRegistry<() => void>((free) => {
    free();
  });
  return (graph) => {
    const before = known.get(graph);
    if (before !== undefined) return before;
    const runner = programRunner();
    const copy = (values: Int32Array): tf.TensorInfo => {
      const shape = [values.length];
      return { dataId: runner.write(values, shape, 'int32'), shape, dtype: 'int32' };
    };
    const { edges, starts, neighbours, ids } = graph;
    const made = { edges: copy(edges), starts: copy(starts), neighbours: copy(neighbours), ids: copy(ids) };
    known.set(graph, made);
    const buffers = Object.values(made).map(({ dataId }) => dataId);
    gone.register(graph, () => {
      for (const id of buffers) runner.disposeData(id);
    });
    return made;
  };
}

/** Runs a shader of states of D components. */
function launchOf(
  { name, variables, body }: PairShader,
  inputs: readonly tf.TensorInfo[],
  shape: readonly number[],
  width: number,
  { dimension }: PairSizes,
): tf.Tensor {
  const own = { key: `${name}_${dimension}`, variables, body: body.replaceAll('DIM', String(dimension)) };
  return launch(own, inputs, shape, width);
}

/**
 * Sums over edges by shaders.
 *
 * @param context - A live WebGPU backend.
 * @param plain - The same of tensor operations, for gradients of gradients and graphs without edges.
 * @returns The operations.
 */
export function createShaderPairs(context: Context, plain: PairOps): PairOps {
  const upload = createUpload();
  return {
    pairField(x, graph, weights) {
      const where = 'oscillators.pairField';
      const sizes = checkPairs(where, x, graph, weights, 2);
      if (sizes.edges === 0 || tf.engine().state.gradientDepth > 1) return plain.pairField(x, graph, weights);
      const open = (tensor: Tensor): tf.Tensor => context.open(where, tensor);
      const inputs = [open(x), open(weights.constant), open(weights.slope)];
      const { starts, neighbours, ids, edges } = upload(graph);
      const rows = [starts, neighbours, ids];
      const run = tf.customGrad((...given) => {
        const [states, constant, slope] = given.filter((part) => part instanceof tf.Tensor);
        const save = given.find((part) => typeof part === 'function');
        if (states === undefined || constant === undefined || slope === undefined || save === undefined)
          throw new Error('internal: a part is missing.');
        save([states, constant, slope]);
        const value = launchOf(FIELD, [states, ...rows, constant, slope], x.shape, sizes.dimension, sizes);
        const gradFunc = (dy: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]): tf.Tensor[] => {
          const [first] = Array.isArray(dy) ? dy : [dy];
          const [at, a, b] = saved;
          if (first === undefined || at === undefined || a === undefined || b === undefined)
            throw new Error('internal: a saved part is missing.');
          const ofStates = launchOf(
            FIELD_STATES,
            [at, ...rows, a, b, first],
            x.shape,
            sizes.dimension,
            sizes,
          );
          const pairs = launchOf(FIELD_WEIGHTS, [at, edges, first], [sizes.edges, 2], 2, sizes);
          const column = (index: number): tf.Tensor =>
            tf.reshape(tf.slice(pairs, [0, index], [sizes.edges, 1]), [sizes.edges]);
          return [ofStates, column(0), column(1)];
        };
        return { value, gradFunc };
      });
      return context.wrap(run(...inputs));
    },
    neighbourSum(x, graph) {
      const where = 'oscillators.neighbourSum';
      const sizes = checkPairs(where, x, graph, undefined, 1);
      if (sizes.edges === 0 || tf.engine().state.gradientDepth > 1) return plain.neighbourSum(x, graph);
      const inner = context.open(where, x);
      const { starts, neighbours } = upload(graph);
      const sum = (states: tf.Tensor): tf.Tensor =>
        launchOf(NEIGHBOURS, [states, starts, neighbours], x.shape, sizes.dimension, sizes);
      const run = tf.customGrad((...given) => ({
        value: sum(given.find((part) => part instanceof tf.Tensor) ?? missing()),
        gradFunc: (dy: tf.Tensor | tf.Tensor[]) => {
          const [first] = Array.isArray(dy) ? dy : [dy];
          if (first === undefined) throw new Error('internal: no gradient came back.');
          return [sum(first)];
        },
      }));
      return context.wrap(run(inner));
    },
  };
}
