// Cuts a batch into chunks, makes every start of each, and keeps the best.

import type { Progress } from '@vsa/backend';
import { foldIn, normal } from '@vsa/backend/random';
import type { VrnFactors, VrnOptions, VrnPath } from '../options.js';
import { at } from './lists.js';
import type { Settings } from './settings.js';

/** One way to search: with tensors or with fused kernels. */
export interface Search extends Disposable {
  readonly path: VrnPath;
  /** Number of composites. */
  readonly batch: number;
  /** Sizes of the codebooks. */
  readonly sizes: readonly number[];
  /** Composites that are well searched together. */
  readonly chunk: number;
  /** Searches `size` composites from `begin` on, from logits `[K][n_k]` (undefined: φ = 0). */
  search(
    begin: number,
    size: number,
    start: readonly Float32Array[] | undefined,
    onSteps: (count: number) => void,
  ): Promise<VrnFactors[]>;
}

/** Searches all composites. */
export async function inChunks(
  search: Search,
  settings: Settings,
  options: VrnOptions,
): Promise<VrnFactors[]> {
  const { batch } = search;
  const chunk = options.chunk ?? search.chunk;
  const starts = startsOf(search.sizes, settings);
  const count = counter(Math.ceil(batch / chunk) * starts.length * settings.steps, options.onProgress);
  const results: VrnFactors[] = [];
  for (let begin = 0; begin < batch; begin += chunk) {
    const size = Math.min(chunk, batch - begin);
    let best: VrnFactors[] = [];
    for (const start of starts) {
      const rows = await search.search(begin, size, start, count);
      best = best.length === 0 ? rows : rows.map((row, index) => lower(at(best, index), row));
    }
    for (const row of best) results.push(row);
  }
  return results;
}

/** φ = 0 first; then random logits, the same for every composite, so that answers depend neither on batch nor chunk. */
function startsOf(sizes: readonly number[], { restarts }: Settings): (readonly Float32Array[] | undefined)[] {
  const { count, deviation, key } = restarts;
  if (key === undefined) return [undefined];
  const random = Array.from({ length: count }, (_, start) =>
    sizes.map((size, k) => normal(foldIn(foldIn(key, start), k), [size], { deviation })),
  );
  return [undefined, ...random];
}

function lower(a: VrnFactors, b: VrnFactors): VrnFactors {
  return b.freeEnergy < a.freeEnergy ? b : a;
}

function counter(
  maxSteps: number,
  onProgress: ((progress: Progress) => void) | undefined,
): (count: number) => void {
  let step = 0;
  return (count) => {
    step += count;
    onProgress?.({ step, maxSteps });
  };
}
