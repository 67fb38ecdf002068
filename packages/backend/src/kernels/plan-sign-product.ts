// Turns a product of signs with a matrix into a job (see assembly/sign-sums.ts).

import type { Job, Stream } from './job.js';
import { bytesOf, createLayout } from './layout.js';
import type { Plan } from './plan-resonate.js';
import { checkSigns } from './signs.js';
import { floatRows, integer } from './validate.js';

const NAME = 'kernels.signProduct';
/** Most rows in kernel memory at once. */
const CHUNK = 256;
const MAX_UNITS = 2 ** 24;

/**
 * Checks the arguments and plans the run.
 *
 * @param base - First free address of the kernel's memory.
 * @param signs - `[rows, n]`, -1 and 1.
 * @param matrix - `[n, p]`.
 * @param n - Length of a row of signs.
 * @returns The job and its result, `[rows, p]`.
 */
export function planSignProduct(
  base: number,
  signs: Float32Array,
  matrix: Float32Array,
  n: number,
): Plan<Float32Array> {
  integer(`${NAME}: n`, n, 1, MAX_UNITS);
  const rows = floatRows(`${NAME}: signs`, signs, n);
  checkSigns(`${NAME}: expected signs`, signs, n);
  const p = matrix.length / n;
  integer(`${NAME}: columns of the matrix [${n}, p]`, p, 1, MAX_UNITS);
  floatRows(`${NAME}: matrix`, matrix, p);

  const bytes = Math.ceil(p / 8) * 32;
  // Four signs are read at once.
  const stride = Math.ceil(n / 4) * 16;
  const chunk = Math.max(1, Math.min(CHUNK, rows));
  const layout = createLayout(base);
  const plain = layout.take(matrix.byteLength);
  const tables = layout.take(bytes * 16 * Math.ceil(n / 4));
  const s = layout.take(chunk * stride);
  const out = layout.take(chunk * bytes);
  const result = new Float32Array(rows * p);
  const each = (data: Float32Array, offset: number, width: number, step: number): Stream => ({
    data: bytesOf(data),
    itemBytes: width * 4,
    offset,
    stride: step,
    parts: [[0, 0, width * 4]],
  });
  const job: Job = {
    memory: layout.end(),
    fills: [{ offset: s, bytes: chunk * stride, pattern: 0 }],
    fixed: [each(matrix, plain, matrix.length, matrix.byteLength)],
    setup: [{ name: 'signTables', args: [plain, n, p, bytes, tables] }],
    inputs: [each(signs, s, n, stride)],
    outputs: [each(result, out, p, bytes)],
    call: { name: 'signProduct', args: [tables, s, stride, n, bytes, out, 0] },
    countAt: 6,
    items: rows,
    chunk,
    block: 1,
  };
  return { job, result: () => result };
}
