import { project } from '../../tooling/vitest/index.mjs';

export default project('@vsa/site', { include: ['src/**/*.test.ts', 'build/**/*.test.ts'] });
