import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fashionMnist } from '../fashion-mnist.js';
import { fashionMnistFromDebian, fashionMnistFromFiles, type FashionMnistSplit } from '../node.js';

/** Where Debian's files are; VSA_FASHION_MNIST names another folder. */
const folder = process.env['VSA_FASHION_MNIST'] ?? '/usr/share/datasets/fashion-mnist';
const installed = existsSync(join(folder, 'train-images-idx3-ubyte.gz'));
const reason = installed ? '' : ' (skipped: dataset-fashion-mnist is not installed here)';

let own = '';
const images = Buffer.concat([
  Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28]),
  Buffer.alloc(1568, 51),
]);
const labels = Buffer.from([0, 0, 8, 1, 0, 0, 0, 2, 7, 1]);

beforeAll(async () => {
  own = await mkdtemp(join(tmpdir(), 'vsa-fashion-'));
  await writeFile(join(own, 'images'), images);
  await writeFile(join(own, 'images.gz'), gzipSync(images));
  await writeFile(join(own, 'half.gz'), gzipSync(images).subarray(0, 30));
  await writeFile(join(own, 'labels'), labels);
});
afterAll(() => rm(own, { recursive: true }));

describe('fashionMnistFromFiles', () => {
  it.each(['images', 'images.gz'])('reads own files (%s)', async (name) => {
    const data = await fashionMnistFromFiles({ images: join(own, name), labels: join(own, 'labels') });
    expect(data).toMatchObject({ shape: [2, 784], split: 'other', height: 28, width: 28 });
    // 51 / 255, in float32.
    expect(data.values.every((value) => value === Math.fround(0.2))).toBe(true);
    expect([...data.labels]).toEqual([7, 1]);
  });

  it('tells a missing file from a damaged one', async () => {
    const paths = { images: join(own, 'images'), labels: join(own, 'labels') };
    await expect(fashionMnistFromFiles({ ...paths, images: join(own, 'none') })).rejects.toMatchObject({
      code: 'DATA_UNAVAILABLE',
      message: expect.stringMatching(/expected images in .*none, got ENOENT.*name an idx file/) as string,
    });
    await expect(fashionMnistFromFiles({ ...paths, labels: own })).rejects.toMatchObject({
      code: 'DATA_UNAVAILABLE',
      message: expect.stringMatching(/expected labels in .*not a file/) as string,
    });
    await expect(fashionMnistFromFiles({ ...paths, images: join(own, 'half.gz') })).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(/damaged/) as string,
    });
    await expect(fashionMnistFromFiles({ ...paths, labels: join(own, 'images') })).rejects.toMatchObject({
      code: 'DATA_INVALID',
    });
    await expect(fashionMnistFromFiles({ ...paths, images: 3 as unknown as string })).rejects.toThrow(
      TypeError,
    );
  });

  it.skipIf(!installed)(`tells labels of the other part${reason}`, async () => {
    const paths = {
      images: join(folder, 't10k-images-idx3-ubyte.gz'),
      labels: join(folder, 't10k-labels-idx1-ubyte.gz'),
    };
    expect((await fashionMnistFromFiles(paths, { count: 10 })).split).toBe('test');
    await writeFile(
      join(own, 'ten-thousand'),
      Buffer.from([0, 0, 8, 1, 0, 0, 0x27, 0x10, ...Array<number>(10_000).fill(1)]),
    );
    await expect(
      fashionMnistFromFiles({ ...paths, labels: join(own, 'ten-thousand') }, { count: 10 }),
    ).rejects.toThrow(/labels that belong to the images, got images of "test" and labels of "other"/);
  });
});

describe('fashionMnistFromDebian', () => {
  it('says what to install when it is not there', async () => {
    await expect(fashionMnistFromDebian('train', { folder: join(own, 'nowhere') })).rejects.toMatchObject({
      code: 'DATA_UNAVAILABLE',
      message: expect.stringMatching(/install Debian's package dataset-fashion-mnist/) as string,
    });
  });

  it('refuses other files under its names, and other parts', async () => {
    await writeFile(join(own, 'train-images-idx3-ubyte.gz'), gzipSync(images));
    await writeFile(join(own, 'train-labels-idx1-ubyte.gz'), gzipSync(labels));
    await expect(fashionMnistFromDebian('train', { folder: own })).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(/expected the train files.*another content/) as string,
    });
    await expect(fashionMnistFromDebian('both' as FashionMnistSplit)).rejects.toThrow(RangeError);
  });

  it.skipIf(!installed)(`reads the training images, of which 500 are carried${reason}`, async () => {
    const data = await fashionMnistFromDebian('train', { folder, count: 500 });
    expect(data).toEqual({ ...fashionMnist(), split: 'train' });
  });

  it.skipIf(!installed)(`reads all test images${reason}`, async () => {
    const data = await fashionMnistFromDebian('test', { folder });
    expect(data.shape).toEqual([10_000, 784]);
    const counts = Array.from({ length: 10 }, (_, label) => data.labels.filter((x) => x === label).length);
    expect(counts).toEqual(Array(10).fill(1000));
    const bytes = Uint8Array.from(data.values, (value) => Math.round(value * 255));
    const header = Uint8Array.of(0, 0, 8, 3, 0, 0, 0x27, 0x10, 0, 0, 0, 28, 0, 0, 0, 28);
    // The file as known, written anew from what was read.
    expect(createHash('sha256').update(header).update(bytes).digest('hex')).toBe(
      '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
    );
  });
});
