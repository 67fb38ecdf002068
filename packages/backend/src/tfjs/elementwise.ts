// Elementwise functions.

import * as tf from '@tensorflow/tfjs-core';
import type { ElementwiseOps } from '../backend.js';
import { broadcastShapes } from '../shapes.js';
import { formatShape, type Operand, type Tensor } from '../tensor.js';
import type { Context } from './context.js';

/** A function of two tensors. */
export type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** Checks and opens both operands, then applies `f`. */
export function binary(context: Context, name: string, f: Binary): (a: Operand, b: Operand) => Tensor {
  const where = `backend.${name}`;
  return (a, b) => {
    if (typeof a !== 'number' && typeof b !== 'number') {
      const left = context.open(where, a);
      const right = context.open(where, b);
      broadcastShapes(where, left.shape, right.shape);
      return context.wrap(f(left, right));
    }
    return context.composite(() => f(context.operand(where, a, b), context.operand(where, b, a)));
  };
}

function unary(context: Context, name: string, f: (x: tf.Tensor) => tf.Tensor): (x: Tensor) => Tensor {
  const where = `backend.${name}`;
  return (x) => context.wrap(f(context.open(where, x)));
}

/** Real division also of integers. */
function divide(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.div(tf.cast(a, 'float32'), tf.cast(b, 'float32'));
}

function weightedSum(context: Context, weights: readonly number[], xs: readonly Tensor[]): tf.Tensor {
  const where = 'backend.weightedSum';
  if (xs.length === 0 || weights.length !== xs.length) {
    throw new RangeError(
      `${where}: expected a weight for each of one or more tensors, got ${weights.length} weights and ${xs.length} tensors.`,
    );
  }
  const odd = weights.find((weight) => !Number.isFinite(weight));
  if (odd !== undefined) throw new RangeError(`${where}: expected finite weights, got ${odd}.`);
  const inner = xs.map((x) => context.open(where, x));
  const form = formatShape(inner[0]?.shape ?? []);
  for (const x of inner) {
    if (x.dtype !== 'float32') throw new TypeError(`${where}: expected float32 tensors, got ${x.dtype}.`);
    if (formatShape(x.shape) !== form) {
      throw new RangeError(`${where}: expected equal shapes, got ${form} and ${formatShape(x.shape)}.`);
    }
  }
  // A gradient of the whole: a tape of its parts would hold every scaled term.
  const scaled = (x: tf.Tensor, weight: number): tf.Tensor =>
    weight === 1 ? tf.clone(x) : tf.mul(x, weight);
  const combine = tf.customGrad(() => ({
    value: tf.addN(inner.map((x, index) => scaled(x, weights[index] ?? 0))),
    gradFunc: (dy: tf.Tensor) => weights.map((weight) => scaled(dy, weight)),
  }));
  return combine(...inner);
}

/**
 * Elementwise operations of a context.
 *
 * @param context - A live backend.
 * @returns The operations.
 */
export function elementwiseOps(context: Context): ElementwiseOps {
  const two = (name: string, f: Binary): ((a: Operand, b: Operand) => Tensor) => binary(context, name, f);
  const one = (name: string, f: (x: tf.Tensor) => tf.Tensor): ((x: Tensor) => Tensor) =>
    unary(context, name, f);
  return {
    add: two('add', tf.add),
    sub: two('sub', tf.sub),
    mul: two('mul', tf.mul),
    div: two('div', (a, b) =>
      a.dtype === 'float32' && b.dtype === 'float32' ? tf.div(a, b) : tf.tidy(() => divide(a, b)),
    ),
    pow: two('pow', tf.pow),
    maximum: two('maximum', tf.maximum),
    minimum: two('minimum', tf.minimum),
    atan2: two('atan2', tf.atan2),
    mod: two('mod', tf.mod),
    neg: one('neg', tf.neg),
    abs: one('abs', tf.abs),
    sign: one('sign', tf.sign),
    square: one('square', tf.square),
    sqrt: one('sqrt', tf.sqrt),
    rsqrt: one('rsqrt', tf.rsqrt),
    reciprocal: one('reciprocal', tf.reciprocal),
    exp: one('exp', tf.exp),
    expm1: one('expm1', tf.expm1),
    log: one('log', tf.log),
    log1p: one('log1p', tf.log1p),
    sin: one('sin', tf.sin),
    cos: one('cos', tf.cos),
    tanh: one('tanh', tf.tanh),
    sigmoid: one('sigmoid', tf.sigmoid),
    relu: one('relu', tf.relu),
    softplus: one('softplus', tf.softplus),
    floor: one('floor', tf.floor),
    ceil: one('ceil', tf.ceil),
    round: one('round', tf.round),
    clip(x, min, max) {
      if (!(min <= max)) throw new RangeError(`backend.clip: expected min <= max, got ${min} and ${max}.`);
      return context.wrap(tf.clipByValue(context.open('backend.clip', x), min, max));
    },
    weightedSum: (weights, xs) => context.composite(() => weightedSum(context, weights, xs)),
  };
}
