// What the claims about recall from every vertex share: a number of each draw, summed up in words.

import type { ClaimText, Judgement } from '../claim.js';
import { judge, type Claim } from '../claim.js';
import type { DynamicsRow, SummaryRow } from '../compute/cdam/dynamics.js';
import { mean } from '../compute/cdam/statistics.js';
import { share } from '../vrn/compare.js';
import { AUTO, ofSetting, QUIET, settingName, type Setting } from './settings.js';

/** Fields of a summary that hold numbers. */
export type SummaryField = Exclude<keyof SummaryRow, 'kind' | 'load' | 'a' | 'h' | 'draw'>;

/** Mean and range of a number over draws. */
export interface Spread {
  /** Mean. */
  readonly mean: number;
  /** Least. */
  readonly low: number;
  /** Largest. */
  readonly high: number;
  /** Number of draws. */
  readonly draws: number;
}

/** A claim of a figure before its rows are known. */
export interface FigureClaim {
  /** The claim. */
  readonly text: ClaimText;
  /** Judges it; undefined when its cells have not been run. */
  readonly judge: (rows: readonly DynamicsRow[]) => Judgement | undefined;
}

/**
 * Judges the claims of a figure.
 *
 * @param list - The claims.
 * @param rows - The figure's rows.
 * @returns Judged claims.
 */
export function judgeAll(list: readonly FigureClaim[], rows: readonly DynamicsRow[]): readonly Claim[] {
  return list.map(({ text, judge: decide }) => judge(text, decide(rows)));
}

/**
 * Sums a number up over the draws of a setting.
 *
 * @param rows - The figure's rows.
 * @param setting - Strengths.
 * @param field - Which number.
 * @returns Its spread; undefined when the setting has not been run, or has no such number.
 */
export function spreadOf(
  rows: readonly DynamicsRow[],
  setting: Setting,
  field: SummaryField,
): Spread | undefined {
  const summaries = rows.filter((row) => row.kind === 'summary');
  const values = ofSetting(summaries, setting).flatMap((row) => row[field] ?? []);
  if (values.length === 0) return undefined;
  return { mean: mean(values), low: Math.min(...values), high: Math.max(...values), draws: values.length };
}

/**
 * Writes a spread.
 *
 * @param spread - The spread.
 * @returns For example `.98 (.97 to .99 over 10 draws)`.
 */
export function spreadText({ mean: centre, low, high, draws }: Spread): string {
  return `${share(centre)} (${share(low)} to ${share(high)} over ${draws} draws)`;
}

/**
 * Asks one number of each of some settings to stay within bounds.
 *
 * @param settings - Strengths.
 * @param field - Which number; its mean over draws counts.
 * @param holds - Whether a mean will do.
 * @param name - What the number is, in words.
 * @returns The judge.
 */
export function everySetting(
  settings: readonly Setting[],
  field: SummaryField,
  holds: (value: number) => boolean,
  name: string,
): FigureClaim['judge'] {
  return (rows) => {
    const found = settings.flatMap((setting) => {
      const spread = spreadOf(rows, setting, field);
      return spread === undefined ? [] : [{ setting, spread }];
    });
    if (found.length < settings.length) return undefined;
    const failing = found.filter(({ spread }) => !holds(spread.mean));
    return {
      ours: found.map(({ spread }) => share(spread.mean)).join(', '),
      holds: failing.length === 0,
      evidence: `${name}: ${found.map(({ setting, spread }) => `${spreadText(spread)} at ${settingName(setting)}`).join('; ')}.`,
    };
  };
}

/**
 * Asks one number to grow (or fall) from each setting to the next.
 *
 * @param settings - Strengths, in the order of the claim.
 * @param field - Which number; its mean over draws counts.
 * @param least - What each step must add at least; negative asks it to fall by as much.
 * @param name - What the number is, in words.
 * @returns The judge.
 */
export function monotone(
  settings: readonly Setting[],
  field: SummaryField,
  least: number,
  name: string,
): FigureClaim['judge'] {
  return (rows) => {
    const found = settings.map((setting) => spreadOf(rows, setting, field));
    const means = found.flatMap((spread) => (spread === undefined ? [] : [spread.mean]));
    if (means.length < settings.length) return undefined;
    const steps = means.slice(1).map((value, index) => (value - (means[index] ?? NaN)) * Math.sign(least));
    return {
      ours: means.map(share).join(', '),
      holds: steps.every((step) => step >= Math.abs(least)),
      evidence: `${name} at ${settings.map(settingName).join('; ')}: ${found.map((spread) => (spread === undefined ? '' : spreadText(spread))).join('; ')}.`,
    };
  };
}

