// Fig. 1: three spiking neurons between the two abstractions, threshold units and oscillators.

import { judge, type Claim, type Judgement } from '../claim.js';
import { frequencyOf, intensityAt, phaseAt, runNeuron } from '../compute/hopfield-kuramoto/izhikevich.js';
import type { CellParameters, Experiment, FigureSpec, Row } from '../experiment.js';
import { frame } from '../vrn/figure.js';

interface NeuronCell extends CellParameters {
  readonly neuron: number;
  readonly current: number;
  readonly onset: number;
  readonly duration: number;
}

interface NeuronRow extends Row {
  readonly neuron: number;
  /** What the value is: v at t, or a spike at t. */
  readonly kind: 'potential' | 'spike';
  /** ms */
  readonly t: number;
  /** mV; 0 for a spike. */
  readonly value: number;
}

/** Neurons 1 and 2 get one current, 2 a while later; 3 gets more. Currents in the model's units. */
const NEURONS = [
  { neuron: 1, current: 10, onset: 0 },
  { neuron: 2, current: 10, onset: 12 },
  { neuron: 3, current: 14, onset: 0 },
] as const;
const DURATION = 3000;
/** Spikes before this are left out: the neurons settle. */
const SETTLED = 1000;
/** What the picture shows, ms. */
const WINDOW = [1000, 1250] as const;

/** The neurons. */
export const fig1: Experiment<NeuronCell, NeuronRow> = {
  id: 'hopfield-kuramoto/fig1',
  paper: 'hopfield-kuramoto',
  title: 'Fig. 1: spiking neurons, threshold units and oscillators',
  revision: 1,
  choices: [
    'The paper gives neither constants nor currents: regular spiking neurons (a = .02, b = .2, c = −65, d = 8), currents 10, 10 and 14, the second 12 ms later.',
    'The intensity x of a threshold unit is the neuron’s spikes averaged exponentially over 200 ms; the phase of an oscillator grows by 2π from spike to spike.',
  ],
  scales: { quick: `${DURATION} ms.`, paper: `The same ${DURATION} ms.` },
  cells: () => NEURONS.map((neuron) => ({ parameters: { ...neuron, duration: DURATION }, cost: 0.01 })),
  runCell: (_, { neuron, current, onset, duration }) => {
    const { potential, spikes } = runNeuron({ current, onset, duration });
    const shown = potential
      .map((value, t): NeuronRow => ({ neuron, kind: 'potential', t, value: Math.round(value * 100) / 100 }))
      .slice(...WINDOW);
    return Promise.resolve([
      ...shown,
      ...spikes.map((t): NeuronRow => ({ neuron, kind: 'spike', t, value: 0 })),
    ]);
  },
  claims,
  plot,
};

type Spikes = readonly [readonly number[], readonly number[], readonly number[]];

/** Spikes of the three neurons, once all have run for long enough. */
function spikesOf(rows: readonly NeuronRow[]): Spikes | undefined {
  const of = (neuron: number): readonly number[] =>
    rows.filter((row) => row.neuron === neuron && row.kind === 'spike').map(({ t }) => t);
  const all: Spikes = [of(1), of(2), of(3)];
  return all.every((spikes) => (spikes.at(-1) ?? 0) > 2 * SETTLED) ? all : undefined;
}

/** Times at which all three have a phase. */
function times(spikes: Spikes): readonly number[] {
  const end = Math.min(...spikes.map((each) => each.at(-1) ?? 0));
  return Array.from({ length: Math.floor(end) - SETTLED }, (_, ms) => SETTLED + ms);
}

function claims(rows: readonly NeuronRow[]): readonly Claim[] {
  const spikes = spikesOf(rows);
  return [
    judge(
      {
        id: 'hk-fig1-frequencies',
        source: 'Fig. 1',
        statement:
          'The first two neurons fire at one frequency with different phases, the third at a higher one.',
        paper: null,
        tolerance: {
          value: 0.01,
          reason: 'relative difference of the first two; the steps of the solver are .02 ms',
        },
      },
      spikes && frequencies(spikes),
    ),
    judge(
      {
        id: 'hk-fig1-threshold',
        source: 'Fig. 1, §2',
        statement:
          'A threshold unit ignores the phase: the first two neurons look alike to it, the third does not.',
        paper: 0,
        tolerance: {
          value: 0.05,
          reason:
            'relative difference of mean intensities; averaging over 200 ms leaves a ripple about its mean',
        },
      },
      spikes && intensities(spikes),
    ),
    judge(
      {
        id: 'hk-fig1-oscillator',
        source: 'Fig. 1, §2, Eq 2',
        statement:
          'Oscillators of one frequency interact by their phase difference, and those of different frequencies do not on average.',
        paper: 0,
        tolerance: {
          value: 0.1,
          reason:
            'mean of sin(φ_j − φ_i) over some ten beats of the third neuron with the first, the last one cut off',
        },
      },
      spikes && interactions(spikes),
    ),
  ];
}

