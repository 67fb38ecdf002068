// The data that the package carries unpacks in a page, without files or requests.
import { familyTree } from '@vsa/datasets/family-tree';
import { fashionMnist } from '@vsa/datasets/fashion-mnist';
import { binarise, mnistSample } from '@vsa/datasets/mnist';
import { videoFrames } from '@vsa/datasets/video';
import { expect, test } from 'vitest';

test('frames, clothes, digits and portraits are there in a page', () => {
  const { cup, box } = videoFrames();
  expect([cup.shape, box.shape]).toEqual([
    [50, 3072],
    [50, 3072],
  ]);
  expect(cup.values.every((value) => value >= 0 && value <= 1)).toBe(true);
  const { labels, values } = fashionMnist();
  expect([...labels.subarray(0, 10)].join('')).toBe('9003027255');
  expect(values.length).toBe(500 * 784);
  const digits = binarise(mnistSample());
  expect([digits.values.length, digits.values.every((value) => value === 1 || value === -1)]).toEqual([
    784_000,
    true,
  ]);
  expect(familyTree().portraits.values.length).toBe(4 * 4096);
});
