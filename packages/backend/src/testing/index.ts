export { compareClose, installMatchers, type Comparison } from './all-close.js';
export { testBackend, type TestBackendOptions } from './conformance.js';
export { countLeaks } from './leaks.js';
export { tolerances, type BackendTolerances, type Tolerance } from './tolerances.js';
