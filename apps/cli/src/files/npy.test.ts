import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, npy, npyFile } from '../../test/npy.js';
import { InputError } from '../input-error.js';
import { parseNpy } from './npy.js';

const six = [1, -2, 3, -4, 5, -6];

describe('parseNpy', () => {
  it.each([
    ['<f4', new Float32Array(six)],
    ['<f8', new Float64Array(six)],
    ['|i1', new Int8Array(six)],
    ['<i2', new Int16Array(six)],
    ['<i4', new Int32Array(six)],
    ['<i8', new BigInt64Array(six.map(BigInt))],
  ])('reads elements of type %s', (descr, data) => {
    const file = npyFile({ descr, shape: [2, 3], data: bytesOf(data) });
    expect(parseNpy(file, 'a.npy')).toEqual({ shape: [2, 3], values: new Float32Array(six) });
  });

  it('reads bytes and truth values, True as 1', () => {
    const data = new Uint8Array([0, 1, 255]);
    expect(parseNpy(npyFile({ descr: '|u1', shape: [3], data }), 'a.npy').values).toEqual(
      new Float32Array([0, 1, 255]),
    );
    expect(parseNpy(npyFile({ descr: '|b1', shape: [3], data }), 'a.npy').values).toEqual(
      new Float32Array([0, 1, 1]),
    );
  });

  it.each([1, 2, 3] as const)('reads format version %d', (version) => {
    const data = bytesOf(new Float32Array([0.5]));
    const parsed = parseNpy(npyFile({ descr: '<f4', shape: [1], data, version }), 'a.npy');
    expect(parsed.values).toEqual(new Float32Array([0.5]));
  });

  it('reads a file that does not start at the beginning of its buffer', () => {
    const file = npy(six, [6]);
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect(parseNpy(shifted.subarray(3), 'a.npy').values).toEqual(new Float32Array(six));
  });

  it('reads scalars and empty arrays', () => {
    expect(parseNpy(npy([7], []), 'a.npy')).toEqual({ shape: [], values: new Float32Array([7]) });
    expect(parseNpy(npy([], [0, 4]), 'a.npy')).toEqual({ shape: [0, 4], values: new Float32Array() });
  });

  it('brings Fortran order into row-major order, for any shape', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }), (shape) => {
        const count = shape.reduce((a, b) => a * b, 1);
        const rowMajor = Float32Array.from({ length: count }, (_, index) => index);
        // Column-major by definition: the first index runs fastest.
        const columnMajor = new Float32Array(count);
        for (let index = 0; index < count; index += 1) {
          const places: number[] = [];
          let rest = index;
          for (const size of [...shape].reverse()) {
            places.unshift(rest % size);
            rest = Math.floor(rest / size);
          }
          let at = 0;
          let stride = 1;
          places.forEach((place, axis) => {
            at += place * stride;
            stride *= shape[axis] ?? 1;
          });
          columnMajor[at] = rowMajor[index] ?? 0;
        }
        const file = npyFile({ descr: '<f4', shape, data: bytesOf(columnMajor), fortran: true });
        expect(parseNpy(file, 'a.npy').values).toEqual(rowMajor);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  const data = bytesOf(new Float32Array([1]));
  it.each([
    ['other contents', new TextEncoder().encode('hello, this is text'), /a NumPy \.npy file/],
    ['an empty file', new Uint8Array(), /a NumPy \.npy file/],
    ['a header that is cut short', npy(six, [6]).slice(0, 40), /ends early/],
    ['data that are cut short', npy(six, [6]).slice(0, -1), /24 bytes of data for shape \(6\), got 23/],
    ['data that are too long', npyFile({ descr: '<f4', shape: [0], data }), /0 bytes of data/],
    ['version 4', npyFile({ descr: '<f4', shape: [1], data, version: 4 as 3 }), /version 1, 2 or 3, got 4/],
    ['big-endian numbers', npyFile({ descr: '>f4', shape: [1], data }), /little-endian.*astype\('<f4'\)/],
    ['half precision', npyFile({ descr: '<f2', shape: [2], data }), /float32, float64.*got '<f2'/],
    ['complex numbers', npyFile({ descr: '<c8', shape: [1], data }), /got '<c8'/],
    ['objects', npyFile({ descr: '|O', shape: [1], data }), /got '\|O'/],
    [
      'structured types',
      npyFile({
        descr: '',
        shape: [1],
        data,
        header: "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }",
      }),
      /structured/,
    ],
    [
      'a header without shape',
      npyFile({ descr: '', shape: [], data, header: "{'descr': '<f4'}" }),
      /header with/,
    ],
  ])('refuses %s', (_, file, message) => {
    const read = (): unknown => parseNpy(file, 'a.npy');
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^a\.npy: /);
  });
});
