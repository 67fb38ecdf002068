// Where training begins.

import { foldIn, generatorStates, type RandomKey } from '@vsa/backend/random';
import type { RbmParams } from '../rbm/params.js';
import type { RbmTraining } from '../rbm/training-state.js';

/** The state before the first epoch. */
export function startTraining(
  { weights, visibleField, hiddenField, beta }: RbmParams,
  key: RandomKey,
  batchSize: number,
): RbmTraining {
  const [visible, hidden] = weights.shape;
  return {
    epoch: 0,
    key,
    shape: [visible, hidden],
    beta,
    weights: new Float32Array(weights.values),
    visibleField: new Float32Array(visibleField),
    hiddenField: new Float32Array(hiddenField),
    velocity: [new Float32Array(visible * hidden), new Float32Array(visible), new Float32Array(hidden)],
    chains: new Float32Array(0),
    streams: generatorStates(foldIn(key, 'chains'), 3 * batchSize),
  };
}
