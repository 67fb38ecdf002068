// Counts tests and says so in one line; with VSA_COUNTS_DIR set it also writes them as JSON, so that scripts can add suites up.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Vitest reporter; `suite` names the file of counts. */
export class CountingReporter {
  constructor(suite) {
    this.suite = suite;
  }

  onTestRunEnd(modules, unhandledErrors) {
    const counts = { suite: this.suite, passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state in counts ? state : 'skipped'] += 1;
      }
      // A file that does not load has no tests, yet must count.
      counts.failed += module.errors().length;
    }
    console.log(`${this.suite}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    const directory = process.env.VSA_COUNTS_DIR;
    if (!directory) return;
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `${this.suite}.json`), `${JSON.stringify(counts)}\n`);
  }
}
