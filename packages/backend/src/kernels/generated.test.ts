import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { describe, expect, it } from 'vitest';

/** Where the compiler is, if it is installed. */
function compiler(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
  } catch {
    return undefined;
  }
}

const script = new URL('../../scripts/build-kernels.mjs', import.meta.url);
const missing = !existsSync(script) || compiler() === undefined;

describe('kernels-wasm.generated.ts', () => {
  it.skipIf(missing)(
    `holds what the compiler makes of assembly/ now${missing ? ' (skipped: assemblyscript is not installed)' : ''}`,
    async () => {
      const { compile, source } = (await import(script.href)) as {
        compile: () => Buffer;
        source: (bytes: Buffer) => string;
      };
      const committed = readFileSync(new URL('./kernels-wasm.generated.ts', import.meta.url), 'utf8');
      expect(source(compile())).toBe(committed);
    },
  );
});
