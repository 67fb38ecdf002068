// The edits of what a memory has learnt, section 6 of Fanaskov and Oseledets, 2025: labels 0 and 1 change places, or 1 becomes 0, for all
// samples or only for those that come with the second image of a 1.

import { checkProbability, checkWhole, choose } from '@vsa/backend/check';

/** An edit: of all samples, or of those whose second image says so. */
export type EditName = 'conflation' | 'swap' | 'associative-conflation' | 'associative-swap';

interface Edit {
  /** What labels 0 and 1 become. */
  readonly labels: readonly [number, number];
  /** Whether a second image decides. */
  readonly associative: 'by cue' | 'always';
}

const EDITS: Readonly<Record<EditName, Edit>> = {
  conflation: { labels: [0, 0], associative: 'always' },
  swap: { labels: [1, 0], associative: 'always' },
  'associative-conflation': { labels: [0, 0], associative: 'by cue' },
  'associative-swap': { labels: [1, 0], associative: 'by cue' },
};

/**
 * The label of a sample after an edit.
 *
 * @param name - Which edit.
 * @param label - Label before, a whole number >= 0.
 * @param cue - Digit on the second image; associative edits happen for 1 and not for 0, the others whatever it is. Default 1.
 * @returns Label after.
 * @throws RangeError for an unknown edit, or an associative edit whose cue is neither 0 nor 1.
 */
export function editLabel(name: EditName, label: number, cue = 1): number {
  const where = 'hk-memory.editLabel';
  const { labels, associative } = choose(EDITS, name, where, 'edit');
  checkWhole(where, 'label', label, 0);
  if (cue !== 0 && cue !== 1) throw new RangeError(`${where}: expected a cue of 0 or 1, got ${cue}.`);
  const idle = associative === 'by cue' && cue === 0;
  return idle ? label : (labels[label] ?? label);
}

/** What {@link editedAccuracy} starts from. */
export interface LabelShares {
  /** Share of samples labelled 0. */
  readonly zeros: number;
  /** Share of samples labelled 1. */
  readonly ones: number;
}

/**
 * Accuracy on edited labels of a memory that knows nothing of the edit, as Table 1 has it: every sample whose label changes is taken to
 * have been right before and to be wrong now; half of the cues of associative edits are ones.
 *
 * @param name - Which edit.
 * @param accuracy - Accuracy on the labels before, in [0, 1].
 * @param shares - See {@link LabelShares}.
 * @returns Accuracy after, in [0, 1].
 * @throws RangeError for an unknown edit, or a number outside [0, 1].
 * @example
 * ```ts
 * import { editedAccuracy } from '@vsa/hk-memory';
 *
 * console.log(editedAccuracy('swap', 0.972, { zeros: 0.098, ones: 0.1135 }).toFixed(4)); // => 0.7605
 * ```
 */
export function editedAccuracy(name: EditName, accuracy: number, { zeros, ones }: LabelShares): number {
  const where = 'hk-memory.editedAccuracy';
  const { labels, associative } = choose(EDITS, name, where, 'edit');
  checkProbability(where, 'accuracy', accuracy);
  checkProbability(where, 'the share of zeros', zeros);
  checkProbability(where, 'the share of ones', ones);
  const changed = (labels[0] === 0 ? 0 : zeros) + (labels[1] === 1 ? 0 : ones);
  return Math.max(0, accuracy - (associative === 'by cue' ? changed / 2 : changed));
}
