// Asking a memory about whole sets, batch by batch.

import { run, type TensorData } from '@vsa/backend';
import { checkWhole } from '@vsa/backend/check';

/** Options of asking about a set. */
export interface AskOptions {
  /** Images at once. @defaultValue `500` */
  readonly at?: number | undefined;
  /** The first so many images only. @defaultValue all */
  readonly limit?: number | undefined;
  /** Called after each batch with the share that is done. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Ends it after the current batch. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks about the images of a set, batch by batch.
 *
 * @param count - How many there are.
 * @param options - See {@link AskOptions}.
 * @param ask - Gives the class of each image of a batch, by their numbers.
 * @returns Answers one after the other, `[n]`.
 * @throws RangeError for wrong options; an `AbortError` when the signal ends it.
 */
export async function askInBatches(
  count: number,
  options: AskOptions,
  ask: (indices: Int32Array) => Promise<TensorData>,
): Promise<Uint8Array> {
  const { at = 500, limit = count, onProgress, signal } = options;
  checkWhole('hk-memory.ask', 'at', at, 1);
  checkWhole('hk-memory.ask', 'limit', limit, 1);
  const total = Math.min(limit, count);
  const said = new Uint8Array(total);
  const step = async (from: number): Promise<number> => {
    const size = Math.min(at, total - from);
    said.set(await ask(Int32Array.from({ length: size }, (_, row) => from + row)), from);
    onProgress?.((from + size) / total);
    return from + size;
  };
  const { status } = await run(step, 0, { maxSteps: Math.ceil(total / at), signal });
  if (status === 'aborted') throw new DOMException('hk-memory: the questions were aborted.', 'AbortError');
  return said;
}

/**
 * Share of answers that are right.
 *
 * @param said - Answers, `[n >= 1]`.
 * @param wanted - Right answers, `[>= n]`.
 * @returns In [0, 1].
 * @throws RangeError for no answers, or fewer right ones.
 */
export function shareRight(said: Uint8Array, wanted: Uint8Array): number {
  if (said.length === 0 || wanted.length < said.length) {
    throw new RangeError(
      `hk-memory.shareRight: expected at least one answer and as many right ones, got ${said.length} and ${wanted.length}.`,
    );
  }
  return said.reduce((right, answer, at) => right + (answer === wanted[at] ? 1 : 0), 0) / said.length;
}
