export {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsFile,
  type StoredData,
  type StoredDType,
  type StoredTensor,
} from './safetensors.js';
export { loadTree, saveTree, type LoadedTree, type SaveOptions } from './tree.js';
