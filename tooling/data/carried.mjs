// Writes bytes as a TypeScript module: deflated, in base64, so that they work from sources, built files, bundles and pages alike.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { zlibSync } from 'fflate';

// Sources have at most 400 lines.
const WIDTH = 1000;

/** Writes `src/internal/data/<name>.generated.ts` of @vsa/datasets with one constant, and tells its size and checksum. */
export function writeCarried(name, constant, comment, bytes) {
  const text = Buffer.from(zlibSync(bytes, { level: 9, mem: 12 })).toString('base64');
  const lines = text.match(new RegExp(`.{1,${WIDTH}}`, 'g'));
  const file = new URL(`../../packages/datasets/src/internal/data/${name}.generated.ts`, import.meta.url);
  // The type keeps the text out of the declaration file.
  const source = [
    `// ${comment}`,
    '// See NOTICE for its licence. Made by tooling/data; do not edit.',
    '',
    `/** ${bytes.length} bytes: zlib, base64. */`,
    `export const ${constant}: string = \``,
    ...lines,
    '`;',
    '',
  ];
  writeFileSync(file, source.join('\n'));
  console.log(
    `${fileURLToPath(file).split('/').at(-1)}: ${text.length} characters for ${bytes.length} bytes, sha256 ${sha256(bytes)}`,
  );
}

/** Hex SHA-256. */
export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Throws unless bytes are those that were used. */
export function checkSha256(what, bytes, expected) {
  const found = sha256(bytes);
  if (found !== expected) throw new Error(`${what}: expected sha256 ${expected}, got ${found}`);
}

/** A row of bytes without its mean, of length 1: products of two are Pearson correlations. */
export function standardised(bytes) {
  const mean = bytes.reduce((sum, value) => sum + value, 0) / bytes.length;
  const centred = Float64Array.from(bytes, (value) => value - mean);
  const norm = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
  return centred.map((value) => value / norm);
}

/** Inner product. */
export function dot(a, b) {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += a[index] * b[index];
  return sum;
}
