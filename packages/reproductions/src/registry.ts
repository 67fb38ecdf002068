// All experiments by name.

import type { Experiment } from './experiment.js';
import { fig10 } from './vrn/fig10.js';
import { fig11 } from './vrn/fig11.js';
import { fig2c } from './vrn/fig2c.js';
import { fig3 } from './vrn/fig3.js';
import { fig4 } from './vrn/fig4.js';
import { fig5 } from './vrn/fig5.js';
import { fig6 } from './vrn/fig6.js';
import { fig9 } from './vrn/fig9.js';
import { text } from './vrn/text.js';

/** A paper that has experiments. */
export interface Paper {
  /** Short name. */
  readonly id: string;
  /** Title. */
  readonly title: string;
}

/** The papers. */
export const papers: readonly Paper[] = [
  { id: 'vrn', title: 'Variational semantic decomposition of compositional representations' },
];

/** All experiments, in the order of reports. */
export const experiments: readonly Experiment[] = [fig2c, fig3, fig4, fig5, fig6, fig9, fig10, fig11, text];

/**
 * Finds an experiment.
 *
 * @param id - Such as `vrn/fig3`.
 * @returns The experiment.
 * @throws RangeError for an unknown name; the message lists the known ones.
 */
export function findExperiment(id: string): Experiment {
  const found = experiments.find((experiment) => experiment.id === id);
  if (found !== undefined) return found;
  const known = experiments.map((experiment) => experiment.id).join(', ');
  throw new RangeError(`reproductions.findExperiment: expected one of ${known}, got '${id}'.`);
}

/**
 * Finds experiments, in the order of reports whatever the order of the names.
 *
 * @param ids - Names such as `vrn/fig3`; doubles count once.
 * @returns The experiments.
 * @throws RangeError for an unknown name.
 */
export function findExperiments(ids: readonly string[]): readonly Experiment[] {
  const wanted = new Set(ids.map((id) => findExperiment(id).id));
  return experiments.filter(({ id }) => wanted.has(id));
}

/**
 * All experiments of a paper.
 *
 * @param paper - Short name of the paper.
 * @returns Its experiments, in the order of reports.
 * @throws RangeError for an unknown paper; the message lists the known ones.
 */
export function experimentsOf(paper: string): readonly Experiment[] {
  const found = experiments.filter((experiment) => experiment.paper === paper);
  if (found.length > 0) return found;
  const known = papers.map(({ id }) => id).join(', ');
  throw new RangeError(`reproductions.experimentsOf: expected one of ${known}, got '${paper}'.`);
}
