import { project } from '../../tooling/vitest/index.mjs';

export default project('@vsa/hk-memory');
