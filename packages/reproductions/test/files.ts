// Files of a run for tests of interruptions.

import type { RunFiles } from '../src/experiment.js';

/** Files in memory that break down after so many writes. */
export function filesOf(kept: Map<string, Uint8Array>, writes = Infinity): RunFiles {
  let left = writes;
  return {
    read: (name) => Promise.resolve(kept.get(name)),
    write(name, bytes) {
      left -= 1;
      if (left < 0) throw new Error('the power went');
      kept.set(name, bytes.slice());
      return Promise.resolve();
    },
  };
}
