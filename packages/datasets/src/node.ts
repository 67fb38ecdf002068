export {
  fashionMnistFromDebian,
  fashionMnistFromFiles,
  type DebianOptions,
  type FashionMnistFromFiles,
  type FashionMnistSplit,
  type IdxPaths,
} from './node/fashion-mnist-files.js';
export { videoFramesFromFile, type VideoFileOptions } from './node/video-file.js';
export {
  mnist,
  mnistFromFiles,
  type DigitsFromFiles,
  type MnistOptions,
  type MnistSplit,
} from './node/mnist-files.js';
