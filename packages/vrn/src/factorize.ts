// The function for people: checks, chunks, starts, and the choice of path.

import { disposeTree, type Backend, type Progress, type Tensor } from '@vsa/backend';
import { foldIn, normal } from '@vsa/backend/random';
import { checkWhole, resolveName } from './internal/check.js';
import { at } from './internal/lists.js';
import { initFrom } from './internal/layout.js';
import { settingsOf, type Settings } from './internal/settings.js';
import { searchWithTensors } from './internal/tensor-path.js';
import { init } from './logits.js';
import type { VrnFactors, VrnOptions, VrnResult } from './options.js';
import { createProblem, type VrnProblem } from './problem.js';

const WHERE = 'vrn.factorize';

/** Temporaries of a chunk are kept near this, bytes. */
const CHUNK_BYTES = 64 * 2 ** 20;

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
  const { gamma, deltaScale, priors, path = 'auto' } = options;
  resolveName(WHERE, 'path', { auto: true, tensor: true, fused: true }, path);
  const problem = createProblem(backend, composites, codebooks, { gamma, deltaScale, priors });
  try {
    const settings = settingsOf(WHERE, options, problem.gamma);
    const chunk = checkWhole(WHERE, 'chunk', options.chunk ?? chunkOf(problem), 1);
    await checkValues(backend, composites, codebooks);
    if (path === 'fused') {
      throw new RangeError(
        `${WHERE}: expected a backend with fused kernels for path fused, got ${backend.name}; use path auto.`,
      );
    }
    return { results: await inChunks(backend, problem, settings, chunk, options), path: 'tensor' };
  } finally {
    disposeTree(problem);
  }
}

/** Composites whose temporaries (about 4 vectors and 12 posteriors a factor) fit the budget. */
function chunkOf({ composites, sizes }: VrnProblem): number {
  const floats = sizes.length * (4 * (composites.shape[1] ?? 0) + 12 * Math.max(...sizes));
  return Math.max(1, Math.min(1024, Math.floor(CHUNK_BYTES / (4 * floats))));
}

async function checkValues(
  backend: Backend,
  composites: Tensor,
  codebooks: readonly Tensor[],
): Promise<void> {
  const named: (readonly [string, Tensor])[] = [
    ['composites', composites],
    ...codebooks.map((book, k) => [`codebooks[${k}]`, book] as const),
  ];
  for (const [name, tensor] of named) {
    using finite = backend.tidy(() => backend.all(backend.isFinite(tensor)));
    if ((await backend.read(finite))[0] === 0) {
      throw new RangeError(`${WHERE}: expected ${name} to be finite, got NaN or infinity in it.`);
    }
  }
}

async function inChunks(
  backend: Backend,
  problem: VrnProblem,
  settings: Settings,
  chunk: number,
  { onProgress }: Pick<VrnOptions, 'onProgress'>,
): Promise<VrnFactors[]> {
  const batch = at(problem.composites.shape, 0);
  const starts = settings.restarts.count + 1;
  const counted = counter(Math.ceil(batch / chunk) * starts * settings.steps, onProgress);
  const results: VrnFactors[] = [];
  for (let begin = 0; begin < batch; begin += chunk) {
    const size = Math.min(chunk, batch - begin);
    using part = backend.slice(problem.composites, [begin, 0], [size, -1]);
    let best: VrnFactors[] = [];
    for (let start = 0; start < starts; start += 1) {
      const rows = await searchFrom(backend, { ...problem, composites: part }, settings, start, counted);
      best = start === 0 ? rows : rows.map((row, index) => lower(at(best, index), row));
    }
    results.push(...best);
  }
  return results;
}

async function searchFrom(
  backend: Backend,
  problem: VrnProblem,
  settings: Settings,
  start: number,
  onStep: () => void,
): Promise<VrnFactors[]> {
  using phi = startAt(backend, problem, settings, start);
  return await searchWithTensors(backend, problem, phi, settings, onStep);
}

/** φ = 0 first; then random logits, the same for every composite, so that answers depend neither on batch nor chunk. */
function startAt(backend: Backend, problem: VrnProblem, { restarts }: Settings, start: number): Tensor {
  if (start === 0 || restarts.key === undefined) return init(backend, problem);
  const { deviation, key } = restarts;
  const noise = problem.sizes.map((size, k) => normal(foldIn(foldIn(key, start), k), [size], { deviation }));
  return initFrom(backend, problem, (k, i) => at(at(noise, k), i));
}

function lower(a: VrnFactors, b: VrnFactors): VrnFactors {
  return b.freeEnergy < a.freeEnergy ? b : a;
}

function counter(maxSteps: number, onProgress: ((progress: Progress) => void) | undefined): () => void {
  let step = 0;
  return () => {
    step += 1;
    onProgress?.({ step, maxSteps });
  };
}
