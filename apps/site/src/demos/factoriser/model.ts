// One composite, two searches side by side, a step of each at a time.

import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import { compose, correlatedBipolar, flipNoise, randomBipolar, type Vectors } from '@vsa/datasets';
import * as resonator from '@vsa/resonator';
import * as vrn from '@vsa/vrn';
import type { Simulation } from '../../lib/simulation.js';
import type { FactorView, Frame, Point } from './frame.js';
import { wantedOf } from './names.js';
import type { Parameters } from './parameters.js';

/** Steps after which nothing is expected any more. */
const MOST_STEPS = 500;
/** Longest cycle that is looked for. */
const LONGEST_CYCLE = 64;

/**
 * Binds the chosen words and starts both searches.
 *
 * @param backend - Where they are computed.
 * @param parameters - See the declaration.
 * @returns The model.
 */
export async function start(backend: Backend, parameters: Parameters): Promise<Simulation<Frame>> {
  const { k, n, d, noise, rho, seed } = parameters;
  const root = key(seed);
  const books = Array.from({ length: k }, (_, factor): Vectors => {
    const own = foldIn(root, `codebook ${factor}`);
    return rho > 0 ? correlatedBipolar(own, n, d, { rho }) : randomBipolar(own, n, d);
  });
  const wanted = wantedOf(parameters);
  const clean = compose(books, wanted);
  const { values } = noise > 0 ? flipNoise(noise)(foldIn(root, 'noise'), clean) : clean;
  const codebooks = books.map((book) => backend.tensor(book.values, book.shape));
  const composite = backend.tensor(values, [1, d]);
  return searches(backend, composite, codebooks, wanted, parameters);
}

async function searches(
  backend: Backend,
  composite: Tensor,
  codebooks: readonly Tensor[],
  wanted: readonly number[],
  parameters: Parameters,
): Promise<Simulation<Frame>> {
  const optimizer = parameters.search === 'adam' ? vrn.adam() : vrn.coordinate();
  const problem = vrn.createProblem(backend, composite, codebooks);
  const rule = parameters.rule === 'standard' ? resonator.standardRule : resonator.paperRule;
  const params = await resonator.prepare(backend, codebooks);
  let search = backend.tidy(() => optimizer.init(backend, vrn.init(backend, problem)));
  let state = resonator.init(backend, composite, params, rule.start);
  const curve: Point[] = [];
  const seen: string[] = [];
  let [step, verdict] = [0, 'searching'];

  /** Reads both searches, so that every step is on the curve. */
  async function record(): Promise<void> {
    // One tensor, so that the backend is waited for once a step.
    using all = backend.tidy(() =>
      backend.concat([
        vrn.freeEnergy(backend, search.phi, problem),
        resonator.agreement(backend, state),
        ...state.estimates.map((estimate) => backend.reshape(estimate, [-1])),
      ]),
    );
    const [freeEnergy = NaN, agreement = NaN, ...signs] = await backend.read(all);
    curve.push({ step, freeEnergy, agreement });
    verdict = verdictOf(seen, signs.map((value) => (value < 0 ? '0' : '1')).join(''));
  }
  await record();

  return {
    get finished() {
      return step >= MOST_STEPS;
    },
    async advance(steps) {
      for (let done = 0; done < steps && step < MOST_STEPS; done += 1) {
        const [lastSearch, lastEstimates] = [search, state.estimates];
        search = optimizer.step(backend, search, problem, step);
        disposeTree(lastSearch);
        state = resonator.step(backend, state, params, { update: rule.update });
        disposeTree(lastEstimates);
        step += 1;
        await record();
      }
    },
    async frame() {
      const beliefs = vrn.posteriors(backend, search.phi, problem);
      const readings = await resonator.decode(backend, state, params, rule.decode);
      const factors: FactorView[] = [];
      for (const [factor, belief] of beliefs.entries()) {
        const posterior = Array.from(await backend.read(belief));
        using dots = similarities(backend, state.estimates[factor], codebooks[factor]);
        const similarity = Array.from(await backend.read(dots));
        const found = {
          vrn: posterior.indexOf(Math.max(...posterior)),
          resonator: readings[0]?.indices[factor] ?? -1,
        };
        factors.push({ wanted: wanted[factor] ?? -1, posterior, similarity, found });
      }
      disposeTree(beliefs);
      return { factors, curve: [...curve], resonator: verdict };
    },
    dispose() {
      disposeTree([problem, search, state.estimates, state.composites, composite, ...codebooks]);
      disposeTree([params.codebooks, params.transposes, params.probes]);
    },
  };
}

function similarities(backend: Backend, estimate: Tensor | undefined, codebook: Tensor | undefined): Tensor {
  if (estimate === undefined || codebook === undefined) throw new RangeError('expected a codebook a factor.');
  const dimension = codebook.shape[1] ?? 1;
  return backend.tidy(() =>
    backend.mul(backend.matMul(estimate, backend.transpose(codebook)), 1 / dimension),
  );
}

/** Remembers the last states and compares. */
function verdictOf(seen: string[], signs: string): string {
  const back = seen.lastIndexOf(signs);
  const length = back < 0 ? 0 : seen.length - back;
  seen.push(signs);
  if (seen.length > LONGEST_CYCLE) seen.shift();
  if (length === 0) return 'searching';
  return length === 1 ? 'fixed point' : `limit cycle of length ${length}`;
}
