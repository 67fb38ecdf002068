// Izhikevich's neuron (Simple model of spiking neurons, IEEE Trans. Neural Networks 14, 2003): dv/dt = .04 v² + 5 v + 140 - u + I,
// du/dt = a (b v - u); at 30 mV v is reset to c and u raised by d. Time in ms, v in mV.

/** What distinguishes one run of a neuron. */
export interface NeuronRun {
  /** Injected current I, constant. */
  readonly current: number;
  /** Time at which the current sets in, ms; before that the neuron rests. */
  readonly onset: number;
  /** Length of the run, ms. */
  readonly duration: number;
}

/** What a neuron did. */
export interface NeuronTrace {
  /** Membrane potential at every ms, mV. */
  readonly potential: readonly number[];
  /** Times of its spikes, ms. */
  readonly spikes: readonly number[];
}

/** Regular spiking. */
const [A, B, RESET, RAISE] = [0.02, 0.2, -65, 8] as const;
/** Peak of a spike, mV. */
const PEAK = 30;
/** Euler steps a ms. */
const STEPS = 50;

/**
 * Follows a neuron.
 *
 * @param run - See {@link NeuronRun}.
 * @returns Its potential and spikes.
 */
export function runNeuron({ current, onset, duration }: NeuronRun): NeuronTrace {
  const potential: number[] = [];
  const spikes: number[] = [];
  let v = RESET;
  let u = B * RESET;
  for (let step = 0; step < duration * STEPS; step += 1) {
    const t = step / STEPS;
    if (step % STEPS === 0) potential.push(v);
    const i = t < onset ? 0 : current;
    const dv = 0.04 * v * v + 5 * v + 140 - u + i;
    const du = A * (B * v - u);
    v += dv / STEPS;
    u += du / STEPS;
    if (v < PEAK) continue;
    // The picture shows the peak, wherever the last step went.
    if (step % STEPS > STEPS / 2 && potential.length > 0) potential[potential.length - 1] = PEAK;
    spikes.push(t);
    v = RESET;
    u += RAISE;
  }
  return { potential, spikes };
}

/**
 * Mean frequency of spikes from a time on.
 *
 * @param spikes - Times, ms.
 * @param from - Only spikes after this count, ms.
 * @returns Hz; NaN with fewer than two of them.
 */
export function frequencyOf(spikes: readonly number[], from: number): number {
  const late = spikes.filter((time) => time >= from);
  const [first = NaN, last = NaN] = [late[0], late.at(-1)];
  return (1000 * (late.length - 1)) / (last - first);
}

/**
 * Phase of a spiking neuron: 2 π a spike, growing evenly in between.
 *
 * @param spikes - Times, ms.
 * @param t - Time, ms.
 * @returns rad; NaN before the first and after the last spike.
 */
export function phaseAt(spikes: readonly number[], t: number): number {
  const next = spikes.findIndex((time) => time > t);
  const [before = NaN, after = NaN] = [spikes[next - 1], spikes[next]];
  return 2 * Math.PI * (next - 1 + (t - before) / (after - before));
}

/**
 * What a threshold unit keeps of a neuron: its spikes averaged over a time of 200 ms.
 *
 * @param spikes - Times, ms.
 * @param t - Time, ms.
 * @returns Hz.
 */
export function intensityAt(spikes: readonly number[], t: number): number {
  return spikes.reduce((sum, time) => (time <= t ? sum + 5 * Math.exp((time - t) / 200) : sum), 0);
}
