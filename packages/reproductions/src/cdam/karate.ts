// Fig. 17 and 2: Zachary's karate club over time, and its attractors with each other.

import { dynamicsFigure } from './dynamics-figure.js';
import { everySetting, recallsOwn, settles, tellsCommunities, type FigureClaim } from './judgements.js';
import { AUTO, WIDE, WIDEST, type Setting } from './settings.js';

/** Strengths of the captions of Fig. 18 to 21. */
const CAPTIONS: readonly Setting[] = [AUTO, { a: 0.5, h: 0.05 }, WIDE, WIDEST];

/** Strengths of the text of A.9, with either coefficient of the mean load. */
const SMALL: readonly Setting[] = [
  { a: 0.4, h: 0.05 },
  { a: 0.3, h: 0.1 },
];
const MAJOR: readonly Setting[] = [{ a: -0.1, h: 0.1 }];
const printed = (settings: readonly Setting[]): readonly Setting[] =>
  settings.map((setting) => ({ ...setting, load: 'per-neuron' }));

const SETS =
  'The text (A.9) names (.4, .05), (.3, .1), (−.1, .1) where the captions of Fig. 18 to 21 have (.5, .05), (−.5, 1.5), (−2, 3): the captions’ are drawn, the text’s are measured too, with c = 1 and with c = 1/n.';
const UNWEIGHTED = 'Friendships count 1 each; newer releases of networkx carry weights.';

/** The karate club over time. */
export const fig17 = dynamicsFigure({
  id: 'cdam/fig17',
  title: 'Fig. 17: Zachary’s karate club',
  graph: 'karate',
  settings: CAPTIONS,
  besides: [...SMALL, ...MAJOR, ...printed(SMALL), ...printed(MAJOR)],
  parts: ['correlations', 'activity'],
  times: [1, 11, 26, 101],
  trigger: 0,
  choices: [SETS, UNWEIGHTED],
  claims: [
    recallsOwn('cdam-fig17', 'A.9, Fig. 17, 18'),
    settles('cdam-fig17', 'A.9, Fig. 17', CAPTIONS),
    smaller('cdam-fig17-text-small', 'c = 1', SMALL),
    smaller('cdam-fig17-text-small-printed', 'c = 1/n', printed(SMALL)),
    halves('cdam-fig17-text-halves', 'c = 1', MAJOR),
    halves('cdam-fig17-text-halves-printed', 'c = 1/n', printed(MAJOR)),
  ],
});

/** Attractors of Fig. 17 with each other. */
export const fig2 = dynamicsFigure({
  id: 'cdam/fig2',
  title: 'Fig. 2: attractors on Zachary’s karate club with each other',
  graph: 'karate',
  settings: CAPTIONS,
  parts: ['attractors'],
  times: [101],
  trigger: 0,
  choices: [
    SETS,
    UNWEIGHTED,
    'Communities are scored, not only drawn: attractors are joined by average linkage of 1 − r and cut into two clusters, which are held against the halves of the split.',
  ],
  claims: [
    {
      text: {
        id: 'cdam-fig2-individuals',
        source: 'A.9, Fig. 2, 18',
        statement: 'a = 1, h = 0 selects individuals: each start has an attractor of its own.',
        paper: 34,
        tolerance: { value: 0, reason: 'groups of attractors with r > .5 on average' },
      },
      judge: everySetting([AUTO], 'groups', (value) => value === 34, 'Groups of attractors'),
    },
    {
      text: {
        id: 'cdam-fig2-finer',
        source: '§3.2, A.9, Fig. 2',
        statement: 'The attractors show finer social groups than the two halves.',
        paper: null,
        tolerance: {
          value: 0,
          reason: 'between 3 and 33 groups of attractors with r > .5 on average, at a = −.5, h = 1.5',
        },
      },
      judge: everySetting([WIDE], 'groups', (value) => value >= 3 && value <= 33, 'Groups of attractors'),
    },
    tellsCommunities(
      {
        id: 'cdam-fig2-halves',
        source: 'A.9, Fig. 2, 21',
        statement: 'a = −2, h = 3 selects the two halves into which the club split.',
        paper: null,
        tolerance: {
          value: 0.2,
          reason: 'adjusted Rand index of at least .8: one person of 34 astray is .88',
        },
      },
      [WIDEST],
      0.8,
    ),
    tellsCommunities(
      {
        id: 'cdam-fig2-halves-wide',
        source: 'A.9, Fig. 2',
        statement: 'a = −.5, h = 1.5 lets the two halves be told apart too.',
        paper: null,
        tolerance: {
          value: 0.2,
          reason: 'adjusted Rand index of at least .8: one person of 34 astray is .88',
        },
      },
      [WIDE],
      0.8,
    ),
  ],
});

function smaller(id: string, load: string, settings: readonly Setting[]): FigureClaim {
  return {
    text: {
      id,
      source: 'A.9',
      statement: `The text’s (.4, .05) and (.3, .1) show smaller groups than the halves, ${load}.`,
      paper: null,
      tolerance: { value: 0, reason: 'between 3 and 33 groups of attractors with r > .5 on average' },
    },
    judge: everySetting(settings, 'groups', (value) => value >= 3 && value <= 33, 'Groups of attractors'),
  };
}

function halves(id: string, load: string, settings: readonly Setting[]): FigureClaim {
  return tellsCommunities(
    {
      id,
      source: 'A.9',
      statement: `The text’s (−.1, .1) selects the two halves of the club, ${load}.`,
      paper: null,
      tolerance: { value: 0.2, reason: 'adjusted Rand index of at least .8: one person of 34 astray is .88' },
    },
    settings,
    0.8,
  );
}
