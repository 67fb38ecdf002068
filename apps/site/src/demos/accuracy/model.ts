// Accuracy over n^K: at one size of codebooks after another, both searches take the same composites apart with the same number of updates.

import { disposeTree, type Backend } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import { composites, flipNoise, randomBipolar } from '@vsa/datasets';
import * as resonator from '@vsa/resonator';
import * as vrn from '@vsa/vrn';
import type { Simulation } from '../../lib/simulation.js';
import { shareOf, type Frame, type Point } from './frame.js';
import type { Parameters } from './parameters.js';

/** Both searches at one size. */
interface Round {
  readonly n: number;
  /** Updates made. */
  readonly update: number;
  /** Makes one update of both, of all composites at once. */
  advance(): void;
  /** Counts what is right by now. */
  points(): Promise<readonly Point[]>;
  dispose(): void;
}

/**
 * Sizes of codebooks, from the smallest to the largest in equal ratios.
 *
 * @param parameters - See the declaration.
 * @returns Whole numbers, each once.
 * @throws RangeError when the smallest is larger than the largest.
 */
export function sizesOf({ least, most, points }: Parameters): readonly number[] {
  if (least > most) {
    throw new RangeError(
      `The smallest codebook has ${least} vectors and the largest ${most}: exchange them.`,
    );
  }
  const sizes = Array.from({ length: points }, (_, at) =>
    Math.round(least * (most / least) ** (at / (points - 1))),
  );
  return [...new Set(sizes)];
}

/**
 * Starts the sweep at its smallest size.
 *
 * @param backend - Where it is computed.
 * @param parameters - See the declaration.
 * @returns The model.
 */
export async function start(backend: Backend, parameters: Parameters): Promise<Simulation<Frame>> {
  const { updates } = parameters;
  const sizes = sizesOf(parameters);
  const done: Point[] = [];
  let place = 0;
  let round = await roundOf(backend, sizes[0] ?? 2, parameters);
  const finished = (): boolean => place === sizes.length - 1 && round.update >= updates;
  return {
    get finished() {
      return finished();
    },
    async advance(steps) {
      for (let made = 0; made < steps && !finished(); made += 1) {
        if (round.update >= updates) {
          done.push(...(await round.points()));
          round.dispose();
          place += 1;
          round = await roundOf(backend, sizes[place] ?? 2, parameters);
        }
        round.advance();
      }
    },
    async frame() {
      const { n, update } = round;
      return {
        points: [...done, ...(await round.points())],
        n,
        update,
        size: place + 1,
        sizes: sizes.length,
      };
    },
    dispose() {
      round.dispose();
    },
  };
}

async function roundOf(backend: Backend, n: number, parameters: Parameters): Promise<Round> {
  const { k, d, trials, noise, seed, search } = parameters;
  const own = foldIn(foldIn(key(seed), 'size'), n);
  const books = Array.from({ length: k }, (_, factor) =>
    randomBipolar(foldIn(own, `codebook ${factor}`), n, d),
  );
  const drawn = composites(foldIn(own, 'composites'), books, trials, {
    noise: noise > 0 ? flipNoise(noise) : undefined,
  });
  const codebooks = books.map((book) => backend.tensor(book.values, book.shape));
  const composite = backend.tensor(drawn.values, drawn.shape);
  const optimizer = search === 'adam' ? vrn.adam() : vrn.coordinate();
  const problem = vrn.createProblem(backend, composite, codebooks);
  const rule = parameters.rule === 'standard' ? resonator.standardRule : resonator.paperRule;
  const params = await resonator.prepare(backend, codebooks);
  let state = backend.tidy(() => optimizer.init(backend, vrn.init(backend, problem)));
  let estimates = resonator.init(backend, composite, params, rule.start);
  let update = 0;
  return {
    n,
    get update() {
      return update;
    },
    advance() {
      const [lastState, lastEstimates] = [state, estimates.estimates];
      state = optimizer.step(backend, state, problem, update);
      disposeTree(lastState);
      estimates = resonator.step(backend, estimates, params, { update: rule.update });
      disposeTree(lastEstimates);
      update += 1;
    },
    async points() {
      using found = vrn.decode(backend, state.phi);
      const rows = Array.from(await backend.read(found));
      const readings = await resonator.decode(backend, estimates, params, rule.decode);
      const right = (indicesOf: (trial: number) => readonly number[]): number =>
        Array.from({ length: trials }, (_, trial) =>
          Number(indicesOf(trial).every((index, factor) => index === drawn.indices[trial * k + factor])),
        ).reduce((sum, one) => sum + one, 0);
      const point = (method: Point['method'], count: number): Point => ({
        ...{ method, n, combinations: n ** k, right: count, trials },
        ...shareOf(count, trials),
      });
      return [
        point(
          'VRN',
          right((trial) => rows.slice(trial * k, (trial + 1) * k)),
        ),
        point(
          'resonator',
          right((trial) => readings[trial]?.indices ?? [NaN]),
        ),
      ];
    },
    dispose() {
      disposeTree([problem, state, estimates.estimates, estimates.composites, composite, ...codebooks]);
      disposeTree([params.codebooks, params.transposes, params.probes]);
    },
  };
}
