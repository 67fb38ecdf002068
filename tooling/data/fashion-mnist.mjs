// usage: node tooling/data/fashion-mnist.mjs FOLDER   where FOLDER holds the files of Debian's dataset-fashion-mnist.
// Carries the first 500 training images and their labels: 500 x 784 grey values, then 500 labels.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { checkSha256, writeCarried } from './carried.mjs';

const COUNT = 500;
const [folder = '/usr/share/datasets/fashion-mnist'] = process.argv.slice(2);
const images = unzipped(
  'train-images-idx3-ubyte.gz',
  'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
);
const labels = unzipped(
  'train-labels-idx1-ubyte.gz',
  'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
);
writeCarried(
  'fashion',
  'FASHION',
  'The first 500 training images of Fashion-MNIST, 28 x 28 grey, then their labels.',
  Buffer.concat([images.subarray(16, 16 + COUNT * 784), labels.subarray(8, 8 + COUNT)]),
);

function unzipped(name, checksum) {
  const bytes = gunzipSync(readFileSync(join(folder, name)));
  checkSha256(name, bytes, checksum);
  return bytes;
}
