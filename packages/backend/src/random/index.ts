export { bernoulli, bipolar, type BernoulliOptions } from './binary.js';
export { categorical, categoricalFromLogits, gumbel } from './categorical.js';
export { foldIn, key, parseKey, split, type RandomKey } from './key.js';
export { normal, type NormalOptions } from './normal.js';
export { choice, permutation } from './permutation.js';
export { generatorStates, normalFrom, uniformFrom } from './streams.js';
export { integers, uniform, type IntegersOptions, type UniformOptions } from './uniform.js';