/**
 * The claim that a = 1, h = 0 gives the triggered pattern and no other.
 *
 * @param id - Name of the figure.
 * @param source - Where the paper says it.
 * @returns The claim.
 */
export function recallsOwn(id: string, source: string): FigureClaim {
  return {
    text: {
      id: `${id}-auto`,
      source,
      statement:
        'a = 1, h = 0 is pure auto-association: the state correlates with the triggered pattern alone.',
      paper: 1,
      tolerance: {
        value: 0.03,
        reason: 'the mean load, which is taken off, holds a thirtieth or less of the pattern itself',
      },
    },
    judge: everySetting(
      [AUTO],
      'own',
      (value) => value >= 0.97,
      'Mean r with the own pattern after 100 updates',
    ),
  };
}

/**
 * The claim that a + h = 1 keeps the mean activity at 0.
 *
 * @param id - Name of the figure.
 * @param source - Where the paper says it.
 * @param settings - Strengths with a + h = 1.
 * @returns The claim.
 */
export function balanced(id: string, source: string, settings: readonly Setting[]): FigureClaim {
  return {
    text: {
      id: `${id}-balance`,
      source,
      statement: 'With a + h = 1 the mean activity is 0 (unbiased balance of excitation and inhibition).',
      paper: 0,
      tolerance: {
        value: 0.01,
        reason: 'the mean of 1000 neurons, averaged over all starts, has a deviation of .002',
      },
    },
    judge: everySetting(settings, 'meanActivity', (value) => Math.abs(value) < 0.01, 'Mean activity'),
  };
}

/**
 * The claim that runs end in a fixed point or a limit cycle.
 *
 * @param id - Name of the figure.
 * @param source - Where the paper says it.
 * @param settings - Strengths.
 * @returns The claim.
 */
export function settles(id: string, source: string, settings: readonly Setting[]): FigureClaim {
  return {
    text: {
      id: `${id}-settled`,
      source,
      statement: 'At t = 101 every run is at a fixed point or in a limit cycle.',
      paper: 1,
      tolerance: {
        value: 0.05,
        reason:
          'share of starts whose correlations come back within .01 among the last 50 steps: runs do not end at one time',
      },
    },
    judge: everySetting(
      settings,
      'settled',
      (value) => value >= 0.95,
      'Share of starts that stand still or cycle',
    ),
  };
}

/**
 * The claim that recall reaches more patterns as a falls.
 *
 * @param id - Name of the figure.
 * @param source - Where the paper says it.
 * @param settings - Strengths, a falling.
 * @returns The claim.
 */
export function widens(id: string, source: string, settings: readonly Setting[]): FigureClaim {
  return {
    text: {
      id: `${id}-widens`,
      source,
      statement: 'As a decreases (h = 1 − a), recall spreads gradually wider over the graph.',
      paper: null,
      tolerance: {
        value: 0.5,
        reason: 'patterns of r > .1 that each setting must add; chance gives fewer than .1',
      },
    },
    judge: monotone(settings, 'active', 0.5, 'Patterns with r > .1'),
  };
}

/**
 * The claim that a = -2.5, h = 1 leaves no pattern active.
 *
 * @param id - Name of the figure.
 * @param source - Where the paper says it.
 * @returns The claim.
 */
export function quiet(id: string, source: string): FigureClaim {
  return {
    text: {
      id: `${id}-quiet`,
      source,
      statement: 'a = −2.5, h = 1 is neutral quiescence: the state is far from every pattern.',
      paper: null,
      tolerance: {
        value: 0.2,
        reason: 'largest r of any pattern; six deviations of chance at n = 1000 are .19',
      },
    },
    judge: everySetting([QUIET], 'largest', (value) => value < 0.2, 'Largest r of all patterns and starts'),
  };
}

/**
 * The claim that attractors tell the known communities.
 *
 * @param text - The claim.
 * @param settings - Strengths; all must reach the least index.
 * @param least - Least adjusted Rand index, mean over draws.
 * @returns The claim.
 */
export function tellsCommunities(text: ClaimText, settings: readonly Setting[], least: number): FigureClaim {
  return {
    text,
    judge: everySetting(
      settings,
      'rand',
      (value) => value >= least,
      'Adjusted Rand index of the attractors (average linkage, cut into as many clusters as there are communities)',
    ),
  };
}
