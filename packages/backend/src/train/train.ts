// The loop that trains: gradient, update, early stop, checkpoints, progress. Steps, stop rules and abort are the driver's.

import type { Backend } from '../backend.js';
import { run, type RunStatus, type StopRule } from '../driver/run.js';
import { applyUpdates } from '../optim/index.js';
import { foldIn, type RandomKey } from '../random/index.js';
import type { Tensor, TensorTree } from '../tensor.js';
import { disposeTree } from '../tree.js';
import { saveTraining, type TrainingOptimizer, type TrainingState } from './state.js';

/** What a loss gets beside the parameters. */
export interface LossContext {
  /** Key of this step; derive all randomness from it, batches too. */
  readonly key: RandomKey;
  /** Updates done before this one. */
  readonly step: number;
  /** Hands out a number on the way, such as the accuracy on the batch; a scalar tensor of the loss's own making. */
  note(name: string, value: Tensor): void;
}

/** Loss of a batch, a scalar; synchronous and differentiable. */
export type TrainingLoss<P extends TensorTree> = (params: P, context: LossContext) => Tensor;

/** Loss of a batch and its gradient by a way of one's own, such as through a solver; the caller of it owns both. */
export type TrainingGradient<P extends TensorTree> = (
  params: P,
  context: LossContext,
) => Promise<{ readonly value: Tensor; readonly gradient: P }>;

/** Where training stands, for people. */
export interface TrainingProgress {
  /** Updates done. */
  readonly step: number;
  /** All updates. */
  readonly steps: number;
  /** Loss on the last batch. */
  readonly loss: number;
  /** What the loss noted. */
  readonly notes: Readonly<Record<string, number>>;
  /** Score, where one was taken after this step. */
  readonly score?: number | undefined;
  /** Time left at the mean pace of this run, s. */
  readonly secondsLeft: number;
}

/** When to take a score, and when it ends the training. */
export interface EarlyStop<P extends TensorTree> {
  /** Take a score after every so many updates, >= 1. */
  readonly every: number;
  /** Larger is better, such as an accuracy; must keep none of the parameters. */
  score(params: P, step: number): number | Promise<number>;
  /** Stop once a score reaches this. @defaultValue never */
  readonly target?: number | undefined;
  /** Stop once so many updates have brought no better score. @defaultValue never */
  readonly patience?: number | undefined;
}

/** When to save, and where to. */
export interface CheckpointOptions {
  /** Save after every so many updates, >= 1, and once more at the end. */
  readonly every: number;
  /** Texts to keep in the file. @defaultValue none */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Takes the file's bytes; write them so that a broken write leaves the last file as it was. */
  save(bytes: Uint8Array, step: number): void | Promise<void>;
}

