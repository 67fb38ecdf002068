// How our own shaders are run by TensorFlow.js's WebGPU backend.

import * as tf from '@tensorflow/tfjs-core';

/** What TensorFlow.js's WebGPU backend runs. */
interface Program {
  readonly variableNames: string[];
  readonly outputShape: number[];
  readonly workgroupSize: [number, number, number];
  readonly dispatchLayout: { readonly x: number[] };
  readonly dispatch: [number, number, number];
  readonly size: boolean;
  readonly uniforms?: string;
  readonly shaderKey: string;
  readonly getUserCode: () => string;
}

/** A number that a shader reads as `uniforms.NAME`. */
export interface Uniform {
  readonly name: string;
  readonly value: number;
}

/** The part of TensorFlow.js's WebGPU backend that is used here. */
export interface ProgramRunner {
  write(values: Int32Array, shape: number[], dtype: 'int32'): tf.DataId;
  disposeData(id: tf.DataId): boolean;
  runWebGPUProgram(
    program: Program,
    inputs: tf.TensorInfo[],
    dtype: 'float32',
    uniforms?: { readonly type: 'float32'; readonly data: number[] }[],
  ): tf.TensorInfo;
}

const GROUP = 64;

/** A shader. */
export interface Shader {
  /** Tells shaders of different text apart. */
  readonly key: string;
  /** Buffers in the order of the tensors; each must be used, or the pipeline's layout lacks it. */
  readonly variables: readonly string[];
  /** WGSL of a thread `row`. */
  readonly body: string;
}

/**
 * The backend that runs programs; the context has made it the current one.
 *
 * @returns TensorFlow.js's WebGPU backend.
 */
export function programRunner(): ProgramRunner {
  return tf.backend() as unknown as ProgramRunner;
}

/**
 * Runs a shader with a thread for every `width` numbers of the output.
 *
 * @param shader - See {@link Shader}.
 * @param inputs - Tensors or buffers, one a variable.
 * @param shape - Of the output, float32.
 * @param width - Numbers of the output that a thread writes.
 * @param uniforms - Numbers of this run.
 * @returns A tensor of the engine.
 */
export function launch(
  { key, variables, body }: Shader,
  inputs: readonly tf.TensorInfo[],
  shape: readonly number[],
  width = 1,
  uniforms: readonly Uniform[] = [],
): tf.Tensor {
  const outputShape = [...shape];
  const groups = Math.ceil(outputShape.reduce((n, size) => n * size, 1) / width / GROUP);
  const program: Program = {
    variableNames: [...variables],
    outputShape,
    workgroupSize: [GROUP, 1, 1],
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    // More than an axis holds are spread over others by TensorFlow.js.
    dispatch: [groups, 1, 1],
    size: true,
    ...(uniforms.length > 0 && { uniforms: uniforms.map(({ name }) => `${name} : f32,`).join(' ') }),
    shaderKey: key,
    getUserCode: () => `
fn main(row : i32) {
  if (row >= uniforms.size / ${width}) { return; }
  ${body}
}
`,
  };
  const numbers = uniforms.map(({ value }) => ({ type: 'float32' as const, data: [value] }));
  return tf
    .engine()
    .makeTensorFromTensorInfo(
      programRunner().runWebGPUProgram(
        program,
        [...inputs],
        'float32',
        numbers.length > 0 ? numbers : undefined,
      ),
    );
}
