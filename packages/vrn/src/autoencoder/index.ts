export { amortised, choicesOf, solved, type ChoiceOptions, type Choices, type Inference } from './choices.js';
export { vraeLoss, vraeObjective, type VraeLossOptions, type VraeWeights } from './loss.js';
export { bindChoices, decode, encode, initVrae, type VraeParams, type VraeSizes } from './model.js';
export { initPerceptron, perceptron, type LinearParams, type PerceptronParams } from './perceptron.js';
export { partTintFromShape } from './recipe.js';
export { picturesAt, type Pictures } from './pictures.js';
export { picturesOf, readPosteriors, recombine, type ReadOptions } from './recombine.js';
export { recolour, shufflePixels, type View } from './views.js';
