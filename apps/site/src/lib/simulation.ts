// What a demo computes, without page or worker, so that Node can run it too.

import type { Backend } from '@vsa/backend';

/** A model under way. */
export interface Simulation<Frame, Parameters = never> {
  /** Goes on by whole steps. */
  advance(steps: number): Promise<void>;
  /** Waits until the steps so far are done, where `advance` only hands them to a device. @defaultValue `advance` waits itself */
  settled?(): Promise<void>;
  /** What to show now. */
  frame(): Promise<Frame>;
  /** True when no further step changes anything. */
  readonly finished: boolean;
  /** Most steps a second while playing, for what is to be watched. @defaultValue as many as there is time for */
  readonly pace?: number;
  /** Takes parameters that sliders changed, from the next step on; left out by models without sliders. */
  tune?(parameters: Parameters): void;
  /** The same as it was shown last, on another backend while its own is gone; without it all steps are computed anew. */
  move?(backend: Backend): Promise<Simulation<Frame, Parameters>>;
  /** Frees its tensors. */
  dispose(): void;
}

/** Starts a model; throws an Error whose message the visitor can act on. */
export type Start<Parameters, Frame> = (
  backend: Backend,
  parameters: Parameters,
) => Promise<Simulation<Frame, Parameters>>;
