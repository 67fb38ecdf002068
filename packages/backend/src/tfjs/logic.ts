// Comparisons and choices.

import * as tf from '@tensorflow/tfjs-core';
import type { LogicOps } from '../backend.js';
import { broadcastShapes } from '../shapes.js';
import { formatShape, type Operand, type Tensor } from '../tensor.js';
import type { Context } from './context.js';
import { binary, type Binary } from './elementwise.js';

function requireBool(where: string, ...tensors: readonly Tensor[]): void {
  const other = tensors.find((tensor) => tensor.dtype !== 'bool');
  if (other !== undefined) {
    throw new TypeError(
      `${where}: expected a bool tensor, got ${other.dtype} ${formatShape(other.shape)}; compare first, or cast.`,
    );
  }
}

/**
 * Logic operations of a context.
 *
 * @param context - A live backend.
 * @returns The operations.
 */
export function logicOps(context: Context): LogicOps {
  const two = (name: string, f: Binary): ((a: Operand, b: Operand) => Tensor) => binary(context, name, f);
  const bools = (name: string, f: Binary): ((a: Tensor, b: Tensor) => Tensor) => {
    const apply = binary(context, name, f);
    return (a, b) => {
      requireBool(`backend.${name}`, a, b);
      return apply(a, b);
    };
  };
  return {
    equal: two('equal', tf.equal),
    notEqual: two('notEqual', tf.notEqual),
    greater: two('greater', tf.greater),
    greaterEqual: two('greaterEqual', tf.greaterEqual),
    less: two('less', tf.less),
    lessEqual: two('lessEqual', tf.lessEqual),
    logicalAnd: bools('logicalAnd', tf.logicalAnd),
    logicalOr: bools('logicalOr', tf.logicalOr),
    logicalNot(x) {
      requireBool('backend.logicalNot', x);
      return context.wrap(tf.logicalNot(context.open('backend.logicalNot', x)));
    },
    // NaN is the only value that differs from itself; wasm lacks an exact IsNan for bool results otherwise.
    isNaN(x) {
      const inner = context.open('backend.isNaN', x);
      return context.wrap(tf.notEqual(inner, inner));
    },
    isFinite(x) {
      const inner = context.open('backend.isFinite', x);
      return context.composite(() => tf.less(tf.abs(tf.cast(inner, 'float32')), tf.scalar(Infinity)));
    },
    where(condition, a, b) {
      const where = 'backend.where';
      const mask = context.open(where, condition);
      requireBool(where, condition);
      return context.composite(() => {
        const yes = context.operand(where, a, b);
        const no = context.operand(where, b, a);
        const shape = broadcastShapes(where, mask.shape, broadcastShapes(where, yes.shape, no.shape));
        const spread = (x: tf.Tensor): tf.Tensor =>
          tf.util.arraysEqual(x.shape, shape) ? x : tf.broadcastTo(x, shape);
        const [left, right] =
          yes.dtype === no.dtype ? [yes, no] : [tf.cast(yes, 'float32'), tf.cast(no, 'float32')];
        return tf.where(spread(mask), spread(left), spread(right));
      });
    },
  };
}
