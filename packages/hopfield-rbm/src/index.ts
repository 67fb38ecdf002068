export { matrix, type Matrix } from './matrix.js';
export { rbmParams, type RbmParams, type RbmParamsOptions } from './rbm/params.js';
