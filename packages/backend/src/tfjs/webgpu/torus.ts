// Oscillators on a torus as shaders: one a stage, a thread an oscillator. A stage is
//
//     Σ_k a_k x_k + b (ω + K Σ_j sin(s_j - s_i - α)),
//
// with s the last of the x. Slopes of earlier stages are not kept: a stage x_k lies b_k slope away from the phases, so that the sum of slopes is
// a sum of stages, too. That rounds no coarser than the phases themselves.

import * as tf from '@tensorflow/tfjs-core';
import type { PhaseMethod } from '../../kernels/types.js';
import { checkTorus, checkTorusSteps } from '../../oscillators/check-torus.js';
import type { TorusOps } from '../../oscillators.js';
import type { Tensor } from '../../tensor.js';
import type { Context } from '../context.js';
import { launch, type Shader } from './launch.js';

/** One pass over all oscillators. */
interface Stage {
  /** a: of the phases, and of the stages before that are needed. */
  readonly shares: readonly number[];
  /** Which arrays these are: 0 the phases, 1 the first stage, and so on. */
  readonly of: readonly number[];
  /** b, in steps. */
  readonly ahead: number;
}

/** The last stage of each is the step. */
const STAGES: Readonly<Record<PhaseMethod, readonly Stage[]>> = {
  euler: [{ shares: [1], of: [0], ahead: 1 }],
  // θ + h/2 (f(θ) + f(s)) with h f(θ) = s - θ.
  heun: [
    { shares: [1], of: [0], ahead: 1 },
    { shares: [1 / 2, 1 / 2], of: [0, 1], ahead: 1 / 2 },
  ],
  // h f(θ) / 2 = s1 - θ, h f(s1) / 2 = s2 - θ, h f(s2) = s3 - θ.
  rk4: [
    { shares: [1], of: [0], ahead: 1 / 2 },
    { shares: [1, 0], of: [0, 1], ahead: 1 / 2 },
    { shares: [1, 0], of: [0, 2], ahead: 1 },
    { shares: [-1 / 3, 1 / 3, 2 / 3, 1 / 3], of: [0, 1, 2, 3], ahead: 1 / 6 },
  ],
};

/** Numbers of a pass, in the order of the shader's uniforms. */
interface Numbers {
  readonly coupling: number;
  readonly lag: number;
  /** b. */
  readonly ahead: number;
  /** 1 to bring the result into [-π, π], else 0. */
  readonly wrap: number;
}

const PULL = `
  let columns = uniforms.outShape[1];
  let column = row % columns;
  let left = select(row - 1, row + columns - 1, column == 0);
  let right = select(row + 1, row - columns + 1, column == columns - 1);
  let above = select(row - columns, row - columns + uniforms.size, row < columns);
  let below = select(row + columns, row + columns - uniforms.size, row + columns >= uniforms.size);
`;

/** The shader of `count` arrays x0, x1, ..., with or without frequencies. */
function shaderOf(count: number, driven: boolean): Shader {
  const states = Array.from({ length: count }, (_, k) => `x${k}`);
  const last = states.at(-1) ?? 'x0';
  const heard = ['left', 'right', 'above', 'below'].map((at) => `sin(${last}[${at}] - own)`).join(' + ');
  const sum = states.map((name, k) => `uniforms.share${k} * ${name}[row]`).join(' + ');
  return {
    key: `torus_${count}_${driven ? 'driven' : 'free'}`,
    variables: [...(driven ? ['frequencies'] : []), ...states],
    body: `${PULL}
  let own = ${last}[row] + uniforms.lag;
  let slope = ${driven ? 'frequencies[row] + ' : ''}uniforms.coupling * (${heard});
  let at = ${sum} + uniforms.ahead * slope;
  setOutputAtIndex(row, at - uniforms.wrap * 6.283185307 * round(at * 0.1591549431));
`,
  };
}

/** One pass; frequencies undefined are 0. */
function pass(
  frequencies: tf.Tensor | undefined,
  states: readonly tf.Tensor[],
  shares: readonly number[],
  { coupling, lag, ahead, wrap }: Numbers,
): tf.Tensor {
  const [first] = states;
  if (first === undefined) throw new Error('internal: a stage of nothing.');
  const uniforms = Object.entries({ coupling, lag, ahead, wrap }).map(([name, value]) => ({ name, value }));
  const named = shares.map((value, k) => ({ name: `share${k}`, value }));
  const inputs = frequencies === undefined ? states : [frequencies, ...states];
  const shader = shaderOf(states.length, frequencies !== undefined);
  return launch(shader, inputs, first.shape, 1, [...uniforms, ...named]);
}

/**
 * Oscillators on a torus by shaders.
 *
 * @param context - A live WebGPU backend.
 * @param plain - The same of tensor operations, for gradients.
 * @returns The operations.
 */
export function createShaderTorus(context: Context, plain: TorusOps): TorusOps {
  return {
    torusPull(phases, lag = 0) {
      const where = 'oscillators.torusPull';
      checkTorus(where, phases, lag);
      if (tf.engine().state.gradientDepth > 0) return plain.torusPull(phases, lag);
      const numbers = { coupling: 1, lag, ahead: 1, wrap: 0 };
      return context.wrap(pass(undefined, [context.open(where, phases)], [0], numbers));
    },
    torusSteps(phases, system, options) {
      const where = 'oscillators.torusSteps';
      const { coupling, lag, steps, stepSize, method } = checkTorusSteps(phases, system, options);
      if (steps === 0 || tf.engine().state.gradientDepth > 0)
        return plain.torusSteps(phases, system, options);
      const open = (tensor: Tensor): tf.Tensor => context.open(where, tensor);
      const [start, frequencies] = [open(phases), open(system.frequencies)];
      const stages = STAGES[method];
      let now = start;
      for (let done = 0; done < steps; done += 1) {
        const arrays = [now];
        for (const [index, { shares, of, ahead }] of stages.entries()) {
          const states = of.map((at) => arrays[at] ?? now);
          const numbers = {
            coupling,
            lag,
            ahead: ahead * stepSize,
            wrap: Number(index === stages.length - 1),
          };
          arrays.push(pass(frequencies, states, shares, numbers));
        }
        now = arrays.pop() ?? now;
        tf.dispose(arrays.filter((array) => array !== start));
      }
      return context.wrap(now);
    },
  };
}
