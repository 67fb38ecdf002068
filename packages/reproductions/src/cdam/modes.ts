// Fig. 10, 11 and 12: the four dynamical modes on a cycle, on Tutte's graph and on a random 3-regular graph.

import {
  balanced,
  everySetting,
  monotone,
  quiet,
  recallsOwn,
  settles,
  tellsCommunities,
  widens,
} from './judgements.js';
import { dynamicsFigure } from './dynamics-figure.js';
import { AUTO, MODES, NARROW, WIDE } from './settings.js';

const TIMES = [1, 11, 26, 101];
const PARTS = ['correlations', 'activity'] as const;
const BALANCED = [AUTO, NARROW, WIDE];

/** The four modes on C30. */
export const fig10 = dynamicsFigure({
  id: 'cdam/fig10',
  title: 'Fig. 10: the four modes on the cycle C30',
  graph: 'cycle',
  settings: MODES,
  parts: PARTS,
  times: TIMES,
  trigger: 0,
  choices: [],
  claims: [
    recallsOwn('cdam-fig10', 'A.4, Fig. 10'),
    widens('cdam-fig10', 'A.4, Fig. 10', BALANCED),
    balanced('cdam-fig10', 'A.4, Fig. 10', BALANCED),
    quiet('cdam-fig10', 'A.4, Fig. 10'),
    settles('cdam-fig10', 'A.4', MODES),
    {
      text: {
        id: 'cdam-fig10-groups',
        source: 'A.4, Fig. 10',
        statement: 'Meta-stable groups are fewer and larger in wide than in narrow hetero-association.',
        paper: null,
        tolerance: {
          value: 2,
          reason: 'groups fewer (of attractors with r > .5 on average), more than draws differ by',
        },
      },
      judge: monotone([NARROW, WIDE], 'groups', -2, 'Groups of attractors'),
    },
  ],
});

/** The four modes on Tutte's graph. */
export const fig11 = dynamicsFigure({
  id: 'cdam/fig11',
  title: 'Fig. 11: the four modes on Tutte’s graph',
  graph: 'tutte',
  settings: MODES,
  parts: PARTS,
  times: TIMES,
  trigger: 10,
  choices: [
    'Tutte’s three parts are the only three sets of fifteen vertices that three edges join once vertex 0 is away.',
  ],
  claims: [
    recallsOwn('cdam-fig11', 'A.4, Fig. 11'),
    widens('cdam-fig11', 'A.4, Fig. 11', BALANCED),
    balanced('cdam-fig11', 'A.4, Fig. 11', BALANCED),
    quiet('cdam-fig11', 'A.4, Fig. 11'),
    settles('cdam-fig11', 'A.4', MODES),
    tellsCommunities(
      {
        id: 'cdam-fig11-clusters',
        source: 'A.4, Fig. 11',
        statement: 'The three clusters of Tutte’s graph become noticeable in wide hetero-association.',
        paper: null,
        tolerance: {
          value: 0.1,
          reason: 'adjusted Rand index of at least .9: one vertex of 45 astray is .93',
        },
      },
      [WIDE],
      0.9,
    ),
  ],
});

/** The four modes on a random 3-regular graph. */
export const fig12 = dynamicsFigure({
  id: 'cdam/fig12',
  title: 'Fig. 12: the four modes on a random 3-regular graph of 46 vertices',
  graph: 'regular',
  settings: MODES,
  parts: PARTS,
  times: TIMES,
  trigger: 0,
  choices: ['The paper’s graph is not given: here one from a fixed key, the same in every run.'],
  claims: [
    recallsOwn('cdam-fig12', 'A.4, Fig. 12'),
    widens('cdam-fig12', 'A.4, Fig. 12', BALANCED),
    balanced('cdam-fig12', 'A.4, Fig. 12', BALANCED),
    quiet('cdam-fig12', 'A.4, Fig. 12'),
    settles('cdam-fig12', 'A.4', MODES),
    {
      text: {
        id: 'cdam-fig12-uniform',
        source: 'A.4, Fig. 12',
        statement: 'Each trigger activates a similar number of other patterns, as the graph is regular.',
        paper: null,
        tolerance: {
          value: 2,
          reason: 'deviation of the number of patterns with r > .1 over triggers, where about ten are active',
        },
      },
      judge: everySetting(
        BALANCED,
        'activeDeviation',
        (value) => value <= 2,
        'Deviation of the number of active patterns',
      ),
    },
  ],
});
