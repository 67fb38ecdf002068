// A claim is a sentence of a paper, our number for it, and a verdict. A contradicted claim is a result: it is reported, never tuned away.

/** What our rows say about a claim. */
export type Verdict = 'reproduced' | 'contradicted' | 'not run';

/** A judged sentence of a paper. */
export interface Claim {
  /** Stable name, such as `fig3-comparable`. */
  readonly id: string;
  /** Where the paper says it, such as `§4.1, Fig. 3`. */
  readonly source: string;
  /** The sentence in our own words. */
  readonly statement: string;
  /** The paper's number; null where it prints none. */
  readonly paper: number | null;
  /** Our number, in words with its unit. */
  readonly ours: string;
  /** Largest deviation that still counts, with the reason for it. */
  readonly tolerance: { readonly value: number; readonly reason: string };
  /** What follows. */
  readonly verdict: Verdict;
  /** What the verdict rests on; of a contradicted claim, what contradicts it. */
  readonly evidence: string;
}

/** A claim before it is judged. */
export type ClaimText = Omit<Claim, 'ours' | 'verdict' | 'evidence'>;

/** What a judge says. */
export interface Judgement {
  /** Our number, in words. */
  readonly ours: string;
  /** True when the claim holds within its tolerance. */
  readonly holds: boolean;
  /** What this rests on. */
  readonly evidence: string;
}

/**
 * Joins a claim with its judgement.
 *
 * @param text - The claim.
 * @param judgement - What the rows say; undefined when the rows that decide it have not been run.
 * @returns The judged claim.
 */
export function judge(text: ClaimText, judgement: Judgement | undefined): Claim {
  if (judgement === undefined) {
    return {
      ...text,
      ours: '-',
      verdict: 'not run',
      evidence: 'The cells that decide this have not been run.',
    };
  }
  return {
    ...text,
    ours: judgement.ours,
    verdict: judgement.holds ? 'reproduced' : 'contradicted',
    evidence: judgement.evidence,
  };
}
