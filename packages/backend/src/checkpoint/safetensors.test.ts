import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { VsaError } from '../errors.js';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './index.js';

const vector = (name: string): Promise<Uint8Array> =>
  readFile(new URL(`../../test-vectors/checkpoint/${name}`, import.meta.url)).then(
    (file) => new Uint8Array(file),
  );

/** A file with a header written by hand. */
function file(header: string, body: readonly number[] = [], length?: bigint): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(body, 8 + text.length);
  return bytes;
}

const u8 = (begin: number, end: number): string =>
  JSON.stringify({ dtype: 'U8', shape: [end - begin], data_offsets: [begin, end] });

const small = new Map<string, StoredTensor>([
  ['b', { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 3) }],
  ['a', { dtype: 'F32', shape: [1, 2], data: Float32Array.of(0.5, -2) }],
  ['d', { dtype: 'F64', shape: [], data: Float64Array.of(Math.PI) }],
]);

describe('decodeSafetensors', () => {
  it("reads Node's Buffer, wherever its bytes begin", () => {
    const tensors = new Map([
      ['x', { dtype: 'F32' as const, shape: [3], data: Float32Array.of(1, -2, 0.5) }],
    ]);
    const file = encodeSafetensors(tensors);
    const shifted = Buffer.concat([Buffer.from([7, 7, 7]), file]).subarray(3);
    expect(decodeSafetensors(shifted).tensors).toEqual(tensors);
  });

  it('reads what the reference implementation wrote', async () => {
    const { tensors, metadata } = decodeSafetensors(await vector('python.safetensors'));
    expect(metadata).toEqual({ title: 'quotes " and ünïcode', step: '12' });
    expect(new Set(tensors.keys())).toEqual(
      new Set(['layers.0.weight', 'ids', 'bytes', 'mask', 'doubles', 'big', 'scalar', 'empty', 'grün ☃']),
    );
    expect(tensors.get('layers.0.weight')).toEqual({
      dtype: 'F32',
      shape: [2, 3],
      data: Float32Array.from([0, 1, 2, 3, 4, 5], (value) => Math.fround(value) / 7),
    });
    expect(tensors.get('ids')?.data).toEqual(Int32Array.of(-(2 ** 31), 0, 2 ** 31 - 1));
    expect(tensors.get('bytes')).toEqual({ dtype: 'U8', shape: [3], data: Uint8Array.of(0, 1, 255) });
    expect(tensors.get('mask')).toEqual({ dtype: 'BOOL', shape: [5], data: Uint8Array.of(1, 0, 1, 1, 0) });
    expect(tensors.get('doubles')?.data).toEqual(Float64Array.of(Math.PI, -0, Infinity));
    expect(tensors.get('big')).toEqual({
      dtype: 'I64',
      shape: [1, 2],
      data: BigInt64Array.of(2n ** 62n, -1n),
    });
    expect(tensors.get('scalar')).toEqual({ dtype: 'F32', shape: [], data: Float32Array.of(2.5) });
    expect(tensors.get('empty')).toEqual({ dtype: 'F32', shape: [0, 4], data: new Float32Array(0) });
  });

  it('names an element type that it does not read, and those that it does', async () => {
    const bytes = await vector('half.safetensors');
    expect(() => decodeSafetensors(bytes)).toThrow(
      /"half" has element type F16; supported are F64, I64, F32/,
    );
  });

  it('refuses a file cut short at every length', () => {
    const bytes = encodeSafetensors(small, { note: 'x' });
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => decodeSafetensors(bytes.slice(0, length))).toThrow(VsaError);
    }
    expect(decodeSafetensors(bytes).tensors.size).toBe(3);
  });

  it('reads a view into a larger buffer, and data that are not aligned', () => {
    const bytes = file(
      `{"odd":${u8(0, 1)},"f":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}`,
      [7, 0, 0, 128, 63],
    );
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeSafetensors(shifted.subarray(3)).tensors.get('f')?.data).toEqual(Float32Array.of(1));
  });

  it.each<[what: string, bytes: Uint8Array, message: RegExp]>([
    ['no header', new Uint8Array(7), /at least 8 bytes, got 7/],
    ['a header longer than the file', file('{}', [], 3n), /header of 3 bytes, got 2; the file is cut short/],
    ['a header of absurd length', file('{}', [], 2n ** 63n), /header below 100000000 bytes/],
    ['no JSON', file('{"a":'), /header of JSON text/],
    ['no UTF-8', file('{}', [0xff], 3n), /header of JSON text/],
    ['a list', file('[]'), /JSON object/],
    ['white space first', file(' {}'), /JSON object/],
    ['a name twice', file(`{"a":${u8(0, 1)},"a":${u8(0, 1)}}`, [1]), /the name "a" twice/],
    [
      'a name twice, once escaped',
      file(`{"a":${u8(0, 1)},"\\u0061" :${u8(0, 1)}}`, [1]),
      /the name "a" twice/,
    ],
    [
      'a field twice',
      file('{"a":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}'),
      /"dtype" twice/,
    ],
    ['no fields', file('{"a":{}}'), /"a" needs dtype, shape and data_offsets/],
    ['a tensor that is a number', file('{"a":1}'), /"a" needs dtype/],
    ['a negative size', file('{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,0]}}'), /whole numbers >= 0/],
    ['a broken size', file('{"a":{"dtype":"U8","shape":[0.5],"data_offsets":[0,0]}}'), /whole numbers >= 0/],
    ['one offset', file('{"a":{"dtype":"U8","shape":[0],"data_offsets":[0]}}'), /instead of \[begin, end\]/],
    [
      'offsets turned round',
      file('{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}', [1]),
      /\[1, 0\] instead/,
    ],
    [
      'too few bytes',
      file('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', [0, 0, 0, 0]),
      /shape \[2\] needs 8 bytes, got 4/,
    ],
    [
      'a size that overflows',
      file('{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}'),
      /needs/,
    ],
    ['an end behind the file', file(`{"a":${u8(0, 2)}}`, [1]), /ends at byte 2 of 1; the file is cut short/],
    ['an overlap', file(`{"a":${u8(0, 2)},"b":${u8(1, 3)}}`, [1, 2, 3]), /"b" starts at byte 1 instead of 2/],
    ['a gap', file(`{"a":${u8(0, 1)},"b":${u8(2, 3)}}`, [1, 2, 3]), /"b" starts at byte 2 instead of 1/],
    ['bytes left over', file(`{"a":${u8(0, 1)}}`, [1, 2]), /expected 1 bytes of tensors, got 2/],
    [
      'a two in a BOOL',
      file('{"a":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}}', [2]),
      /other than 0 and 1/,
    ],
    ['metadata that are no texts', file('{"__metadata__":{"a":1}}'), /object of texts/],
  ])('refuses %s', (_what, bytes, message) => {
    let error: unknown;
    try {
      decodeSafetensors(bytes);
    } catch (caught) {
      error = caught;
    }
    expect(VsaError.isInstance(error) && error.code).toBe('CHECKPOINT_INVALID');
    expect((error as VsaError).message).toMatch(message);
    expect((error as VsaError).message).not.toContain('\n');
  });

  it('refuses another kind of argument', () => {
    expect(() => decodeSafetensors('text' as unknown as Uint8Array)).toThrow(TypeError);
  });

  it('holds names that objects treat specially', () => {
    const tensors = new Map([['__proto__', { dtype: 'U8', shape: [1], data: Uint8Array.of(5) }]] as const);
    expect(decodeSafetensors(encodeSafetensors(tensors)).tensors).toEqual(tensors);
  });

  it('copes with a text of ten million characters', () => {
    const text = '\\"{'.repeat(3_500_000);
    expect(decodeSafetensors(encodeSafetensors(new Map(), { text })).metadata).toEqual({ text });
  });
});

