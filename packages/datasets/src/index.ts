export {
  correlatedBipolar,
  correlatedGaussian,
  gaussian,
  randomBipolar,
  type CorrelationOptions,
  type GaussianOptions,
} from './codebooks.js';
export { compose, composites, type Composites, type CompositesOptions } from './composites.js';
export { familyWords, type WordVectors } from './family-words.js';
export { sampleComponents, type Images, type SampledVectors } from './images.js';
export { flipNoise, gaussianNoise, type Noise } from './noise.js';
export { projectBipolar, projectReal } from './projection.js';
export { row, type Vectors } from './vectors.js';
