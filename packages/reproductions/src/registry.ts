// All experiments by name.

import { fig31, fig32, fig7 } from './cdam/automaton.js';
import { communities } from './cdam/communities.js';
import { fig1 } from './cdam/fig1.js';
import { fig14 } from './cdam/fig14.js';
import { fig9 as cdam9 } from './cdam/fig9.js';
import { fig17, fig2 } from './cdam/karate.js';
import { fig10 as cdam10, fig11 as cdam11, fig12 as cdam12 } from './cdam/modes.js';
import { fig15, fig16, fig22, fig3 as cdam3 } from './cdam/ranges.js';
import { fig18, fig19, fig20, fig21, fig23, fig24, fig25, fig26 } from './cdam/triggers.js';
import { text as cdamText } from './cdam/text.js';
import { fig28, fig29 } from './cdam/video-attractors.js';
import { fig4 as cdam4, fig5 as cdam5 } from './cdam/video.js';
import type { Experiment } from './experiment.js';
import { energy } from './hopfield-kuramoto/energy.js';
import { fig1 as hk1 } from './hopfield-kuramoto/fig1.js';
import { fig2 as hk2 } from './hopfield-kuramoto/fig2.js';
import { multiplexing } from './hopfield-kuramoto/multiplexing.js';
import { table1 } from './hopfield-kuramoto/table1.js';
import { table2 } from './hopfield-kuramoto/table2.js';
import { table3 } from './hopfield-kuramoto/table3.js';
import { figD1 } from './hopfield-rbm/d1.js';
import { figD2 } from './hopfield-rbm/d2.js';
import { study } from './oscillatory-binding/study.js';
import { fig2 as rbm2 } from './hopfield-rbm/fig2.js';
import { fig3 as rbm3 } from './hopfield-rbm/fig3.js';
import { fig4a, fig4b } from './hopfield-rbm/fig4.js';
import { fig4cd } from './hopfield-rbm/fig4-samples.js';
import { fig5 as rbm5, figE1 } from './hopfield-rbm/fig5.js';
import { fig10 } from './vrn/fig10.js';
import { fig11 } from './vrn/fig11.js';
import { fig2c } from './vrn/fig2c.js';
import { fig3 } from './vrn/fig3.js';
import { fig4 } from './vrn/fig4.js';
import { fig5 } from './vrn/fig5.js';
import { fig6 } from './vrn/fig6.js';
import { fig7 as vrn7 } from './vrn/fig7.js';
import { fig8 } from './vrn/fig8.js';
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
  { id: 'cdam', title: 'Semantically-correlated memories in a dense associative model' },
  {
    id: 'oscillatory-binding',
    title: 'Binding by oscillatory dynamics in neural architectures for relational reasoning',
  },
  {
    id: 'hopfield-rbm',
    title: 'On the mapping between Hopfield networks and restricted Boltzmann machines',
  },
  {
    id: 'hopfield-kuramoto',
    title: 'Binding threshold units with artificial oscillatory neurons',
  },
];

/** All experiments, in the order of reports. */
export const experiments: readonly Experiment[] = [
  ...[fig2c, fig3, fig4, fig5, fig6, vrn7, fig8, fig9, fig10, fig11, text],
  ...[fig1, fig2, cdam3, cdam4, cdam5, fig7, cdam9, cdam10, cdam11, cdam12, fig14, fig15, fig16, fig17],
  ...[fig18, fig19, fig20, fig21, fig22, fig23, fig24, fig25, fig26, fig28, fig29, fig31, fig32],
  ...[communities, cdamText],
  study,
  ...[rbm2, rbm3, fig4a, fig4b, fig4cd, rbm5, figD1, figD2, figE1],
  ...[hk1, hk2, energy, multiplexing, table1, table2, table3],
];

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