/** Options of {@link train}. */
export interface TrainingOptions<P extends TensorTree> {
  /** All updates, those done before included: a resumed run goes on to the same end. */
  readonly steps: number;
  /** Turns gradients into updates; must be the one that the state was made with. */
  readonly optimizer: TrainingOptimizer;
  /** @defaultValue none */
  readonly earlyStop?: EarlyStop<P> | undefined;
  /** @defaultValue none */
  readonly checkpoint?: CheckpointOptions | undefined;
  /** Called after each update. */
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  /** Ends the training after the current update with status `aborted`; what was done is saved. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@link train} gives. */
export interface TrainingResult<P extends TensorTree> {
  /** The last state; the caller owns its tensors. */
  readonly state: TrainingState<P>;
  /** `converged` by early stop, `max-steps`, `aborted`, or `diverged` when a loss was not finite (that update was left out). */
  readonly status: RunStatus;
  /** Loss on the last batch; NaN when no step was done. */
  readonly loss: number;
}

/**
 * Trains until the steps run out, an early stop holds, the loss is not finite, or the signal aborts.
 *
 * A step's randomness comes from the state's key and the step's number alone, so a run that stops and resumes gives the same bits.
 *
 * @param backend - Tensor backend.
 * @param initial - Where to start or go on; stays the caller's, and is never freed here.
 * @param loss - See {@link TrainingLoss}.
 * @param options - See {@link TrainingOptions}.
 * @returns The last state and how it ended.
 * @throws RangeError for a wrong number in the options; what `loss`, `score` and `save` throw.
 */
export async function train<P extends TensorTree>(
  backend: Backend,
  initial: TrainingState<P>,
  loss: TrainingLoss<P>,
  options: TrainingOptions<P>,
): Promise<TrainingResult<P>> {
  const gradientOf: TrainingGradient<P> = (params, context) =>
    Promise.resolve(backend.valueAndGrad((inner: P) => loss(inner, context), params));
  return trainByGradient(backend, initial, gradientOf, options);
}

/**
 * {@link train} with gradients that do not come from one differentiable function, but say from a solver.
 *
 * @param backend - Tensor backend.
 * @param initial - As for {@link train}.
 * @param gradientOf - Loss and gradient of a batch; all its randomness must come from the context's key.
 * @param options - See {@link TrainingOptions}.
 * @returns As {@link train}.
 * @throws As {@link train}, and what `gradientOf` throws.
 */
export async function trainByGradient<P extends TensorTree>(
  backend: Backend,
  initial: TrainingState<P>,
  gradientOf: TrainingGradient<P>,
  options: TrainingOptions<P>,
): Promise<TrainingResult<P>> {
  const { steps, optimizer, earlyStop, checkpoint, onProgress, signal } = options;
  checkOptions(initial, options);
  let last: { readonly loss: number; readonly notes: Readonly<Record<string, number>> } = {
    loss: NaN,
    notes: {},
  };
  let saved = initial.step;
  const begun = performance.now();
  const save = async (state: TrainingState<P>): Promise<void> => {
    if (checkpoint === undefined || saved === state.step) return;
    await checkpoint.save(await saveTraining(backend, state, checkpoint.metadata), state.step);
    saved = state.step;
  };
  const step = async (state: TrainingState<P>): Promise<TrainingState<P>> => {
    const update = await updated(backend, state, gradientOf, optimizer);
    last = update.values;
    if (!Number.isFinite(last.loss)) return state;
    const scored = earlyStop !== undefined && update.state.step % earlyStop.every === 0;
    const score = scored ? await earlyStop.score(update.state.params, update.state.step) : undefined;
    const next = score === undefined ? update.state : withScore(update.state, score);
    if (checkpoint !== undefined && next.step % checkpoint.every === 0) await save(next);
    const pace = (performance.now() - begun) / 1000 / (next.step - initial.step);
    onProgress?.({ step: next.step, steps, ...last, score, secondsLeft: pace * (steps - next.step) });
    return next;
  };
  const stop: StopRule<TrainingState<P>>[] = [
    { status: 'diverged', holds: () => !Number.isFinite(last.loss) },
    { status: 'converged', holds: (_, next) => earlyStop !== undefined && isOver(next, earlyStop) },
  ];
  const { state, status } = await run(step, initial, { maxSteps: steps - initial.step, stop, signal });
  await save(state);
  return { state, status, loss: last.loss };
}

interface Update<P extends TensorTree> {
  readonly state: TrainingState<P>;
  readonly values: { readonly loss: number; readonly notes: Readonly<Record<string, number>> };
}

/** One update; with a loss that is not finite, none. */
async function updated<P extends TensorTree>(
  backend: Backend,
  state: TrainingState<P>,
  gradientOf: TrainingGradient<P>,
  optimizer: TrainingOptimizer,
): Promise<Update<P>> {
  const noted = new Map<string, Tensor>();
  const context: LossContext = {
    key: foldIn(state.key, state.step),
    step: state.step,
    note(name, value) {
      noted.get(name)?.dispose();
      noted.set(name, backend.keep(backend.clone(value)));
    },
  };
  const { value, gradient } = await gradientOf(state.params, context);
  const values = { loss: await numberOf(backend, value), notes: await numbersOf(backend, noted) };
  disposeTree([value, ...noted.values()]);
  if (!Number.isFinite(values.loss)) {
    disposeTree(gradient);
    return { state, values };
  }
  const { updates, state: next } = optimizer.update(backend, gradient, state.optimizer, state.params);
  const params = applyUpdates(backend, state.params, updates);
  disposeTree([gradient, updates]);
  return { state: { ...state, params, optimizer: next, step: state.step + 1 }, values };
}

async function numberOf(backend: Backend, scalar: Tensor): Promise<number> {
  return Number((await backend.read(scalar))[0]);
}

async function numbersOf(
  backend: Backend,
  scalars: ReadonlyMap<string, Tensor>,
): Promise<Readonly<Record<string, number>>> {
  const entries: [string, number][] = [];
  for (const [name, scalar] of scalars) entries.push([name, await numberOf(backend, scalar)]);
  return Object.fromEntries(entries);
}

function withScore<P extends TensorTree>(state: TrainingState<P>, score: number): TrainingState<P> {
  return score > state.best ? { ...state, best: score, bestStep: state.step } : state;
}

function isOver<P extends TensorTree>(state: TrainingState<P>, stop: EarlyStop<P>): boolean {
  const { target = Infinity, patience = Infinity } = stop;
  return state.best >= target || state.step - state.bestStep >= patience;
}

function checkOptions<P extends TensorTree>(initial: TrainingState<P>, options: TrainingOptions<P>): void {
  const { steps, earlyStop, checkpoint } = options;
  if (!Number.isSafeInteger(steps) || steps < initial.step) {
    throw new RangeError(
      `train.train: expected steps to be a whole number >= ${initial.step}, the steps done, got ${steps}.`,
    );
  }
  if (checkpoint) checkEvery('checkpoint.every', checkpoint.every);
  if (!earlyStop) return;
  checkEvery('earlyStop.every', earlyStop.every);
  if (earlyStop.patience !== undefined) checkEvery('earlyStop.patience', earlyStop.patience);
  if (earlyStop.target !== undefined && Number.isNaN(earlyStop.target)) {
    throw new RangeError('train.train: expected earlyStop.target to be a number, got NaN.');
  }
}

function checkEvery(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new RangeError(`train.train: expected ${name} to be a whole number >= 1, got ${value}.`);
}
