// Sizes that the paper leaves open. Its figures have an axis n^K and lines for D, but it prints neither the values of n nor those of D;
// it names D = 1000 as typical, K = 2..5, and 100 composites a point.

import { accuracyCell, type AccuracyCell } from '../compute/accuracy.js';
import type { CodebookKind } from '../compute/codebook.js';
import type { Cell, Scale } from '../experiment.js';

/** Codebook sizes n by number of factors K: search spaces n^K from about 10^2 to 10^6, the same for all D. */
const GRIDS: Readonly<Record<Scale, Readonly<Record<number, readonly number[]>>>> = {
  quick: { 2: [30, 100, 200], 3: [10, 20, 30], 4: [5, 8, 12], 5: [4, 6, 8] },
  paper: {
    2: [10, 30, 100, 200, 300, 500, 1000],
    3: [5, 10, 15, 20, 30, 50, 100],
    4: [3, 5, 8, 12, 16, 22, 32],
    5: [3, 4, 6, 8, 10, 13, 16],
  },
};

/** Dimensions D of the lines. */
const DIMENSIONS: Readonly<Record<Scale, readonly number[]>> = { quick: [1000], paper: [500, 1000, 2000] };

/** Sizes of the correlation figures: large enough that ρ = 0 is hard for one of the methods. */
export const CORRELATION_SIZES: readonly (readonly [factors: number, size: number])[] = [
  [2, 100],
  [3, 30],
  [4, 12],
  [5, 6],
];

/** Composites a point. */
export const TRIALS: Readonly<Record<Scale, number>> = { quick: 40, paper: 100 };

/** Draws of codebooks that they are spread over. */
export const DRAWS: Readonly<Record<Scale, number>> = { quick: 8, paper: 20 };

/** Sentence about the sizes that the figures over n^K share. */
export const SIZE_CHOICES: readonly string[] = [
  'The paper prints neither the codebook sizes nor the dimensions of its lines: n spans search spaces n^K from about 10^2 to 10^6, and D is 500, 1000 and 2000.',
  'Whether codebooks are drawn anew for each of the 100 composites is not said: here 20 draws of codebooks give 5 composites each, and all methods see the same ones.',
];

/** A grid over the search space. */
export interface GridRequest {
  /** Scale of the run. */
  readonly scale: Scale;
  /** Numbers of factors. */
  readonly factors: readonly number[];
  /** Names of the methods by entries of the codebooks. */
  readonly methods: Readonly<Partial<Record<CodebookKind, readonly string[]>>>;
  /** Correlation parameters. @defaultValue `[0]` */
  readonly correlations?: readonly number[] | undefined;
  /** Dimensions. @defaultValue those of the scale */
  readonly dimensions?: readonly number[] | undefined;
  /** Largest search space. @defaultValue all */
  readonly largest?: number | undefined;
}

/**
 * Cells over the search space.
 *
 * @param request - See {@link GridRequest}.
 * @returns One cell for each codebook kind, K, ρ, D and n.
 */
export function gridCells(request: GridRequest): readonly Cell<AccuracyCell>[] {
  const { scale, correlations = [0], dimensions = DIMENSIONS[scale], largest = Infinity } = request;
  const kinds = Object.entries(request.methods) as [CodebookKind, readonly string[]][];
  return kinds.flatMap(([kind, methods]) =>
    request.factors.flatMap((factors) =>
      correlations.flatMap((correlation) =>
        dimensions.flatMap((dimension) =>
          (GRIDS[scale][factors] ?? [])
            .filter((size) => size ** factors <= largest)
            .map((size) =>
              accuracyCell({
                kind,
                factors,
                size,
                dimension,
                correlation,
                trials: TRIALS[scale],
                draws: DRAWS[scale],
                methods,
              }),
            ),
        ),
      ),
    ),
  );
}
