// A torus of phase oscillators: all steps in one kernel where the backend has kernels, one shader a stage on a GPU.

import type { Backend, Kernels } from '@vsa/backend';
import { foldIn, key, uniform, type RandomKey } from '@vsa/backend/random';
import { drawFrequencies, gaussian } from '@vsa/kuramoto';
import type { Simulation } from '../../lib/simulation.js';
import { colours } from '../../lib/colours.js';
import type { Parameters } from './parameters.js';

/** A picture of the phases. */
export interface Frame {
  /** Pixels a side. */
  readonly side: number;
  /** Red, green, blue and alpha of each oscillator, `[side, side, 4]`. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Order parameter of the whole. */
  readonly order: number;
  /** Mean cosine of the difference between neighbours: 1 when all are locally in step. */
  readonly local: number;
}

/** What both ways of computing share. */
interface Lattice {
  readonly side: number;
  readonly frequencies: Float32Array;
  readonly start: Float32Array;
}

/**
 * Starts the lattice.
 *
 * @param backend - Where it is computed.
 * @param parameters - See the declaration.
 * @returns The model.
 */
export function start(backend: Backend, parameters: Parameters): Promise<Simulation<Frame>> {
  const side = Number.parseInt(parameters.size, 10);
  const root = key(parameters.seed);
  const lattice: Lattice = {
    side,
    frequencies: frequenciesOf(foldIn(root, 'frequencies'), side * side, parameters.spread),
    start: Float32Array.from(
      uniform(foldIn(root, 'phases'), [side * side], { low: -Math.PI, high: Math.PI }),
    ),
  };
  return onBackend(backend, lattice, parameters);
}

function onBackend(backend: Backend, lattice: Lattice, parameters: Parameters): Promise<Simulation<Frame>> {
  const { kernels } = backend;
  return Promise.resolve(
    kernels === undefined ? onTensors(backend, lattice, parameters) : onKernels(kernels, lattice, parameters),
  );
}

function frequenciesOf(own: RandomKey, count: number, spread: number): Float32Array {
  return spread === 0
    ? new Float32Array(count)
    : Float32Array.from(drawFrequencies(gaussian(spread), own, count));
}

function onKernels(kernels: Kernels, lattice: Lattice, parameters: Parameters): Simulation<Frame> {
  const { side, frequencies } = lattice;
  const { k: coupling, lag, h: stepSize, method } = parameters;
  const torus = { rows: side, columns: side };
  let phases = lattice.start;
  return {
    finished: false,
    advance(steps) {
      ({ phases } = kernels.phases({
        ...{ phases, frequencies, torus, coupling, lag, stepSize, method },
        ...{ steps, every: steps },
      }));
      return Promise.resolve();
    },
    frame: () => Promise.resolve(picture(phases, side, kernels.sinCos(phases))),
    dispose: () => undefined,
  };
}

function onTensors(backend: Backend, lattice: Lattice, parameters: Parameters): Simulation<Frame> {
  const { k: coupling, lag, h: stepSize, method } = parameters;
  const shape = [lattice.side, lattice.side];
  const frequencies = backend.tensor(lattice.frequencies, shape);
  let phases = backend.tensor(lattice.start, shape);
  let shown = lattice.start;
  return {
    finished: false,
    advance(steps) {
      const next = backend.oscillators.torusSteps(
        phases,
        { frequencies, coupling, lag },
        { steps, stepSize, method },
      );
      phases.dispose();
      phases = next;
      return Promise.resolve();
    },
    async settled() {
      using corner = backend.slice(phases, [0, 0], [1, 1]);
      await backend.read(corner);
    },
    async frame() {
      shown = Float32Array.from(await backend.read(phases));
      return picture(shown, lattice.side, sinCosOf(shown));
    },
    move: (other) => onBackend(other, { ...lattice, start: shown }, parameters),
    dispose() {
      phases.dispose();
      frequencies.dispose();
    },
  };
}

const TURN = 2 * Math.PI;

/** Sines and cosines, `[N]` each. */
interface SinCos {
  readonly sin: Float32Array;
  readonly cos: Float32Array;
}

function sinCosOf(phases: Float32Array): SinCos {
  const [sin, cos] = [new Float32Array(phases.length), new Float32Array(phases.length)];
  for (let i = 0; i < phases.length; i += 1) {
    sin[i] = Math.sin(phases[i] ?? 0);
    cos[i] = Math.cos(phases[i] ?? 0);
  }
  return { sin, cos };
}

/** Pixels and the two measures of order; every neighbour to the right counts. A frame of a million oscillators is to take some 10 ms. */
function picture(phases: Float32Array, side: number, { sin, cos }: SinCos): Frame {
  const pixels = new Uint8ClampedArray(4 * side * side);
  const words = new Uint32Array(pixels.buffer);
  const count = words.length;
  let [sines, cosines, together] = [0, 0, 0];
  for (let i = 0; i < count; i += 1) {
    const turn = (phases[i] ?? 0) / TURN;
    words[i] = colours[Math.floor((turn - Math.floor(turn)) * colours.length) & (colours.length - 1)] ?? 0;
  }
  for (let row = 0; row < count; row += side) {
    for (let i = row; i < row + side; i += 1) {
      const right = i + 1 === row + side ? row : i + 1;
      const [s, c] = [sin[i] ?? 0, cos[i] ?? 0];
      sines += s;
      cosines += c;
      together += c * (cos[right] ?? 0) + s * (sin[right] ?? 0);
    }
  }
  return { side, pixels, order: Math.hypot(sines, cosines) / count, local: together / count };
}
