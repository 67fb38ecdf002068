// The names of the optimisers and what they stand for.

import {
  adam,
  coordinate,
  sgd,
  type GradientOptions,
  type OptimizerName,
  type VrnOptimizer,
} from '../optimizers.js';
import { resolveName } from './check.js';

const optimizers: Readonly<Record<OptimizerName, (options: GradientOptions) => VrnOptimizer>> = {
  adam,
  sgd,
  coordinate,
};

/** The strategy that an option names. */
export function resolveOptimizer(
  where: string,
  optimizer: OptimizerName | VrnOptimizer,
  options: GradientOptions,
): VrnOptimizer {
  return typeof optimizer === 'string'
    ? resolveName(where, 'optimizer', optimizers, optimizer)(options)
    : optimizer;
}
