// Recall of short video clips along a directed cycle: correlations over time, the score of the sequence, attractors with each other.

import { foldIn, key } from '@vsa/backend/random';
import { attractorCorrelations, createMemory, directedCycleGraph, scoreSequence } from '@vsa/cdam';
import { sampleComponents } from '@vsa/datasets';
import { videoFrames } from '@vsa/datasets/video';
import type { RunContext } from '../../experiment.js';
import { columns } from './dynamics.js';

/** Parameters of a cell: one clip at one pair of strengths. */
export type VideoCell = {
  /** Which clip. */
  readonly clip: 'cup' | 'box';
  /** Strength of auto-association. */
  readonly a: number;
  /** Strength of hetero-association. */
  readonly h: number;
  /** Inverse temperature. */
  readonly beta: number;
  /** Size of an update. */
  readonly eta: number;
  /** Updates. */
  readonly steps: number;
  /** Draws of pixels and noise; the first one is drawn. */
  readonly draws: number;
  /** Pixels that make a pattern. */
  readonly neurons: number;
  /** Start at the first frame and follow it in time, or start at every frame and compare the ends. */
  readonly starts: 'first' | 'all';
  /** Whether the matrix of the first draw is kept beside the scores. */
  readonly keep: 'matrix' | 'scores';
};

/** What all rows of a cell share. */
type Setting = Pick<VideoCell, 'clip' | 'a' | 'h' | 'beta' | 'eta'>;

/** Correlations of one state with all frames (`time`: t is the number of updates), or of one attractor with all (`attractors`: t is the start). */
export type VideoMatrixRow = Setting & {
  readonly kind: 'time' | 'attractors';
  readonly t: number;
} & Readonly<Record<`r${number}`, number>>;

/** Score of one draw. */
export type VideoScoreRow = Setting & {
  readonly kind: 'score';
  readonly draw: number;
  /** Share of moves to the next frame. */
  readonly order: number;
  /** Frames jumped over. */
  readonly skips: number;
  /** Moves backward. */
  readonly returns: number;
  /** Stays of more than twice the median. */
  readonly lags: number;
  /** Share of the frames that took the lead. */
  readonly coverage: number;
  /** Frames that took the lead, in order, until the last update. */
  readonly visits: number;
  /** Median stay, updates. */
  readonly dwell: number;
  /** Longest stay, updates. */
  readonly longest: number;
};

/** What a video cell gives. */
export type VideoRow = VideoMatrixRow | VideoScoreRow;

/**
 * Plays a clip from its first frame, or from all.
 *
 * @param context - Backend and seed.
 * @param cell - See {@link VideoCell}.
 * @returns Matrices of the first draw and, for plays from the first frame, a score of each draw.
 */
export async function measureVideo(
  { backend, seed, signal }: RunContext,
  cell: VideoCell,
): Promise<readonly VideoRow[]> {
  const { clip, a, h, beta, eta, steps, draws, neurons, starts, keep } = cell;
  const setting = { clip, a, h, beta, eta };
  const frames = videoFrames()[clip];
  const rows: VideoRow[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    if (signal?.aborted === true) break;
    const own = foldIn(foldIn(key(seed), `cdam video ${clip}`), draw);
    const { values, shape } = sampleComponents(foldIn(own, 'pixels'), frames, neurons);
    using patterns = backend.tensor(values, shape);
    using memory = await createMemory(backend, patterns, directedCycleGraph(shape[0]));
    const { states, results } = await memory.recall({
      ...{ a, h, beta, eta, tolerance: 0, maxSteps: steps },
      starts: starts === 'first' ? [0] : 'all',
      history: starts === 'first' ? 'correlations' : 'none',
      noise: { key: foldIn(own, 'noise') },
    });
    if (starts === 'all') {
      using ends = backend.tensor(states, shape);
      using between = attractorCorrelations(backend, ends);
      const p = shape[0];
      const matrix = await backend.read(between);
      for (let t = 0; t < p && draw === 0; t += 1) {
        const row = columns(Array.from(matrix.subarray(t * p, (t + 1) * p)));
        rows.push({ kind: 'attractors', ...setting, t, ...row });
      }
      continue;
    }
    // The start itself, noise and all, is not recalled.
    const history = (results[0]?.history ?? []).slice(1).map(({ correlations }) => correlations);
    if (draw === 0 && keep === 'matrix') {
      for (const [index, correlations] of history.entries())
        rows.push({ kind: 'time', ...setting, t: index + 1, ...columns(correlations) });
    }
    const { visits, order, skips, returns, lags, coverage, medianDwell } = scoreSequence(history);
    rows.push({
      kind: 'score',
      ...setting,
      draw,
      // A play that never leaves its first frame has no order.
      order: Number.isNaN(order) ? 0 : order,
      ...{ skips, returns, lags, coverage, visits: visits.length, dwell: medianDwell },
      longest: Math.max(...visits.map(({ dwell }) => dwell)),
    });
  }
  return rows;
}
