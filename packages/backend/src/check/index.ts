export {
  checkFinite,
  checkNonNegative,
  checkPositive,
  checkProbability,
  checkWhole,
  choose,
} from './numbers.js';
export { checkMatrix, checkTensor, readFinite } from './tensors.js';
