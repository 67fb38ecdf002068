// What the command sees of the world, so that tests can run it inside their own process.

/** Streams, signals and the clock. */
export interface Io {
  /** Writes results. */
  readonly stdout: (text: string) => void;
  /** Writes progress, notes and errors. */
  readonly stderr: (text: string) => void;
  /** True when stderr is a terminal: progress then rewrites one line. */
  readonly terminal: boolean;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  /** The time, for reports. */
  readonly now: () => Date;
}
