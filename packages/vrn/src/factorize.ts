// The function for people: checks, chunks, starts, and the choice of path.

import type { Backend, Tensor } from '@vsa/backend';
import { checkWhole, resolveName } from './internal/check.js';
import { inChunks } from './internal/chunks.js';
import { fusedObstacle, fusedSearch } from './internal/fused-path.js';
import { settingsOf } from './internal/settings.js';
import { specify } from './internal/specify.js';
import { tensorSearch } from './internal/tensor-path.js';
import type { VrnOptions, VrnResult } from './options.js';

const WHERE = 'vrn.factorize';

/**
 * Takes composite vectors apart: finds for each the row of every codebook whose elementwise product it is, with posteriors.
 *
 * @param backend - Tensor backend.
 * @param composites - Composites x, float32 `[B, D]`, or one of shape `[D]`; finite.
 * @param codebooks - 2 to 10 codebooks X_k, float32 `[n_k, D]`, one vector a row; sizes may differ; finite.
 * @param options - See {@link VrnOptions}.
 * @returns One result a composite, on the host; O(B steps K D n) work.
 * @throws TypeError for wrong kinds; RangeError for shapes that do not fit, NaN or infinity, wrong priors, or options out of
 *   range; all before a step is made.
 */
export async function factorize(
  backend: Backend,
  composites: Tensor,
  codebooks: readonly Tensor[],
  options: VrnOptions = {},
): Promise<VrnResult> {
  const { path = 'auto' } = options;
  resolveName(WHERE, 'path', { auto: true, tensor: true, fused: true }, path);
  const specification = specify(WHERE, composites, codebooks, options);
  const settings = settingsOf(WHERE, options, specification.gamma);
  if (options.chunk !== undefined) checkWhole(WHERE, 'chunk', options.chunk, 1);
  const obstacle =
    path === 'tensor' ? 'path is tensor' : fusedObstacle(backend, settings, specification.gamma);
  if (path === 'fused' && obstacle !== undefined) {
    throw new RangeError(
      `${WHERE}: expected a search that path fused can do, got one where ${obstacle}; use path auto.`,
    );
  }
  using search =
    obstacle === undefined
      ? await fusedSearch(backend, composites, codebooks, specification, settings)
      : await tensorSearch(backend, composites, codebooks, options, settings);
  const results = await inChunks(search, settings, options);
  return { results, path: search.path };
}
