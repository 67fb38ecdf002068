// Some digits of the protocol of Fig. 2: what a memory says, and what it says with oscillators that saw a second image.

import { disposeTree } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import {
  askEdited,
  askThreshold,
  createCueSet,
  drawCues,
  type LabelledImages,
} from '@vsa/hk-memory/training';
import type { Row, RunContext } from '../../experiment.js';
import { learnEditing, type EditingSetup } from './editing.js';
import { SOLVERS } from './stages.js';

/** A digit, or a share of them. */
export interface ShownRow extends Row {
  /** A digit to be shown; or a share of test images by their second image: of those that kept their answer, of changed labels learnt. */
  readonly kind: 'digit' | 'kept' | 'learnt';
  /** Percent; null for a digit. */
  readonly value: number | null;
  readonly label: number | null;
  /** Digit on the second image. */
  readonly cue: number;
  readonly before: number | null;
  readonly after: number | null;
  readonly wanted: number | null;
  /** Grey values of the digit and of the second image, two hexadecimal figures a pixel. */
  readonly image: string | null;
  readonly second: string | null;
}

/** Digits that are shown, with either cue. */
const DIGITS = [0, 1, 2, 3] as const;

/**
 * Trains a memory and oscillators, and asks about test images.
 *
 * @param context - Backend, seed and files.
 * @param setup - See {@link EditingSetup}; its edit goes by second images.
 * @returns A row for the first image of each digit and cue, then shares by cue.
 */
export async function showEdits(context: RunContext, setup: EditingSetup): Promise<readonly ShownRow[]> {
  const { backend, seed, signal } = context;
  const { task, params, test } = await learnEditing(context, setup);
  try {
    const options = { ...SOLVERS[setup.memory.solver], signal };
    const cueKey = foldIn(key(`hopfield-kuramoto/shown/${seed}`), 'cues');
    const alone = { weights: task.frozen.symmetric, bias: task.frozen.bias };
    const before = await askThreshold(backend, alone, test, task.layout, options);
    const asked = { ...options, key: cueKey };
    const { said: after, wanted } = await askEdited(backend, params, { ...task, images: test }, asked);
    const cues = drawCues(cueKey, createCueSet(test), test.shape[0]);
    const all = [...before.keys()].map((image) => ({
      label: test.labels[image] ?? 0,
      cue: cues.digits[image] ?? 0,
      before: before[image] ?? 0,
      after: after[image] ?? 0,
      wanted: wanted[image] ?? 0,
      image,
      second: cues.indices[image] ?? 0,
    }));
    return [0, 1].flatMap((cue): ShownRow[] => {
      const own = all.filter((each) => each.cue === cue);
      const digits = DIGITS.flatMap((digit): ShownRow[] => {
        const first = own.find(({ label }) => label === digit);
        if (first === undefined) return [];
        const pictures = { image: hexOf(test, first.image), second: hexOf(test, first.second) };
        return [{ ...first, ...pictures, kind: 'digit', value: null }];
      });
      const share = (
        kind: 'kept' | 'learnt',
        of: typeof own,
        yes: (each: (typeof own)[number]) => boolean,
      ) => ({
        ...{ kind, cue, label: null, before: null, after: null, wanted: null, image: null, second: null },
        value: Math.round((1e4 * of.filter(yes).length) / of.length) / 100,
      });
      const changed = own.filter(({ label, wanted: edited }) => label !== edited);
      return [
        ...digits,
        share('kept', own, (each) => each.before === each.after),
        ...(changed.length === 0 ? [] : [share('learnt', changed, (each) => each.after === each.wanted)]),
      ];
    });
  } finally {
    disposeTree([task.frozen, params]);
  }
}

function hexOf({ pixels, shape: [, size] }: LabelledImages, image: number): string {
  return Array.from(pixels.subarray(image * size, (image + 1) * size), (grey) =>
    grey.toString(16).padStart(2, '0'),
  ).join('');
}
