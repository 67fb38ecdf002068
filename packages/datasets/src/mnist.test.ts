import { VsaError } from '@vsa/backend';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { binarise, imagesFromIdx, labelsFromIdx, mnistFromIdx, mnistSample } from './mnist.js';

/** An idx file of bytes, written after the format's definition. */
function idx(shape: readonly number[], values: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt8(8, 2);
  header.writeUInt8(shape.length, 3);
  for (const [axis, length] of shape.entries()) header.writeUInt32BE(length, 4 + 4 * axis);
  return new Uint8Array(Buffer.concat([header, values]));
}

const pixels = Uint8Array.from({ length: 2 * 784 }, (_, index) => (index * 7) % 256);
const files = { images: idx([2, 28, 28], pixels), labels: idx([2], Uint8Array.of(3, 8)) };

describe('mnistSample', () => {
  it('holds the first 1,000 training images and their digits', () => {
    const digits = mnistSample();
    expect(digits).toMatchObject({ shape: [1000, 784], height: 28, width: 28 });
    expect([...digits.labels.subarray(0, 10)].join('')).toBe('5041921314');
    const hash = createHash('sha256').update(digits.pixels).update(digits.labels).digest('hex');
    expect(hash).toBe('95d85e11b2d2a0c8dbe9c4d58cb7ed30815729bec83b36c769d57aad68214912');
  });

  it('starts with the same images when fewer are asked for', () => {
    const few = mnistSample({ count: 3 });
    const all = mnistSample();
    expect(few.shape).toEqual([3, 784]);
    expect(Buffer.compare(few.pixels, all.pixels.subarray(0, 3 * 784))).toBe(0);
    expect([...few.labels]).toEqual([5, 0, 4]);
  });

  it('refuses bad counts', () => {
    expect(() => mnistSample({ count: 1001 })).toThrow(/at most 1000, got 1001; .*mnist of @vsa/);
    expect(() => mnistSample({ count: 0 })).toThrow(RangeError);
  });
});

describe('mnistFromIdx', () => {
  it('reads bytes and digits, gzipped or not, as copies', () => {
    const data = mnistFromIdx(files);
    expect(data.pixels).toEqual(pixels);
    expect([...data.labels]).toEqual([3, 8]);
    const zipped = {
      images: new Uint8Array(gzipSync(files.images)),
      labels: new Uint8Array(gzipSync(files.labels)),
    };
    expect(mnistFromIdx(zipped)).toEqual(data);
    data.pixels.fill(9);
    expect(files.images[17]).toBe(7);
    expect(mnistFromIdx(files, { count: 1 }).shape).toEqual([1, 784]);
  });

  it('says what is wrong', () => {
    expect(() => mnistFromIdx({ ...files, images: files.labels })).toThrow(
      /mnistFromIdx: expected images to be/,
    );
    expect(() => mnistFromIdx(files, { count: 3 })).toThrow(/of 3 images or more, got 2/);
    try {
      mnistFromIdx({ ...files, labels: idx([2], Uint8Array.of(3, 10)) });
      expect.unreachable();
    } catch (error) {
      expect(VsaError.isInstance(error) && error.code).toBe('DATA_INVALID');
    }
  });
});

describe('imagesFromIdx and labelsFromIdx', () => {
  it('read one file each, of any size', () => {
    const made = imagesFromIdx(
      idx(
        [2, 2, 3],
        Uint8Array.from({ length: 12 }, (_, index) => index),
      ),
    );
    expect(made).toMatchObject({ shape: [2, 6], height: 2, width: 3 });
    expect([...made.pixels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect([...labelsFromIdx(new Uint8Array(gzipSync(files.labels)))]).toEqual([3, 8]);
  });

  it('refuse other files', () => {
    expect(() => imagesFromIdx(files.labels)).toThrow(/imagesFromIdx: expected images to be an idx file/);
    expect(() => labelsFromIdx(files.images)).toThrow(/labelsFromIdx: expected labels to be an idx file/);
    expect(() => labelsFromIdx(files.labels.subarray(0, 9))).toThrow(/truncated/);
  });
});

describe('binarise', () => {
  it('makes grey values of at most 2 paper, as 2.55 is the cut', () => {
    const made = binarise({ pixels: Uint8Array.of(0, 1, 2, 3, 128, 255), shape: [2, 3] });
    expect(made).toEqual({ values: Int8Array.of(-1, -1, -1, 1, 1, 1), shape: [2, 3] });
  });

  it('takes another cut: every grey value but 0 is ink, as the text of Smart and Zilman has it', () => {
    const given = { pixels: Uint8Array.of(0, 1, 2, 255), shape: [1, 4] } as const;
    expect([...binarise(given, { cut: 0 }).values]).toEqual([-1, 1, 1, 1]);
    expect([...binarise(given, { cut: 1 }).values]).toEqual([-1, -1, -1, -1]);
  });

  it('refuses what does not fit', () => {
    expect(() => binarise({ pixels: new Uint8Array(3), shape: [1, 4] })).toThrow(/expected 4 pixels.*got 3/);
    expect(() => binarise({ pixels: new Uint8Array(4), shape: [1, 4] }, { cut: 2 })).toThrow(RangeError);
    expect(() => binarise({ pixels: [1] as unknown as Uint8Array, shape: [1, 1] })).toThrow(TypeError);
  });
});
