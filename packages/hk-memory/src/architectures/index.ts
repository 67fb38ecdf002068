export { architectures, drawSystems } from './draw.js';
export { lagrangeFunctions } from './lagrange-functions.js';
export type { RandomSystems } from './source.js';
