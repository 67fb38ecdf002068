// The last line of CI: adds up the counts that suites left in a folder, and fails when anything failed.
// Usage: node add-counts.mjs FOLDER [PHASE ...], where each PHASE is one that ended with an error.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...broken] = process.argv.slice(2);
const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
const counts = files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
const sum = (key) => counts.reduce((total, entry) => total + entry[key], 0);

for (const { suite, passed, failed, skipped } of counts) {
  console.log(`${suite}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
}
// A phase that broke before it could count is a failure all the same.
const failed = Math.max(sum('failed'), broken.length);
if (broken.length > 0) console.log(`ended with an error: ${broken.join(', ')}`);
console.log(`${sum('passed')} passed, ${failed} failed`);
process.exit(failed === 0 && sum('passed') > 0 ? 0 : 1);
