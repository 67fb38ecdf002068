// What fixes a training run. It travels in the checkpoint, so that a resumed run cannot go on with other choices.

import { foldIn, key, type RandomKey } from '@vsa/backend/random';
import { glyphPainter, glyphs, splitSymbols, type SymbolSplit } from '@vsa/datasets/glyphs';
import { relationalCouplings, type BindingOptions, type NormName } from '@vsa/kuramoto/relational';
import type { StartName } from '@vsa/kuramoto';
import { InputError } from '../input-error.js';

/** Number of symbols that there are. */
export const SYMBOLS = glyphs().shape[0];

/** Changes when the same settings come to mean another training. */
export const RECIPE = 2;

/** Settings of the first stage. */
export interface Settings {
  readonly recipe: number;
  readonly heldOut: number;
  readonly steps: number;
  readonly batch: number;
  readonly others: number;
  readonly features: number;
  readonly dimension: number;
  readonly evolve: number;
  readonly stepSize: number;
  readonly start: StartName;
  readonly norm: NormName;
  readonly threshold: number;
  readonly learningRate: number;
  readonly seed: number;
}

/** Data and keys of a run. */
export interface RunData {
  readonly root: RandomKey;
  readonly split: SymbolSplit;
  readonly painter: ReturnType<typeof glyphPainter>;
  readonly binding: BindingOptions;
}

/**
 * Splits the symbols of a run.
 *
 * @param settings - See {@link Settings}.
 * @param least - Fewest symbols that either side needs.
 * @returns Keys, symbols and painter.
 * @throws InputError when a side would have too few symbols, or the threshold lies outside of the coherences' range.
 */
export function runData(settings: Settings, least: number): RunData {
  const { heldOut, threshold, features, evolve, stepSize, start, norm, seed } = settings;
  if (heldOut < least || heldOut > SYMBOLS - least) {
    throw new InputError(
      `--held-out: expected ${least} to ${SYMBOLS - least} of the ${SYMBOLS} symbols, got ${heldOut}.`,
    );
  }
  if (!(threshold >= 0 && threshold <= 2)) {
    throw new InputError(`--rho: expected a coherence in [0, 2], got ${threshold}.`);
  }
  const root = key(seed);
  return {
    root,
    split: splitSymbols(foldIn(root, 'split'), SYMBOLS, SYMBOLS - heldOut),
    painter: glyphPainter(glyphs()),
    binding: {
      ...{ startKey: foldIn(root, 'start'), steps: evolve, stepSize, start, norm },
      ...relationalCouplings(features),
    },
  };
}

/**
 * Reads settings that a checkpoint carries.
 *
 * @param metadata - Texts of the checkpoint.
 * @param kind - Which training it must be of.
 * @param file - Its name, for messages.
 * @returns The settings.
 * @throws InputError when the file is of another kind.
 */
export function settingsOf(metadata: Readonly<Record<string, string>>, kind: string, file: string): object {
  const { kind: found = 'something else', settings } = metadata;
  if (found !== kind || settings === undefined) {
    throw new InputError(`${file}: expected a checkpoint of vsa train ${kind}, got one of ${found}.`);
  }
  return JSON.parse(settings) as object;
}

/**
 * Reads settings of the first stage.
 *
 * @param metadata - Texts of the checkpoint.
 * @param file - Its name, for messages.
 * @returns The settings.
 * @throws InputError when the file is of another kind, or of another recipe.
 */
export function firstSettings(metadata: Readonly<Record<string, string>>, file: string): Settings {
  const settings = settingsOf(metadata, 'same-different', file) as Settings;
  const { recipe = 1 } = settings as Partial<Settings>;
  if (recipe !== RECIPE) {
    throw new InputError(
      `${file}: expected a checkpoint of recipe ${RECIPE}, got one of recipe ${recipe}; train it anew with this version.`,
    );
  }
  return settings;
}

/**
 * Throws unless a resumed run has the settings of its checkpoint.
 *
 * @param wanted - Settings of this run.
 * @param found - Settings of the checkpoint.
 * @param file - Its name, for messages.
 * @throws InputError that names the first difference.
 */
export function checkSame(wanted: object, found: object, file: string): void {
  const values = new Map<string, unknown>(Object.entries(found));
  for (const [name, value] of Object.entries(wanted)) {
    if (values.get(name) === value) continue;
    throw new InputError(
      `${file}: expected ${name} ${JSON.stringify(values.get(name))}, as the checkpoint was trained with, got ${JSON.stringify(value)}.`,
    );
  }
}
