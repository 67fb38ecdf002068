import { encodeSafetensors } from '@vsa/backend/checkpoint';
import { describe, expect, it } from 'vitest';
import { npy, npyFile, npz, bytesOf } from '../../test/npy.js';
import { folderWith } from '../../test/run.js';
import { InputError } from '../input-error.js';
import { readArray } from './read-array.js';

const values = [1, -1, 0.5, 2];
const read = { shape: [2, 2], values: new Float32Array(values) };

describe('readArray', () => {
  it('reads .npy', async () => {
    const at = await folderWith({ 'a.npy': npy(values, [2, 2]) });
    expect(await readArray(at('a.npy'))).toEqual(read);
  });

  it('reads the only array of a .npz, and a named one of several', async () => {
    const file = npy(values, [2, 2]);
    const at = await folderWith({
      'one.npz': npz({ x: file }),
      'two.npz': npz({ x: file, y: npy([3], [1]) }),
    });
    expect(await readArray(at('one.npz'))).toEqual(read);
    expect(await readArray(at('two.npz:x'))).toEqual(read);
    expect((await readArray(at('two.npz:y'))).values).toEqual(new Float32Array([3]));
  });

  it('reads .safetensors, whole numbers of 64 bits included', async () => {
    const x = { dtype: 'F32' as const, shape: [2, 2], data: new Float32Array(values) };
    const y = { dtype: 'I64' as const, shape: [2], data: new BigInt64Array([-1n, 1n]) };
    const at = await folderWith({
      'one.safetensors': encodeSafetensors(new Map([['x', x]])),
      'two.safetensors': encodeSafetensors(
        new Map<string, typeof x | typeof y>([
          ['x', x],
          ['y', y],
        ]),
      ),
    });
    expect(await readArray(at('one.safetensors'))).toEqual(read);
    expect((await readArray(at('two.safetensors:y'))).values).toEqual(new Float32Array([-1, 1]));
  });

  it('reads nested JSON lists, alone and by name', async () => {
    const lists = '[[1, -1], [0.5, 2]]';
    const at = await folderWith({ 'a.json': lists, 'b.json': `{"x": ${lists}, "y": [3]}` });
    expect(await readArray(at('a.json'))).toEqual(read);
    expect(await readArray(at('b.json:x'))).toEqual(read);
  });

  it('takes a path that exists as it is, colons included', async () => {
    const at = await folderWith({ 'a:b.npy': npy(values, [2, 2]) });
    expect(await readArray(at('a:b.npy'))).toEqual(read);
  });

  it.each([
    ['none.npy', /none\.npy: expected a file, there is none/],
    ['none.npz:x', /none\.npz:x: expected a file, there is none/],
    ['folder.npy', /folder\.npy: expected a file, it is a folder/],
    ['a.txt', /a\.txt: expected a file ending in \.npy, \.npz, \.safetensors, \.json/],
    ['two.npz', /two\.npz: expected one array or a name after a colon \(two\.npz:x\), the file has: x, y/],
    ['two.npz:z', /two\.npz: expected an array named 'z', the file has: x, y/],
    ['empty.npz', /empty\.npz: expected an array, the file has none/],
    ['a.npy:x', /a\.npy: expected an array named 'x', the file has: one array without a name/],
    ['bad.npz', /bad\.npz: expected a NumPy \.npz archive/],
    ['object.npz', /object\.npz:x: expected elements of type/],
    ['bad.safetensors', /bad\.safetensors: expected a \.safetensors file/],
    ['nan.npy', /nan\.npy: expected finite numbers \(in float32\), got NaN at \[1, 0\]/],
    ['infinite.npz:x', /infinite\.npz:x: expected finite numbers \(in float32\), got Infinity at \[1\]/],
    ['large.npy', /large\.npy: expected finite numbers \(in float32\), got -Infinity at \[0\]/],
    ['bad.json', /bad\.json: expected JSON/],
    ['number.json', /number\.json: expected nested lists of numbers, got number/],
    ['null.json', /null\.json: expected nested lists of numbers, got null/],
    ['ragged.json', /ragged\.json: expected lists of 2 at depth 2, got one of 1/],
    ['mixed.json', /mixed\.json: expected lists of 2 at depth 2, got a number/],
    ['text.json', /text\.json: expected only numbers in lists of shape \[2\], got a string/],
    ['deep.json', /deep\.json: expected only numbers in lists of shape \[2\], got a list/],
    ['object.json:x', /object\.json:x: expected nested lists of numbers, got string/],
  ])('refuses %s with one line that names the file', async (reference, message) => {
    const x = npy(values, [2, 2]);
    const at = await folderWith({
      'a.txt': 'text',
      'a.npy': x,
      'two.npz': npz({ x, y: x }),
      'empty.npz': npz({}),
      'bad.npz': 'no archive',
      'object.npz': npz({ x: npyFile({ descr: '|O', shape: [1], data: new Uint8Array(8) }) }),
      'bad.safetensors': 'no tensors',
      'nan.npy': npy([1, 2, NaN, 4], [2, 2]),
      'infinite.npz': npz({ x: npy([1, Infinity], [2]) }),
      'large.npy': npyFile({ descr: '<f8', shape: [1], data: bytesOf(new Float64Array([-1e300])) }),
      'bad.json': '[1, 2',
      'number.json': '7',
      'null.json': 'null',
      'ragged.json': '[[1, 2], [3]]',
      'mixed.json': '[[1, 2], 3]',
      'text.json': '[1, "2"]',
      'deep.json': '[1, [2]]',
      'object.json': '{"x": "y"}',
    });
    const path = reference === 'folder.npy' ? await folderNamed(at('folder.npy')) : at(reference);
    const reading = readArray(path);
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.not.toThrow(/\n/);
  });
});

async function folderNamed(path: string): Promise<string> {
  const { mkdir } = await import('node:fs/promises');
  await mkdir(path);
  return path;
}
