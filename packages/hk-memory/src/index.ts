export {
  pairDrive,
  pairEnergy,
  pairField,
  pairProducts,
  type PairCoupling,
  type PairWeights,
} from './pair-interaction.js';
