// The contract of the kernel for correlated dense associative memory (assembly/relax.ts).

/** M, row to column: nothing, its entries row after row, or in full. */
export type RelaxLinks =
  | {
      /** M is 0. */
      readonly kind: 'none';
    }
  | {
      /** Held as entries. */
      readonly kind: 'entries';
      /** First entry of each row, and behind the last row their number: `[p + 1]`, never falling. */
      readonly offsets: Int32Array;
      /** Column of each entry, `[E]`. */
      readonly targets: Int32Array;
      /** Value of each entry, `[E]`. */
      readonly values: Float32Array;
    }
  | {
      /** Held in full. */
      readonly kind: 'full';
      /** `[p, p]`. */
      readonly matrix: Float32Array;
    };

/** Where starts stand: `sigma = remainder sigma(0) + coordinates Xi^T`. All values finite. */
export interface RelaxState {
  /** u, `[B, p]`. */
  readonly coordinates: Float32Array;
  /** Scalar products of the centred state with the centred patterns, `[B, p]`. */
  readonly overlaps: Float64Array;
  /** What is left of the start, `[B]`. */
  readonly remainders: Float64Array;
  /** Mean of the state over the neurons, `[B]`. */
  readonly means: Float64Array;
}

/** A memory and its starts. "Centred" is less its own mean over the neurons. All values finite. */
export interface RelaxInput {
  /** Number of neurons n, 1 to 2^24. */
  readonly neurons: number;
  /** Scalar products of the centred patterns, `[p, p]`, p from 1 to 2^14. */
  readonly gram: Float32Array;
  /** Mean of each column of `gram`, `[p]`. */
  readonly gramMeans: Float64Array;
  /** Mean of each pattern over the neurons, `[p]`. */
  readonly means: Float64Array;
  /** M. */
  readonly links: RelaxLinks;
  /** a and h of each start, `[B, 2]`. */
  readonly strengths: Float64Array;
  /** What saves work where all starts have the same a and h; the kernel trusts it to belong to them. */
  readonly pull?: RelaxPull | undefined;
  /** Where the starts stand. */
  readonly state: RelaxState;
  /** What the history needs besides; required with `history: 'correlations'`. */
  readonly reference?: RelaxReference | undefined;
}

/** What a share of each pattern pulls, `a + h M` applied to overlaps and means. */
export interface RelaxPull {
  /** `a gram + h M gram`, `[p, p]`. */
  readonly gram: Float32Array;
  /** `a means + h M means`, `[p]`. */
  readonly means: Float64Array;
}

/** Lengths that turn overlaps into correlations. */
export interface RelaxReference {
  /** 1 over the length of each centred pattern, 0 for a constant one, `[p]`. */
  readonly inverseLengths: Float32Array;
  /** `overlaps` of sigma(0), `[B, p]`. */
  readonly overlaps: Float64Array;
  /** Squared length of the centred sigma(0), `[B]`. */
  readonly squares: Float64Array;
}

/** Options of `relax`. */
export interface RelaxOptions {
  /** Most steps, 0 to 2^24. @defaultValue `100` */
  readonly maxSteps?: number | undefined;
  /** Inverse temperature, > 0. @defaultValue `1` */
  readonly beta?: number | undefined;
  /** Size of an update, > 0. @defaultValue `0.1` */
  readonly eta?: number | undefined;
  /** Coefficient of the mean memory load. @defaultValue `1` */
  readonly meanLoad?: number | undefined;
  /** A start stands still once a step moves u by no more than this share of its size (sums of absolute values). @defaultValue `0` */
  readonly tolerance?: number | undefined;
  /** Longest lag at which it may stand still, 0 to 1024: 0 never looks, 1 finds fixed points, more finds limit cycles. @defaultValue `0` */
  readonly longest?: number | undefined;
  /** `correlations`: return correlations, mean and deviation after every step. @defaultValue `'none'` */
  readonly history?: 'none' | 'correlations' | undefined;
}

/** What `relax` gives; all arrays are new and the caller's. */
export interface RelaxResult {
  /** Where the starts stand at their ends; a diverged one stands where it was before the last step. */
  readonly state: RelaxState;
  /** Steps done, `[B]`, one that diverged included. */
  readonly steps: Int32Array;
  /** `[B]`: 0 steps ran out, 1 fixed point, 2 limit cycle, 3 diverged (past float32, or not a number). */
  readonly status: Int32Array;
  /** Lag at which a start stands still, `[B]`: 1 for a fixed point, 2 or more for a limit cycle, else 0. */
  readonly lags: Int32Array;
  /**
   * `[B, maxSteps, p + 2]`: after each step the Pearson correlation with each pattern (0 where either is constant), then mean and deviation
   * of the state; zeros past a start's last step, and for a step that diverged.
   */
  readonly history: Float32Array | undefined;
}
