// What an experiment is: independent cells that a runner may spread over threads and machines, the claims that their rows decide, and
// a figure. Everything here is data and pure functions, so that the command line and the site use the same experiments.

import type { Backend } from '@vsa/backend';
import type { Claim } from './claim.js';

/** `quick` fits all of a paper into about two minutes on two cores; `paper` uses the paper's own sizes. */
export type Scale = 'quick' | 'paper';

/** Values that survive JSON unchanged. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** Parameters of a cell; with experiment, scale, seed and backend they say everything about its result. */
export type CellParameters = Readonly<Record<string, JsonValue>>;

/** A measured fact: one line of the CSV file. No timings, so that equal runs give equal rows. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** A Vega-Lite specification with its data inside. */
export type FigureSpec = Readonly<Record<string, unknown>>;

/** A piece of work that stands alone. */
export interface Cell<P extends CellParameters = CellParameters> {
  /** What to run. */
  readonly parameters: P;
  /** Expected work in arbitrary units, the same for all experiments; orders the work and estimates the time left. */
  readonly cost: number;
}

/** Files that cells keep between runs of one code, seed and backend. */
export interface RunFiles {
  /** Reads a file; undefined when there is none. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Writes a file; it appears whole or not at all. Names are small letters, digits, dots and hyphens. */
  write(name: string, bytes: Uint8Array): Promise<void>;
}

/** What a running cell gets. */
export interface RunContext {
  /** Runs the numbers. */
  readonly backend: Backend;
  /** Every random number of the cell follows from this and from the cell's parameters. */
  readonly seed: number;
  /** Ends the cell early; what it then returns is thrown away. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Where a cell of an hour may leave what it needs to go on after an interruption, and what other cells would have to compute again. The
   * rows are the same with and without.
   */
  readonly files?: RunFiles | undefined;
}

/** One figure, table or group of claims of a paper. */
export interface Experiment<P extends CellParameters = CellParameters, R extends Row = Row> {
  /** Paper and figure, such as `vrn/fig3`. */
  readonly id: string;
  /** Short name of the paper. */
  readonly paper: string;
  /** One line for headings. */
  readonly title: string;
  /** Raised whenever {@link Experiment.runCell} changes what it computes, so that kept cells of older code are not reused. */
  readonly revision: number;
  /** Where the paper is silent or contradicts itself: what was chosen here, one sentence each. */
  readonly choices: readonly string[];
  /** What each scale covers, in words. */
  readonly scales: Readonly<Record<Scale, string>>;
  /** The cells of a scale, in the order of the rows. */
  cells(scale: Scale): readonly Cell<P>[];
  /** Runs one cell; the same arguments give the same rows. */
  runCell(context: RunContext, parameters: P): Promise<readonly R[]>;
  /** Judges the paper's sentences by the rows of the cells that have run. */
  claims(rows: readonly R[]): readonly Claim[];
  /** Draws the rows. */
  plot(rows: readonly R[]): FigureSpec;
}
