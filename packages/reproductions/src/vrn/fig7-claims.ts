// What this project asks of the autoencoder of Fig. 7, of which the paper shows pictures only.

import { judge, type Claim, type Judgement } from '../claim.js';
import type { VraeKind, VraeRow } from '../compute/vrae/rows.js';

/** The sizes that are judged, each for itself. */
const SIDES = [14, 28] as const;
const SOURCE = 'Sec. 4.4, Fig. 7; the bar is ours';
const ERROR = 1.3;
const INFORMATION = 0.8;
const RIGHT = 0.8;

/**
 * Judges the rows, each size for itself.
 *
 * @param rows - Rows of the cells that have run.
 * @returns Three claims a size.
 */
export function vraeClaims(rows: readonly VraeRow[]): readonly Claim[] {
  return SIDES.flatMap((side) => {
    // A thousand digits are too few for the bars: what they give is a preview.
    const own = rows.filter((row) => row.side === side && row.source === 'mnist');
    const size = `${side} x ${side}`;
    return [
      judge(
        {
          id: `fig7-error-${side}`,
          source: SOURCE,
          statement: `Codes give held-out pictures of ${size} back nearly as well as a plain autoencoder of the same layers does.`,
          paper: null,
          tolerance: { value: ERROR, reason: 'most times the mean error of the plain autoencoder' },
        },
        errorJudged(own),
      ),
      judge(
        {
          id: `fig7-tint-${side}`,
          source: SOURCE,
          statement: `One factor has the tint of pictures of ${size}, the other does not.`,
          paper: null,
          tolerance: {
            value: INFORMATION,
            reason:
              'least mean normalised mutual information of the first factor; the second has less than half',
          },
        },
        tintJudged(own),
      ),
      judge(
        {
          id: `fig7-recombined-${side}`,
          source: SOURCE,
          statement: `The shape of one picture of ${size} and the tint of another make a picture with the digit of the one and the tint of the other.`,
          paper: null,
          tolerance: { value: RIGHT, reason: 'least mean share that both classifiers take for right' },
        },
        recombinedJudged(own),
      ),
    ];
  });
}

/** Mean and spread of repetitions. */
interface Spread {
  readonly mean: number;
  readonly text: string;
}

/**
 * Mean and spread of some rows.
 *
 * @param values - One a repetition.
 * @param digits - Decimals of the text.
 * @returns Undefined where there are none; the text has mean, standard deviation and number.
 */
export function spreadOf(values: readonly number[], digits = 2): Spread | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, text: `${mean.toFixed(digits)} (one repetition)` };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (n - 1));
  return { mean, text: `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)} (${n} repetitions)` };
}

function find(rows: readonly VraeRow[], kind: VraeKind, of = '', x = 0, model = 'vrae'): Spread | undefined {
  const own = rows.filter((row) => row.kind === kind && row.of === of && row.x === x && row.model === model);
  return spreadOf(own.map(({ value }) => value));
}

function errorJudged(rows: readonly VraeRow[]): Judgement | undefined {
  const ours = find(rows, 'error');
  const plain = find(rows, 'error', '', 0, 'plain');
  if (ours === undefined || plain === undefined) return undefined;
  const others = (['vae', 'vq-vae'] as const).flatMap((model) => {
    const found = find(rows, 'error', '', 0, model);
    return found ? [`${model} ${found.text}`] : [];
  });
  const ratio = ours.mean / plain.mean;
  return {
    ours: `${ratio.toFixed(2)} times that of the plain autoencoder`,
    holds: ratio <= ERROR,
    evidence: `Mean ± standard deviation: with factors ${[ours.text, `plain ${plain.text}`, ...others].join(', ')}.`,
  };
}

function tintJudged(rows: readonly VraeRow[]): Judgement | undefined {
  const [first, second] = [1, 2].map((factor) => find(rows, 'information', 'tints', factor));
  if (first === undefined || second === undefined) return undefined;
  const rest = [1, 2].flatMap((factor) =>
    (['tints', 'digits'] as const).flatMap((label) => {
      const found = find(rows, 'read-out', label, factor);
      return found ? [`${label} from factor ${factor} ${found.text}`] : [];
    }),
  );
  return {
    ours: `NMI of ${first.text} in the first factor`,
    holds: first.mean >= INFORMATION && second.mean < INFORMATION / 2,
    evidence: `The second has ${second.text}. Read out by linear classifiers: ${rest.join(', ')}; chance is .1.`,
  };
}

function recombinedJudged(rows: readonly VraeRow[]): Judgement | undefined {
  const [both, digits, tints] = ['both', 'digits', 'tints'].map((of) => find(rows, 'recombined', of));
  const judges = ['digits', 'tints'].map((of) => find(rows, 'judge', of)?.text ?? '-');
  if (both === undefined || digits === undefined || tints === undefined) return undefined;
  return {
    ours: `a share of ${both.text}`,
    holds: both.mean >= RIGHT,
    evidence: `Digit kept ${digits.text}, tint taken ${tints.text}; of real pictures the classifiers are right on ${judges.join(' and ')}.`,
  };
}
