// Auto-association of Fashion-MNIST images (CDAM paper, A.3), scored as the paper words it and as its code computes it.

import { foldIn, key, permutation } from '@vsa/backend/random';
import { createMemory, emptyGraph, fromEdges, type Edge, type MemoryGraph } from '@vsa/cdam';
import { row } from '@vsa/datasets';
import { fashionMnist } from '@vsa/datasets/fashion-mnist';
import type { RunContext } from '../../experiment.js';

/** Parameters of a cell. */
export type FashionCell = {
  /** Number of images p, up to 500. */
  readonly images: number;
  /** Strength of auto-association. */
  readonly a: number;
  /** Strength of hetero-association. */
  readonly h: number;
  /** Each image joined to its nearest (the paper), or no edge at all (its code). */
  readonly graph: 'nearest' | 'empty';
  /** Trials: other images and other noise. */
  readonly trials: number;
};

/** One trial. */
export type FashionRow = {
  readonly images: number;
  readonly a: number;
  readonly h: number;
  readonly graph: string;
  readonly trial: number;
  /** Share of starts whose final state correlates most with the image that they began from: the paper's words. */
  readonly accuracy: number;
  /** Share of images to which no other start's final state is nearer than their own's: the authors' code (`axis 0`), ties included. */
  readonly axis0: number;
  /** Different images that final states correlate most with. */
  readonly ends: number;
};

const CARRIED = 500;

/**
 * Recalls images from noisy starts.
 *
 * @param context - Backend and seed.
 * @param cell - See {@link FashionCell}.
 * @returns One row a trial.
 */
export async function measureFashion(
  { backend, seed, signal }: RunContext,
  { images, a, h, graph, trials }: FashionCell,
): Promise<readonly FashionRow[]> {
  const all = fashionMnist();
  const n = all.shape[1];
  const rows: FashionRow[] = [];
  for (let trial = 0; trial < trials; trial += 1) {
    if (signal?.aborted === true) break;
    const own = foldIn(foldIn(key(seed), 'cdam fashion'), trial);
    const chosen = permutation(foldIn(own, 'images'), CARRIED).subarray(0, images);
    const values = new Float32Array(images * n);
    for (const [place, image] of chosen.entries()) values.set(row(all, image), place * n);
    // Normalised by the maximum over the images in use.
    const largest = values.reduce((most, value) => Math.max(most, value), 0);
    const patterns = values.map((value) => value / largest);
    using tensor = backend.tensor(patterns, [images, n]);
    const links = graph === 'empty' ? emptyGraph(images) : nearestGraph(patterns, images);
    using memory = await createMemory(backend, tensor, links);
    const noise = { key: foldIn(own, 'noise') };
    // In p coordinates the remnants of the start, which the code's metric sees, would drown in rounding.
    const { states } = await memory.recall({ a, h, noise, tolerance: 0, path: 'state' });
    rows.push({ images, a, h, graph, trial, ...scored(states, patterns, images) });
  }
  return rows;
}

/**
 * Joins each image to the one nearest to it (Euclidean distance), undirected; a mutual pair gets one edge.
 *
 * @param patterns - `[p, n]`, row-major.
 * @param count - p >= 2.
 * @returns The graph.
 */
export function nearestGraph(patterns: Float32Array, count: number): MemoryGraph {
  const n = patterns.length / count;
  const nearest = Array.from({ length: count }, (_, i) => {
    let [best, least] = [-1, Infinity];
    for (let j = 0; j < count; j += 1) {
      if (j === i) continue;
      let distance = 0;
      for (let d = 0; d < n && distance < least; d += 1) {
        distance += ((patterns[i * n + d] ?? 0) - (patterns[j * n + d] ?? 0)) ** 2;
      }
      if (distance < least) [best, least] = [j, distance];
    }
    return best;
  });
  const edges = nearest.flatMap((j, i): Edge[] => (nearest[j] === i && j < i ? [] : [[i, j]]));
  return fromEdges(edges, { vertices: count });
}

/**
 * Scores final states in float64: where all runs end in one state, what the code compares are remnants of about 1e-5.
 *
 * @param states - `[p, n]`, row-major: where the start at each image came to.
 * @param patterns - `[p, n]`, row-major.
 * @param count - p.
 * @returns Both scores and the number of different ends.
 */
export function scored(
  states: Float32Array,
  patterns: Float32Array,
  count: number,
): Pick<FashionRow, 'accuracy' | 'axis0' | 'ends'> {
  const x = standardised(states, count);
  const y = standardised(patterns, count);
  const n = states.length / count;
  const nearestTo = new Float64Array(count).fill(-Infinity);
  const own = new Float64Array(count);
  const ends: number[] = [];
  for (let start = 0; start < count; start += 1) {
    let [best, most] = [0, -Infinity];
    for (let image = 0; image < count; image += 1) {
      let r = 0;
      for (let d = 0; d < n; d += 1) r += (x[start * n + d] ?? 0) * (y[image * n + d] ?? 0);
      if (r > most) [best, most] = [image, r];
      if (r > (nearestTo[image] ?? 0)) nearestTo[image] = r;
      if (image === start) own[start] = r;
    }
    ends.push(best);
  }
  return {
    accuracy: ends.filter((end, start) => end === start).length / count,
    axis0: own.filter((r, image) => r === nearestTo[image]).length / count,
    ends: new Set(ends).size,
  };
}

/** Rows with mean 0 and length 1. */
function standardised(values: Float32Array, count: number): Float64Array {
  const n = values.length / count;
  const out = Float64Array.from(values);
  for (let start = 0; start < out.length; start += n) {
    const line = out.subarray(start, start + n);
    const centre = line.reduce((sum, value) => sum + value, 0) / n;
    const length = Math.sqrt(line.reduce((sum, value) => sum + (value - centre) ** 2, 0));
    for (const [index, value] of line.entries()) line[index] = (value - centre) / (length === 0 ? 1 : length);
  }
  return out;
}
