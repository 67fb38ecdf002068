import { VsaError } from '@vsa/backend';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FASHION_CLASSES, fashionMnist, fashionMnistFromIdx } from './fashion-mnist.js';
import { row } from './index.js';

function counts(labels: Uint8Array): number[] {
  return Array.from({ length: 10 }, (_, label) => labels.filter((value) => value === label).length);
}

/** An idx file of bytes, written after the format's definition. */
function idx(shape: readonly number[], values: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt8(8, 2);
  header.writeUInt8(shape.length, 3);
  for (const [axis, length] of shape.entries()) header.writeUInt32BE(length, 4 + 4 * axis);
  return new Uint8Array(Buffer.concat([header, values]));
}

function pixels(n: number): Uint8Array {
  return Uint8Array.from({ length: n * 784 }, (_, index) => (index * 7 + Math.floor(index / 784)) % 256);
}

const images = idx([3, 28, 28], pixels(3));
const labels = idx([3], Uint8Array.of(9, 0, 4));

/** The error that a call throws. */
function thrown(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

function expectInvalid(call: () => unknown, message: RegExp): void {
  const error = thrown(call);
  expect(VsaError.isInstance(error)).toBe(true);
  expect(error).toMatchObject({ code: 'DATA_INVALID', message: expect.stringMatching(message) as string });
}

describe('fashionMnist', () => {
  it('gives 500 images with their classes', () => {
    const data = fashionMnist();
    expect(data).toMatchObject({ shape: [500, 784], height: 28, width: 28, channels: 1 });
    expect(data.values.length).toBe(500 * 784);
    expect(Math.min(...data.values.subarray(0, 78_400))).toBe(0);
    expect(Math.max(...data.values.subarray(0, 78_400))).toBe(1);
    expect(data.values.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(data.classes).toBe(FASHION_CLASSES);
    expect(data.classes[data.labels[0] ?? 0]).toBe('Ankle boot');
  });

  it('has the first labels and the class counts of the training set', () => {
    const { labels: classes } = fashionMnist();
    expect([...classes.subarray(0, 10)].join('')).toBe('9003027255');
    expect(counts(classes)).toEqual([52, 54, 47, 49, 53, 51, 53, 49, 50, 42]);
  });

  it('holds the bytes of the training files', () => {
    const { values, labels: classes } = fashionMnist();
    const bytes = Uint8Array.from(values, (value) => Math.round(value * 255));
    const hash = createHash('sha256').update(bytes).update(classes).digest('hex');
    expect(hash).toBe('4c2febc640d68735695a2974ec5a3361318fc88234db546bd900560fe481d513');
  });

  it('has no image twice', () => {
    const data = fashionMnist();
    const hashes = Array.from({ length: 500 }, (_, index) => row(data, index).join());
    expect(new Set(hashes).size).toBe(500);
  });

  it('starts with the same images when fewer are asked for', () => {
    const all = fashionMnist();
    const few = fashionMnist({ count: 30 });
    expect(few.shape).toEqual([30, 784]);
    expect(few.values).toEqual(all.values.slice(0, 30 * 784));
    expect(few.labels).toEqual(all.labels.slice(0, 30));
  });

  it('refuses bad counts', () => {
    expect(() => fashionMnist({ count: 501 })).toThrow(/at most 500, got 501; .*fashionMnistFromIdx/);
    expect(() => fashionMnist({ count: 0 })).toThrow(RangeError);
  });
});

describe('fashionMnistFromIdx', () => {
  it('reads images and classes', () => {
    const data = fashionMnistFromIdx({ images, labels });
    expect(data).toMatchObject({ shape: [3, 784], height: 28, width: 28, channels: 1 });
    expect(data.values).toEqual(Float32Array.from(pixels(3), (value) => value / 255));
    expect([...data.labels]).toEqual([9, 0, 4]);
  });

  it('reads gzipped files, and views into larger memory', () => {
    const plain = fashionMnistFromIdx({ images, labels });
    const zipped = { images: new Uint8Array(gzipSync(images)), labels: new Uint8Array(gzipSync(labels)) };
    expect(fashionMnistFromIdx(zipped)).toEqual(plain);
    const memory = new Uint8Array(images.length + 5);
    memory.set(images, 5);
    expect(fashionMnistFromIdx({ images: memory.subarray(5), labels })).toEqual(plain);
  });

  it('stops after the count asked for', () => {
    const data = fashionMnistFromIdx({ images, labels }, { count: 2 });
    expect([data.shape, data.values.length, [...data.labels]]).toEqual([[2, 784], 1568, [9, 0]]);
    expect(() => fashionMnistFromIdx({ images, labels }, { count: 4 })).toThrow(/of 4 images or more, got 3/);
    expect(() => fashionMnistFromIdx({ images, labels }, { count: -1 })).toThrow(RangeError);
  });

  it('says what is wrong with a file', () => {
    expectInvalid(
      () => fashionMnistFromIdx({ images: labels, labels }),
      /expected images to be an idx file .*starts with 00 00 08 03.*"00 00 08 01"/,
    );
    expectInvalid(() => fashionMnistFromIdx({ images, labels: images }), /expected labels to be an idx file/);
    expectInvalid(() => fashionMnistFromIdx({ images: new Uint8Array(0), labels }), /got 0 bytes/);
    expectInvalid(
      () => fashionMnistFromIdx({ images: images.subarray(0, 10), labels }),
      /header of 16 bytes, got 10/,
    );
    expectInvalid(
      () => fashionMnistFromIdx({ images: images.subarray(0, 1000), labels }),
      /shape \[3, 28, 28\] to have 2368 bytes, got 1000; the file is truncated/,
    );
    expectInvalid(
      () => fashionMnistFromIdx({ images, labels: Uint8Array.of(...labels, 1) }),
      /labels of shape \[3\] to have 11 bytes, got 12; the file is too long/,
    );
    expectInvalid(
      () => fashionMnistFromIdx({ images: new Uint8Array(gzipSync(images)).subarray(0, 40), labels }),
      /images to be a whole gzip file, got a damaged one/,
    );
  });

  it('says what does not fit together', () => {
    const small = idx([2, 14, 14], new Uint8Array(2 * 14 * 14));
    expectInvalid(() => fashionMnistFromIdx({ images: small, labels }), /28 x 28 pixels, got 14 x 14/);
    const two = idx([2], Uint8Array.of(1, 2));
    expectInvalid(() => fashionMnistFromIdx({ images, labels: two }), /each of 3 images, got 2/);
    const eleven = idx([3], Uint8Array.of(1, 2, 10));
    expectInvalid(() => fashionMnistFromIdx({ images, labels: eleven }), /from 0 to 9, got 10/);
    expect(() => fashionMnistFromIdx({ images: [] as unknown as Uint8Array, labels })).toThrow(TypeError);
  });
});
