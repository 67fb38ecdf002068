// Gradients of elementwise kernels.

import * as tf from '@tensorflow/tfjs-core';
import { indicator, nth, rule, unbroadcast, type T } from './rule.js';

/** Kernels whose derivative is a function of the input. */
const OF_INPUT: Readonly<Record<string, (x: T) => T>> = {
  Abs: (x) => tf.sign(x),
  Square: (x) => tf.mul(x, 2),
  Log: (x) => tf.reciprocal(x),
  Log1p: (x) => tf.reciprocal(tf.add(x, 1)),
  Sin: (x) => tf.cos(x),
  Cos: (x) => tf.neg(tf.sin(x)),
  Softplus: (x) => tf.sigmoid(x),
  Relu: (x) => indicator(tf.greater(x, tf.scalar(0))),
};

/** Kernels whose derivative is a function of the output. */
const OF_OUTPUT: Readonly<Record<string, (y: T) => T>> = {
  Exp: (y) => y,
  Expm1: (y) => tf.add(y, 1),
  Tanh: (y) => tf.sub(1, tf.square(y)),
  Sigmoid: (y) => tf.mul(y, tf.sub(1, y)),
  Sqrt: (y) => tf.div(0.5, y),
  Rsqrt: (y) => tf.mul(-0.5, tf.mul(y, tf.square(y))),
  Reciprocal: (y) => tf.neg(tf.square(y)),
};

/** Kernels that are flat wherever they have a derivative. */
const FLAT: Readonly<Record<string, readonly string[]>> = {
  Sign: ['x'],
  Floor: ['x'],
  Ceil: ['x'],
  Round: ['x'],
  Equal: ['a', 'b'],
  NotEqual: ['a', 'b'],
  Greater: ['a', 'b'],
  GreaterEqual: ['a', 'b'],
  Less: ['a', 'b'],
  LessEqual: ['a', 'b'],
  LogicalAnd: ['a', 'b'],
  LogicalOr: ['a', 'b'],
  LogicalNot: ['x'],
  IsNan: ['x'],
  IsFinite: ['x'],
  OneHot: ['indices'],
};

function binaryRule(kernelName: string, pull: (dy: T, a: T, b: T) => { a: () => T; b: () => T }): void {
  rule(kernelName, { inputs: ['a', 'b'] }, ({ dy }, saved) => {
    const [a, b] = [nth(saved, 0), nth(saved, 1)];
    const pulled = pull(dy, a, b);
    return { a: () => unbroadcast(pulled.a(), a.shape), b: () => unbroadcast(pulled.b(), b.shape) };
  });
}

/** The larger (or smaller) operand takes the gradient; of equals the first. */
function choiceRule(kernelName: string, first: (a: T, b: T) => T): void {
  binaryRule(kernelName, (dy, a, b) => ({
    a: () => tf.mul(dy, indicator(first(a, b))),
    b: () => tf.mul(dy, tf.sub(1, indicator(first(a, b)))),
  }));
}

/** Registers the gradients of elementwise kernels. */
export function registerElementwise(): void {
  for (const [kernel, derivative] of Object.entries(OF_INPUT)) {
    rule(kernel, { inputs: ['x'] }, ({ dy }, saved) => ({ x: () => tf.mul(dy, derivative(nth(saved, 0))) }));
  }
  for (const [kernel, derivative] of Object.entries(OF_OUTPUT)) {
    rule(kernel, { outputs: [true] }, ({ dy }, saved) => ({
      x: () => tf.mul(dy, derivative(nth(saved, 0))),
    }));
  }
  for (const [kernel, inputs] of Object.entries(FLAT)) {
    rule(kernel, { inputs }, (_, saved) =>
      Object.fromEntries(inputs.map((name, index) => [name, () => tf.zeros(nth(saved, index).shape)])),
    );
  }
  rule('ZerosLike', { inputs: ['x'] }, (_, saved) => ({ x: () => tf.zeros(nth(saved, 0).shape) }));
  rule('Neg', {}, ({ dy }) => ({ x: () => tf.neg(dy) }));
  rule('Identity', {}, ({ dy }) => ({ x: () => tf.clone(dy) }));
  rule('Cast', {}, ({ dy }) => ({ x: () => tf.cast(dy, 'float32') }));
  rule('ClipByValue', { inputs: ['x'] }, ({ dy, attrs }, saved) => ({
    x: () => {
      const x = nth(saved, 0);
      const inside = tf.logicalAnd(
        tf.greaterEqual(x, tf.scalar(Number(attrs['clipValueMin']))),
        tf.lessEqual(x, tf.scalar(Number(attrs['clipValueMax']))),
      );
      return tf.mul(dy, indicator(inside));
    },
  }));
  rule('Select', { inputs: ['condition'] }, ({ dy }, saved) => {
    const condition = nth(saved, 0);
    return {
      condition: () => tf.zeros(condition.shape),
      t: () => tf.mul(dy, indicator(condition)),
      e: () => tf.mul(dy, tf.sub(1, indicator(condition))),
    };
  });
  binaryRule('Add', (dy) => ({ a: () => dy, b: () => dy }));
  binaryRule('Sub', (dy) => ({ a: () => dy, b: () => tf.neg(dy) }));
  binaryRule('Multiply', (dy, a, b) => ({
    a: () => tf.mul(dy, tf.cast(b, 'float32')),
    b: () => tf.mul(dy, tf.cast(a, 'float32')),
  }));
  binaryRule('RealDiv', (dy, a, b) => ({
    a: () => tf.div(dy, tf.cast(b, 'float32')),
    b: () => tf.neg(tf.div(tf.mul(dy, tf.cast(a, 'float32')), tf.square(tf.cast(b, 'float32')))),
  }));
  binaryRule('Pow', (dy, a, b) => ({
    a: () => tf.mul(dy, tf.mul(b, tf.pow(a, tf.sub(b, 1)))),
    // d(a^b)/db = a^b log a; at a = 0 the limit 0 is taken, as log would give NaN.
    b: () =>
      tf.mul(dy, tf.mul(tf.pow(a, b), tf.where(tf.greater(a, tf.scalar(0)), tf.log(a), tf.zerosLike(a)))),
  }));
  binaryRule('Atan2', (dy, a, b) => {
    const over = (numerator: T): T => tf.mul(dy, tf.div(numerator, tf.add(tf.square(a), tf.square(b))));
    return { a: () => over(b), b: () => over(tf.neg(a)) };
  });
  binaryRule('Mod', (dy, a, b) => ({ a: () => dy, b: () => tf.mul(dy, tf.neg(tf.floor(tf.div(a, b)))) }));
  choiceRule('Maximum', (a, b) => tf.greaterEqual(a, b));
  choiceRule('Minimum', (a, b) => tf.lessEqual(a, b));
}