function frequencies(spikes: Spikes): Judgement {
  const [f1, f2, f3] = spikes.map((each) => frequencyOf(each, SETTLED)) as [number, number, number];
  const lag = meanInteraction(spikes, 1).lag;
  return {
    ours: `${f1.toFixed(2)}, ${f2.toFixed(2)}, ${f3.toFixed(2)} Hz`,
    holds: Math.abs(f2 / f1 - 1) < 0.01 && lag > 0.05 && lag < 0.95 && f3 > 1.1 * f1,
    evidence: `The second is ${lag.toFixed(2)} of a period behind the first.`,
  };
}

function intensities(spikes: Spikes): Judgement {
  const at = times(spikes);
  const [x1, x2, x3] = spikes.map(
    (each) => at.reduce((sum, t) => sum + intensityAt(each, t), 0) / at.length,
  ) as [number, number, number];
  return {
    ours: `${(100 * Math.abs(x2 / x1 - 1)).toFixed(2)} %`,
    holds: Math.abs(x2 / x1 - 1) < 0.05 && x3 / x1 > 1.1,
    evidence: `Mean intensities are ${x1.toFixed(2)}, ${x2.toFixed(2)} and ${x3.toFixed(2)} Hz.`,
  };
}

function interactions(spikes: Spikes): Judgement {
  const [same, other] = [meanInteraction(spikes, 1), meanInteraction(spikes, 2)];
  return {
    ours: `${same.mean.toFixed(3)} and ${other.mean.toFixed(3)}`,
    holds: same.deviation < 0.1 && Math.abs(same.mean) > 0.1 && Math.abs(other.mean) < 0.1,
    evidence: `Mean of sin(φ_j − φ_1): the second neuron’s has a deviation of ${same.deviation.toFixed(3)} over time, the third’s of ${other.deviation.toFixed(3)}.`,
  };
}

/** sin(φ_j - φ_1) over time, and how far j is behind, in periods. */
function meanInteraction(
  spikes: Spikes,
  j: 1 | 2,
): { readonly mean: number; readonly deviation: number; readonly lag: number } {
  const gaps = times(spikes).map((t) => phaseAt(spikes[j], t) - phaseAt(spikes[0], t));
  const sines = gaps.map(Math.sin);
  const mean = sines.reduce((sum, value) => sum + value, 0) / sines.length;
  const square = sines.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sines.length;
  const turns = -(gaps[0] ?? NaN) / (2 * Math.PI);
  return { mean, deviation: Math.sqrt(square), lag: turns - Math.floor(turns) };
}

function plot(rows: readonly NeuronRow[]): FigureSpec {
  const spikes = spikesOf(rows);
  const panels = ['x: intensity, Hz', 'v: membrane potential, mV', 'sin φ'] as const;
  const shown = Array.from({ length: WINDOW[1] - WINDOW[0] }, (_, ms) => WINDOW[0] + ms);
  const name = (neuron: number): string => `neuron ${neuron}`;
  const values =
    spikes === undefined
      ? []
      : [
          ...rows
            .filter(({ kind }) => kind === 'potential')
            .map(({ neuron, t, value }) => ({ panel: panels[1], neuron: name(neuron), t, value })),
          ...spikes.flatMap((each, index) =>
            shown.flatMap((t) => [
              { panel: panels[0], neuron: name(index + 1), t, value: three(intensityAt(each, t)) },
              { panel: panels[2], neuron: name(index + 1), t, value: three(Math.sin(phaseAt(each, t))) },
            ]),
          ),
        ];
  const scale = { nice: false, zero: false };
  return {
    ...frame('Fig. 1: threshold units, spiking neurons, oscillators', values),
    facet: {
      column: { field: 'panel', type: 'nominal', title: null, sort: panels },
      row: { field: 'neuron', type: 'nominal', title: null },
    },
    resolve: { scale: { y: 'independent' } },
    spec: {
      width: 220,
      height: 70,
      mark: { type: 'line', color: '#2b7fd4', strokeWidth: 1.2 },
      encoding: {
        x: { field: 't', type: 'quantitative', title: 't, ms', scale, axis: { tickCount: 4 } },
        y: {
          field: 'value',
          type: 'quantitative',
          title: null,
          scale: { zero: false },
          axis: { tickCount: 3 },
        },
      },
    },
  };
}

function three(value: number): number {
  return Math.round(value * 1e3) / 1e3;
}
