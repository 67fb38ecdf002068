export type { Algebra, Laws, LawStatus } from './algebra.js';
export { bsc, createBsc, type BscOptions } from './bsc.js';
export { createCleanup, type Cleanup, type CleanupOptions, type Match } from './cleanup/cleanup.js';
export { nearest, snap, type Comparing, type Nearest } from './cleanup/nearest.js';
export type { QueryOptions } from './cleanup/options.js';
export {
  circularConvolve,
  circularCorrelate,
  circularDeconvolve,
  involution,
  type TransformOptions,
} from './fft/convolve.js';
export { createFft, type Complex, type Fft } from './fft/fft.js';
export { fhrr } from './fhrr.js';
export { createHrr, hrr, type HrrOptions } from './hrr.js';
export { createMapBipolar, mapBipolar, type MapBipolarOptions } from './map-bipolar.js';
export { createMapReal, mapReal, type MapRealOptions } from './map-real.js';
export type { Metric } from './metric.js';
