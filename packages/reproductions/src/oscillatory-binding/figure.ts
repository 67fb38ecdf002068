// One drawing for all: learning curves, test accuracies, energies, phases.

import type { FigureSpec } from '../experiment.js';
import { frame } from '../vrn/figure.js';
import type { RowKind, StudyRow } from './data.js';

const COLOURS = { domain: ['95', '50', '15'], range: ['#2b7fd4', '#e0701e', '#3a9d4a'] };
const GROUPS = { domain: ['same', 'different'], range: ['#2b7fd4', '#e0701e'] };
const ACCURACY = { type: 'quantitative', scale: { domain: [0.4, 1], clamp: true } } as const;

/**
 * Draws the study.
 *
 * @param rows - Its rows.
 * @returns A Vega-Lite specification.
 */
export function studyFigure(rows: readonly StudyRow[]): FigureSpec {
  const phases = rows.filter(({ kind }) => kind === 'phase').map(phasePoint);
  const values = [...rows.filter(({ kind }) => kind !== 'phase').map(plain), ...phases];
  return {
    ...frame('Same and different by oscillators', values),
    vconcat: [
      {
        hconcat: [
          curve('training', 'same/different, m = 95: training accuracy'),
          bars('test', 'same/different: test accuracy'),
        ],
      },
      {
        hconcat: [
          curve('rmts-training', 'RMTS, m = 95: training accuracy'),
          bars('rmts-test', 'RMTS: test accuracy'),
        ],
      },
      energies(),
      circles(),
    ],
    resolve: { scale: { color: 'independent' } },
  };
}

function plain({ kind, model, symbols, repeat, group, x, value }: StudyRow): Record<string, unknown> {
  return { kind, model, symbols: String(symbols), repeat, group, x, value };
}

/** A phase as a point on the unit circle; the second object lies a little inside. */
function phasePoint({ group, value, symbols }: StudyRow): Record<string, unknown> {
  const [pair = '', when = '', object = ''] = group.split(', ');
  const radius = object === 'first' ? 1 : 0.85;
  const at = { u: radius * Math.cos(value), v: radius * Math.sin(value) };
  return { kind: 'phase', symbols: String(symbols), panel: `${pair} pair, ${when} training`, object, ...at };
}

function only(kind: RowKind, more = ''): readonly unknown[] {
  return [{ filter: `datum.kind === '${kind}'${more}` }];
}

function curve(kind: RowKind, title: string): unknown {
  return {
    title,
    width: 260,
    height: 150,
    transform: only(kind, " && datum.symbols === '95' && datum.model === 'oscillators'"),
    mark: { type: 'line' },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: 'updates' },
      y: { field: 'value', ...ACCURACY, title: 'accuracy' },
      detail: { field: 'repeat', type: 'nominal' },
    },
  };
}

function bars(kind: RowKind, title: string): unknown {
  return {
    title,
    width: 260,
    height: 150,
    transform: only(kind),
    mark: { type: 'point', filled: true, opacity: 0.8 },
    encoding: {
      x: { field: 'model', type: 'nominal', title: null, axis: { labelAngle: 0 } },
      xOffset: { field: 'symbols', type: 'nominal', sort: COLOURS.domain },
      y: { field: 'value', ...ACCURACY, title: 'accuracy' },
      color: { field: 'symbols', type: 'nominal', title: 'm', sort: COLOURS.domain, scale: COLOURS },
    },
  };
}

function energies(): unknown {
  return {
    title: 'mean energy of test pairs, m = 95',
    width: 540,
    height: 150,
    transform: only('energy', " && datum.symbols === '95'"),
    mark: { type: 'line' },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: 'steps' },
      y: { field: 'value', type: 'quantitative', title: 'energy', scale: { zero: false } },
      color: { field: 'group', type: 'nominal', title: null, scale: GROUPS },
      detail: { field: 'repeat', type: 'nominal' },
    },
  };
}

function circles(): unknown {
  const axis = { title: null, axis: null, scale: { domain: [-1.1, 1.1] } };
  return {
    title: 'phases after 25 steps, m = 95',
    transform: only('phase', " && datum.symbols === '95'"),
    facet: { field: 'panel', type: 'nominal', title: null },
    columns: 4,
    spec: {
      width: 125,
      height: 125,
      mark: { type: 'point', size: 14 },
      encoding: {
        x: { field: 'u', type: 'quantitative', ...axis },
        y: { field: 'v', type: 'quantitative', ...axis },
        color: {
          field: 'object',
          type: 'nominal',
          title: 'object',
          scale: { range: ['#2b7fd4', '#e0701e'] },
        },
      },
    },
  };
}
