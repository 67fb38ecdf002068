// The decomposition problems of the VRN paper, section 4: codebooks, hidden choices, composites. Equal parameters and seed give equal
// problems in every experiment, so that figures may be compared with each other.

import type { Backend, Tensor } from '@vsa/backend';
import { foldIn, key, type RandomKey } from '@vsa/backend/random';
import { composites } from '@vsa/datasets';
import { codebookOf, type CodebookKind } from './codebook.js';

/** What fixes a family of problems. */
export type ProblemParameters = {
  /** Entries of the codebooks. */
  readonly kind: CodebookKind;
  /** Number of factors K. */
  readonly factors: number;
  /** Vectors in each codebook n. */
  readonly size: number;
  /** Components of each vector D. */
  readonly dimension: number;
  /** Correlation parameter ρ in [0, 1): vectors of one codebook correlate by ρ². */
  readonly correlation: number;
};

/** Problems that share their codebooks. */
export interface Problems extends Disposable {
  /** Codebooks, K tensors `[n, D]`. */
  readonly codebooks: readonly Tensor[];
  /** Composites, `[count, D]`. */
  readonly composites: Tensor;
  /** The hidden choices, `[count][K]`. */
  readonly answers: readonly (readonly number[])[];
}

/**
 * Draws codebooks and some composites of them.
 *
 * @param backend - Holds the tensors.
 * @param seed - Seed of the run.
 * @param parameters - See {@link ProblemParameters}.
 * @param draw - Which draw of codebooks, from 0.
 * @param count - Number of composites.
 * @returns Problems that the caller disposes.
 */
export function drawProblems(
  backend: Backend,
  seed: number,
  parameters: ProblemParameters,
  draw: number,
  count: number,
): Problems {
  const own = foldIn(problemKey(seed, parameters), draw);
  const books = Array.from({ length: parameters.factors }, (_, k) =>
    codebookOf(foldIn(foldIn(own, 'codebook'), k), parameters),
  );
  const drawn = composites(foldIn(own, 'composites'), books, count);
  const tensors = [...books, drawn].map(({ values, shape }) => backend.tensor(values, shape));
  const [bound] = tensors.splice(-1);
  if (bound === undefined) throw new RangeError('reproductions.drawProblems: expected composites, got none.');
  return {
    codebooks: tensors,
    composites: bound,
    answers: Array.from({ length: count }, (_, row) =>
      Array.from(drawn.indices.subarray(row * drawn.factors, (row + 1) * drawn.factors)),
    ),
    [Symbol.dispose]() {
      for (const tensor of [...tensors, bound]) tensor.dispose();
    },
  };
}

function problemKey(seed: number, parameters: ProblemParameters): RandomKey {
  const { kind, factors, size, dimension, correlation } = parameters;
  const name = `${kind} K=${factors} n=${size} D=${dimension} rho=${correlation}`;
  return foldIn(foldIn(key(seed), 'decomposition'), name);
}