describe('encodeSafetensors', () => {
  it('writes a header padded to eight bytes and aligned tensors, large elements first', () => {
    const bytes = encodeSafetensors(small);
    const size = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(size % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + size)))).toEqual({
      d: { dtype: 'F64', shape: [], data_offsets: [0, 8] },
      a: { dtype: 'F32', shape: [1, 2], data_offsets: [8, 16] },
      b: { dtype: 'U8', shape: [3], data_offsets: [16, 19] },
    });
    expect(bytes.length).toBe(8 + size + 19);
  });

  it('gives the same bytes for the same content in another order', () => {
    expect(encodeSafetensors(new Map([...small].reverse()))).toEqual(encodeSafetensors(small));
  });

  it('writes the part of a buffer that a view shows', () => {
    const data = new Float32Array([1, 2, 3, 4]).subarray(1, 3);
    const { tensors } = decodeSafetensors(
      encodeSafetensors(new Map([['x', { dtype: 'F32', shape: [2], data }]])),
    );
    expect(tensors.get('x')?.data).toEqual(Float32Array.of(2, 3));
  });

  it('refuses data that do not fit', () => {
    const one = (tensor: StoredTensor, name = 'x'): (() => Uint8Array) => {
      return () => encodeSafetensors(new Map([[name, tensor]]));
    };
    expect(one({ dtype: 'F32', shape: [3], data: new Float32Array(2) })).toThrow(
      /"x" to have \[3\] elements, got 2/,
    );
    expect(one({ dtype: 'F32', shape: [-1], data: new Float32Array(1) })).toThrow(RangeError);
    expect(one({ dtype: 'F32', shape: [2], data: new Float64Array(2) })).toThrow(TypeError);
    expect(one({ dtype: 'F16' as 'F32', shape: [2], data: new Float32Array(2) })).toThrow(/supported are/);
    expect(one({ dtype: 'U8', shape: [0], data: new Uint8Array(0) }, '__metadata__')).toThrow(RangeError);
  });
});
