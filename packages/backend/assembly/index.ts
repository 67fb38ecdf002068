// Entry of the WASM-SIMD kernels. The host lays out memory (src/kernels/arena.ts) and passes pointers; nothing here
// allocates. Bit rows are padded to 128 bits and float rows to 4 lanes, always with zeros.
export { packRow, unpackRow, xorWords } from './bits';
export { similarities } from './similarity';
export { planes } from './planes';
export { prepareTables } from './tables';
export { chunkTotals, projectSign, projectSums } from './project';
export { resonate } from './resonate';
export { expArray, logArray } from './exp-log';
export { prepare } from './prepare';
export { fields } from './fields';
export { descend } from './descend';
export { ascend } from './ascend';
export { gibbs, gibbsPanels } from './gibbs';
export { signProduct, signTables } from './sign-sums';
export { collectCouplings, collectLanes, fromLanes, packCouplings, toLanes } from './couplings';
export { enterCoupled, enterReverseCoupled, leaveCoupled, leaveReverseCoupled } from './coupled';
export { phaseSteps } from './phases';
export { sinCosArray } from './sincos';
export { evolveSphere, reverseSphere } from './sphere';
export { neighbourSum } from './neighbours';
export { pairField, reversePairField, rowMiddles } from './pairs';
export { relax } from './relax';

/** First byte that the host may use. */
export function heapBase(): usize {
  return (__heap_base + 63) & ~63;
}
