import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VsaError } from '../errors.js';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './index.js';

const stored: fc.Arbitrary<StoredTensor> = fc.oneof(
  fc.float32Array().map((data) => ({ dtype: 'F32' as const, shape: [data.length], data })),
  fc.float64Array().map((data) => ({ dtype: 'F64' as const, shape: [1, data.length], data })),
  fc.int32Array().map((data) => ({ dtype: 'I32' as const, shape: [data.length, 1], data })),
  fc.bigInt64Array().map((data) => ({ dtype: 'I64' as const, shape: [data.length], data })),
  fc.uint8Array().map((data) => ({ dtype: 'U8' as const, shape: [data.length], data })),
);
const names = fc.string({ unit: 'binary' }).filter((name) => name !== '__metadata__');
const files = fc.uniqueArray(fc.tuple(names, stored), { selector: ([name]) => name, maxLength: 6 });

describe('safetensors', () => {
  it('decode(encode(x)) is x, bit for bit', () => {
    fc.assert(
      fc.property(files, fc.dictionary(names, names), (entries, metadata) => {
        const decoded = decodeSafetensors(encodeSafetensors(new Map(entries), metadata));
        expect(decoded.metadata).toEqual({ ...metadata });
        for (const [name, { dtype, shape, data }] of entries) {
          const back = decoded.tensors.get(name);
          expect([back?.dtype, back?.shape]).toEqual([dtype, shape]);
          expect(new Uint8Array(back?.data.buffer ?? new ArrayBuffer(1))).toEqual(
            new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
          );
        }
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('a file with one changed byte is read or refused with CHECKPOINT_INVALID, nothing else', () => {
    const tensors = new Map<string, StoredTensor>([
      ['a', { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) }],
      ['b', { dtype: 'BOOL', shape: [2], data: Uint8Array.of(0, 1) }],
    ]);
    const bytes = encodeSafetensors(tensors, { note: 'n' });
    let refused = 0;
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (place, value) => {
        const changed = bytes.slice();
        changed[place] = value;
        try {
          decodeSafetensors(changed);
        } catch (error) {
          if (!VsaError.isInstance(error) || error.code !== 'CHECKPOINT_INVALID') throw error;
          refused += 1;
        }
      }),
      { seed: 6, numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(500);
  });
});
