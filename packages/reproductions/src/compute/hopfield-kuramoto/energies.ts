// Energies along trajectories of random systems, and the one that the paper prints for the coupling.

import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { pid } from '@vsa/backend/ode';
import { foldIn, key, normal } from '@vsa/backend/random';
import {
  coupledMemory,
  denseOperator,
  gatedCoupling,
  normalised,
  reluLagrange,
  simulate,
  symmetrised,
  type CoupledState,
} from '@vsa/hk-memory';
import { drawSystems } from '@vsa/hk-memory/architectures';
import type { CellParameters, Row, RunContext } from '../../experiment.js';

/** What to follow. */
export interface EnergyCell extends CellParameters {
  /** An architecture of `@vsa/hk-memory/architectures`, or {@link PRINTED}. */
  readonly architecture: string;
  /** Number of random systems. */
  readonly systems: number;
}

/** What their energies did. */
export interface EnergyRow extends Row {
  readonly architecture: string;
  readonly systems: number;
  /** Systems whose energy rose by more than 1e-4 of the largest energy, the solver's tolerance. */
  readonly rising: number;
  /** Largest rise from one of the saved times to the next. */
  readonly largestRise: number;
  /** Largest absolute energy at the start. */
  readonly scale: number;
  /** Mean fall from start to end. */
  readonly fall: number;
}

/** Eq 45 on one layer with the energy as Eq 46 prints it. */
export const PRINTED = 'Eq 45 with the energy of Eq 46 as printed';

/** Rows that share what a memory cannot have one of for each. */
const ROWS = 200;
const SAMPLES = 8;
const TOLERANCE = 1e-4;

/**
 * Follows random systems for a time of 1.
 *
 * @param context - Backend and seed.
 * @param cell - See {@link EnergyCell}.
 * @returns One row.
 */
export async function measureEnergies(context: RunContext, cell: EnergyCell): Promise<readonly EnergyRow[]> {
  const { architecture, systems } = cell;
  const all: Float32Array[] = Array.from({ length: SAMPLES + 1 }, () => new Float32Array(systems));
  for (let from = 0; from < systems; from += ROWS) {
    const rows = Math.min(ROWS, systems - from);
    const follow = architecture === PRINTED ? printedEnergies : drawnEnergies;
    const energies = await follow(context, cell, from, rows);
    for (const [time, values] of energies.entries()) all[time]?.set(values, from);
  }
  const first = all[0] ?? new Float32Array(0);
  const last = all.at(-1) ?? first;
  const scale = first.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const rises = first.map((_, system) =>
    all.reduce((most, values, time) => {
      const rise = (values[system] ?? NaN) - (all[time - 1]?.[system] ?? Infinity);
      return Math.max(most, rise);
    }, 0),
  );
  return [
    {
      architecture,
      systems,
      rising: rises.filter((rise) => rise > TOLERANCE * scale).length,
      largestRise: Math.max(...rises),
      scale,
      fall: first.reduce((sum, value, system) => sum + value - (last[system] ?? NaN), 0) / systems,
    },
  ];
}

async function drawnEnergies(
  { backend, seed }: RunContext,
  { architecture }: EnergyCell,
  from: number,
  rows: number,
): Promise<readonly Float32Array[]> {
  using drawn = drawSystems(backend, foldIn(foldIn(key(seed), architecture), from), architecture, rows);
  const { energies, states } = await drawn.use((memory, start) =>
    simulate(backend, memory, start, {
      samples: SAMPLES,
      stepSize: pid({ rtol: TOLERANCE, atol: 1e-6 }),
    }),
  );
  disposeTree(states);
  return energies;
}

const [UNITS, LENGTH] = [8, 3];

async function printedEnergies(
  { backend, seed }: RunContext,
  _: EnergyCell,
  from: number,
  rows: number,
): Promise<readonly Float32Array[]> {
  const draw = (name: string, shape: readonly number[], scale: number): Tensor =>
    backend.tensor(
      normal(foldIn(foldIn(key(seed), name), from), shape).map((value) => scale * value),
      shape,
    );
  const [couplings, x, mu] = backend.tidy((): [Tensor, Tensor, Tensor] => [
    symmetrised(backend, draw('S', [rows, UNITS, UNITS], 1.5)),
    draw('x', [rows, UNITS], 1),
    normalised(backend, draw('mu', [rows, UNITS, LENGTH], 1)),
  ]);
  const threshold = { lagrange: reluLagrange() };
  const coupling = gatedCoupling(denseOperator(backend, couplings));
  const memory = coupledMemory(backend, { threshold, coupling });
  const { states } = await simulate(
    backend,
    memory,
    { x, mu },
    {
      samples: SAMPLES,
      stepSize: pid({ rtol: TOLERANCE, atol: 1e-6 }),
    },
  );
  const energies: Float32Array[] = [];
  for (const state of states) {
    const energy = backend.tidy(() =>
      backend.add(
        coupledMemory(backend, { threshold }).energy(state),
        printedTerm(backend, couplings, state),
      ),
    );
    energies.push(Float32Array.from(await backend.read(energy)));
    energy.dispose();
  }
  disposeTree([states, couplings, x, mu]);
  return energies;
}

/** `+ 1/2 ||g gᵀ ⊙ S ⊙ G||²`, the last term of Eq 46. */
function printedTerm(backend: Backend, couplings: Tensor, { x, mu }: CoupledState): Tensor {
  const { expandDims, matMul, mul, relu, square, sum } = backend;
  const g = expandDims(relu(x), 2);
  const inner = mul(matMul(g, g, { transposeB: true }), mul(couplings, matMul(mu, mu, { transposeB: true })));
  return mul(sum(square(inner), { axis: [1, 2] }), 0.5);
}
