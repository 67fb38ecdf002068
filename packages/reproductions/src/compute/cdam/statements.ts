// Measurements behind sentences of the CDAM paper that no figure shows.

import { foldIn, key } from '@vsa/backend/random';
import {
  createMemory,
  directedCycleGraph,
  fromEdges,
  hopDistances,
  randomPatterns,
  type Edge,
  type MeanLoad,
  type MemoryGraph,
} from '@vsa/cdam';
import type { RunContext } from '../../experiment.js';
import { graphNamed, type GraphName } from './graphs.js';
import { randomMemory } from './simulate.js';
import { mean } from './statistics.js';

/** Parameters of a check. */
export type CdamCheck =
  | {
      readonly check: 'activity';
      readonly graph: GraphName;
      readonly a: number;
      readonly h: number;
      readonly load: MeanLoad & string;
      readonly draws: number;
      readonly neurons: number;
    }
  | { readonly check: 'successor'; readonly beta: number; readonly draws: number; readonly neurons: number }
  | {
      readonly check: 'components';
      readonly a: number;
      readonly h: number;
      readonly size: number;
      readonly draws: number;
      readonly neurons: number;
    };

/** One number. */
export type CdamCheckRow = {
  /** Which check. */
  readonly check: string;
  /** Its parameters, in words. */
  readonly setting: string;
  /** What was measured. */
  readonly quantity: string;
  /** Number of the draw. */
  readonly draw: number;
  /** The number. */
  readonly value: number;
};

/**
 * Runs a check.
 *
 * @param context - Backend and seed.
 * @param check - What to measure.
 * @returns Its numbers, for each draw.
 */
export async function measureCdamCheck(
  context: RunContext,
  check: CdamCheck,
): Promise<readonly CdamCheckRow[]> {
  const rows: CdamCheckRow[] = [];
  for (let draw = 0; draw < check.draws; draw += 1) {
    if (context.signal?.aborted === true) break;
    switch (check.check) {
      case 'activity':
        rows.push(await activity(context, check, draw));
        break;
      case 'successor':
        rows.push(...(await successor(context, check, draw)));
        break;
      case 'components':
        rows.push(...(await components(context, check, draw)));
        break;
      default:
        return check satisfies never;
    }
  }
  return rows;
}

type Of<C extends CdamCheck['check']> = Extract<CdamCheck, { readonly check: C }>;

/** Mean activity after 100 updates, over all starts. */
async function activity(context: RunContext, cell: Of<'activity'>, draw: number): Promise<CdamCheckRow> {
  const { graph, a, h, load, neurons } = cell;
  using memory = await randomMemory(context, graphNamed(graph), draw, neurons);
  const { result } = await memory.simulate({ a, h, meanLoad: load });
  return {
    check: 'activity',
    setting: `${graph} ${a} ${h} ${load}`,
    quantity: 'mean activity',
    draw,
    value: mean(result.results.map(({ meanActivity }) => meanActivity)),
  };
}

/** One step with a = 0, h = 1, η = 1 on a directed cycle from clean patterns, against the successor less the mean load. */
async function successor(
  { backend, seed }: RunContext,
  { beta, neurons }: Of<'successor'>,
  draw: number,
): Promise<CdamCheckRow[]> {
  const p = 20;
  const own = foldIn(foldIn(key(seed), 'cdam successor'), draw);
  const patterns = randomPatterns(own, p, neurons);
  using tensor = backend.tensor(patterns, [p, neurons]);
  using memory = await createMemory(backend, tensor, directedCycleGraph(p));
  const { states } = await memory.recall({ a: 0, h: 1, beta, eta: 1, maxSteps: 1, tolerance: 0 });
  const load = Array.from({ length: neurons }, (_, d) =>
    mean(Array.from({ length: p }, (__, i) => patterns[i * neurons + d] ?? 0)),
  );
  let worst = 0;
  for (let i = 0; i < p; i += 1) {
    for (let d = 0; d < neurons; d += 1) {
      const wanted = (patterns[((i + 1) % p) * neurons + d] ?? 0) - (load[d] ?? 0);
      worst = Math.max(worst, Math.abs((states[i * neurons + d] ?? 0) - wanted));
    }
  }
  const quantity = 'largest deviation of a neuron';
  return [{ check: 'successor', setting: `beta ${beta}`, quantity, draw, value: worst }];
}

/** Two cycles without a way between them: who is recalled from one vertex? */
async function components(
  context: RunContext,
  { a, h, size, neurons }: Of<'components'>,
  draw: number,
): Promise<CdamCheckRow[]> {
  const graph = twoCycles(size);
  using memory = await randomMemory(context, graph, draw, neurons);
  const { result } = await memory.simulate({ a, h });
  const hops = hopDistances(graph);
  const lit = (reachable: boolean): number =>
    mean(
      Array.from(result.correlations, (r) => (r > 0.1 ? 1 : 0)).filter(
        (_, place) => (hops[place] !== -1) === reachable,
      ),
    );
  const setting = `${a} ${h} ${size}`;
  return [
    { check: 'components', setting, quantity: 'share of the own component', draw, value: lit(true) },
    { check: 'components', setting, quantity: 'share of the other component', draw, value: lit(false) },
  ];
}

function twoCycles(size: number): MemoryGraph {
  const ring = (first: number): Edge[] =>
    Array.from({ length: size }, (_, i): Edge => [first + i, first + ((i + 1) % size)]);
  return fromEdges([...ring(0), ...ring(size)], { vertices: 2 * size });
}
