export type { Io } from './io.js';
export { EXIT, main } from './main.js';
