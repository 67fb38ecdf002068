// How gradients are told to TensorFlow.js. Its core ships gradient definitions that an ES module cannot reach without deep imports,
// and some of them are wrong; we define those of the kernels that the Backend uses (docs/decisions/0002-own-gradients.md).

import * as tf from '@tensorflow/tfjs-core';

/** A tensor that is always there. */
export type T = tf.Tensor;

/** Gradients of a kernel with respect to its named inputs, each computed only when asked for. */
export type Pullback = Readonly<Record<string, () => T>>;

/** What a pullback is computed from. */
export interface RuleContext {
  /** Gradients of the outputs. */
  readonly dys: readonly T[];
  /** The first of them. */
  readonly dy: T;
  /** Attributes of the kernel call. */
  readonly attrs: Readonly<Record<string, unknown>>;
}

/** What to save of a call. */
export interface RuleOptions {
  /** Names of inputs to save, in the order that the rule gets them. */
  readonly inputs?: readonly string[];
  /** Save all inputs of a kernel with a list of them. */
  readonly allInputs?: true;
  /** Which outputs to save, after the inputs. */
  readonly outputs?: readonly boolean[];
}

/** Registers the gradient of a kernel. */
export function rule(
  kernelName: string,
  options: RuleOptions,
  pullback: (context: RuleContext, saved: readonly T[]) => Pullback,
): void {
  const gradFunc = (dy: T | T[], saved: T[], attrs: object): Record<string, () => T> => {
    const dys = Array.isArray(dy) ? dy : [dy];
    const first = dys[0];
    if (first === undefined) throw new Error(`internal: ${kernelName} got no output gradient.`);
    const pulled = pullback({ dys, dy: first, attrs: attrs as Record<string, unknown> }, saved);
    return Object.fromEntries(Object.entries(pulled).map(([name, pull]) => [name, () => own(pull(), dys)]));
  };
  tf.registerGradient({
    kernelName,
    gradFunc,
    ...(options.inputs ? { inputsToSave: [...options.inputs] } : {}),
    ...(options.allInputs ? { saveAllInputs: true } : {}),
    ...(options.outputs ? { outputsToSave: [...options.outputs] } : {}),
  });
}

/** TensorFlow.js frees a gradient once it has added another to it, so none may be the very tensor that came in. */
function own(gradient: T, dys: readonly T[]): T {
  return dys.includes(gradient) ? tf.clone(gradient) : gradient;
}

/** Sums a gradient over the axes along which an input of this shape was broadcast. */
export function unbroadcast(gradient: T, shape: readonly number[]): T {
  if (tf.util.arraysEqual(gradient.shape, [...shape])) return gradient;
  const axes = tf.broadcast_util.getReductionAxes([...shape], gradient.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, [...shape]);
}

/** The n-th saved tensor. */
export function nth(saved: readonly T[], index: number): T {
  const tensor = saved[index];
  if (tensor === undefined)
    throw new Error(`internal: a gradient rule asked for saved tensor ${index} of ${saved.length}.`);
  return tensor;
}

/** 1 where a condition holds, else 0. */
export function indicator(condition: T): T {
  return tf.cast(condition, 'float32');
}
