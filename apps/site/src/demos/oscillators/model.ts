// A torus of phase oscillators: one kernel a step where the backend has kernels, shifts of a picture on a GPU.

import type { Backend } from '@vsa/backend';
import { heun, rk4, rungeKuttaStep } from '@vsa/backend/ode';
import { foldIn, key, uniform, type RandomKey } from '@vsa/backend/random';
import { drawFrequencies, gaussian, latticeField, latticeGraph, simulate, wrapPhases } from '@vsa/kuramoto';
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
  const run = backend.kernels === undefined ? onTensors : onKernels;
  return Promise.resolve(run(backend, lattice, parameters));
}

function frequenciesOf(own: RandomKey, count: number, spread: number): Float32Array {
  return spread === 0
    ? new Float32Array(count)
    : Float32Array.from(drawFrequencies(gaussian(spread), own, count));
}

function onKernels(backend: Backend, lattice: Lattice, { k, lag, h, method }: Parameters): Simulation<Frame> {
  const { side, frequencies } = lattice;
  const network = { frequencies, coupling: k, lag, graph: latticeGraph(side, side) };
  let phases = lattice.start;
  return {
    finished: false,
    async advance(steps) {
      const duration = steps * h;
      ({ phases } = await simulate(backend, network, {
        start: phases,
        duration,
        stepSize: h,
        method,
        records: 1,
      }));
    },
    frame: () => Promise.resolve(picture(phases, side)),
    dispose: () => undefined,
  };
}

function onTensors(backend: Backend, lattice: Lattice, parameters: Parameters): Simulation<Frame> {
  const { k, lag, h, method } = parameters;
  const shape = [lattice.side, lattice.side];
  const frequencies = backend.tensor(lattice.frequencies, shape);
  const field = latticeField(backend, { frequencies, coupling: k, lag });
  const tableau = { heun, rk4 }[method];
  let phases = backend.tensor(lattice.start, shape);
  let shown = lattice.start;
  return {
    finished: false,
    advance(steps) {
      for (let done = 0; done < steps; done += 1) {
        const next = backend.tidy(() =>
          wrapPhases(backend, rungeKuttaStep(backend, tableau, field, 0, h, phases).y),
        );
        phases.dispose();
        phases = next;
      }
      return Promise.resolve();
    },
    async frame() {
      shown = Float32Array.from(await backend.read(phases));
      return picture(shown, lattice.side);
    },
    move: (other) => onBackend(other, { ...lattice, start: shown }, parameters),
    dispose() {
      phases.dispose();
      frequencies.dispose();
    },
  };
}

const TURN = 2 * Math.PI;

/** Pixels and the two measures of order; every neighbour to the right and below counts. */
function picture(phases: ArrayLike<number>, side: number): Frame {
  const pixels = new Uint8ClampedArray(4 * side * side);
  const words = new Uint32Array(pixels.buffer);
  let [sines, cosines, together] = [0, 0, 0];
  for (let i = 0; i < words.length; i += 1) {
    const phase = phases[i] ?? 0;
    const turn = phase / TURN;
    words[i] = colours[Math.floor((turn - Math.floor(turn)) * colours.length) % colours.length] ?? 0;
    sines += Math.sin(phase);
    cosines += Math.cos(phase);
    const right = phases[i % side === side - 1 ? i + 1 - side : i + 1] ?? 0;
    together += Math.cos(right - phase);
  }
  const count = words.length;
  return { side, pixels, order: Math.hypot(sines, cosines) / count, local: together / count };
}
