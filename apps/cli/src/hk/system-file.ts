// The form of a described system of threshold units and oscillators: what its file may say, and what is wrong when it says something else.

import { dirname, resolve } from 'node:path';
import type { NumberArray } from '../files/array.js';
import { arrayFromLists } from '../files/json.js';
import { readArray } from '../files/read-array.js';
import { InputError } from '../input-error.js';

/** What threshold units answer: one of the paper's functions by name, relu to a power, or a polynomial by its coefficients, lowest first. */
export type ActivationSource =
  { readonly name: string } | { readonly power: number } | { readonly polynomial: readonly number[] };

/** Who acts on whom: pairs, or a small world; undefined for all. */
export type GraphSource =
  | { readonly edges: Int32Array }
  | { readonly neighbours: number; readonly rewire: number; readonly seed: number }
  | undefined;

/** What a system's file says. */
export interface SystemFile {
  readonly threshold:
    | {
        readonly activation: ActivationSource;
        /** `[N, N]` */
        readonly weights: NumberArray;
        readonly bias: NumberArray | undefined;
      }
    | undefined;
  readonly oscillators:
    | {
        readonly count: number | undefined;
        readonly length: number;
        readonly graph: GraphSource;
        readonly linear: NumberArray | number | undefined;
        readonly rectified: NumberArray | number | undefined;
        readonly omega: NumberArray | undefined;
      }
    | undefined;
  readonly coupling:
    | { readonly strength: number; readonly graph: GraphSource }
    | { readonly weights: NumberArray }
    | undefined;
  readonly start: { readonly x: NumberArray | undefined; readonly mu: NumberArray | undefined };
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a system's file and the arrays that it names.
 *
 * @param text - JSON.
 * @param path - Where it lies: other files are found from its folder.
 * @param name - Name of the file in messages.
 * @returns See {@link SystemFile}.
 * @throws InputError, one line, for text that is no JSON, or a missing, unknown or wrong field.
 */
export async function parseSystem(text: string, path: string, name: string): Promise<SystemFile> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${name}: expected JSON, got a file that is none (${reason}).`, { cause: error });
  }
  const array = async (given: unknown, where: string): Promise<NumberArray> =>
    typeof given === 'string'
      ? readArray(resolve(dirname(path), given))
      : arrayFromLists(given, `${name}: ${where}`);
  const perhaps = async (given: unknown, where: string): Promise<NumberArray | undefined> =>
    given === undefined ? undefined : array(given, where);
  const each = async (given: unknown, where: string): Promise<NumberArray | number | undefined> =>
    typeof given === 'number' ? given : perhaps(given, where);
  const within = (fields: Fields, key: string, known: readonly string[]): Fields | undefined =>
    fields[key] === undefined ? undefined : record(fields[key], name, key, known);

  const fields = record(value, name, 'the file', ['threshold', 'oscillators', 'coupling', 'start']);
  const threshold = within(fields, 'threshold', ['activation', 'weights', 'bias']);
  const oscillators = within(fields, 'oscillators', OSCILLATORS);
  const coupling = within(fields, 'coupling', ['strength', 'graph', 'weights']);
  const start = within(fields, 'start', ['x', 'mu']) ?? {};
  if (threshold === undefined && oscillators === undefined) {
    throw new InputError(`${name}: expected threshold units, oscillators or both, got neither.`);
  }
  if (coupling !== undefined && (threshold === undefined || oscillators === undefined)) {
    throw new InputError(`${name}: expected a coupling between threshold units and oscillators, got no ${threshold ? 'oscillators' : 'threshold units'}.`); // prettier-ignore
  }
  return {
    threshold: threshold && {
      activation: activationOf(threshold['activation'] ?? 'relu', `${name}: threshold.activation`),
      weights: await array(threshold['weights'], 'threshold.weights'),
      bias: await perhaps(threshold['bias'], 'threshold.bias'),
    },
    oscillators: oscillators && {
      count:
        oscillators['count'] === undefined
          ? undefined
          : number(oscillators['count'], `${name}: oscillators.count`),
      length: number(oscillators['length'] ?? 2, `${name}: oscillators.length`),
      graph: graphOf(oscillators['graph'], name, 'oscillators.graph'),
      linear: await each(oscillators['linear'], 'oscillators.linear'),
      rectified: await each(oscillators['rectified'], 'oscillators.rectified'),
      omega: await perhaps(oscillators['omega'], 'oscillators.omega'),
    },
    coupling:
      coupling &&
      (coupling['weights'] === undefined
        ? {
            strength: number(coupling['strength'], `${name}: coupling.strength`),
            graph: graphOf(coupling['graph'], name, 'coupling.graph'),
          }
        : { weights: await array(coupling['weights'], 'coupling.weights') }),
    start: { x: await perhaps(start['x'], 'start.x'), mu: await perhaps(start['mu'], 'start.mu') },
  };
}

const OSCILLATORS = ['count', 'length', 'graph', 'linear', 'rectified', 'omega'];

function activationOf(value: unknown, where: string): ActivationSource {
  if (typeof value === 'string') return { name: value };
  const fields = record(value, where, 'an activation', ['power', 'polynomial']);
  if (fields['power'] !== undefined) return { power: number(fields['power'], `${where}.power`) };
  const { shape, values } = arrayFromLists(fields['polynomial'], `${where}.polynomial`);
  if (shape.length !== 1) throw new InputError(`${where}.polynomial: expected a list of coefficients.`);
  return { polynomial: [...values] };
}

function graphOf(value: unknown, name: string, where: string): GraphSource {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) {
    const { shape, values } = arrayFromLists(value, `${name}: ${where}`);
    if (shape.length !== 2 || shape[1] !== 2) {
      throw new InputError(`${name}: ${where}: expected pairs of units.`);
    }
    return { edges: Int32Array.from(values) };
  }
  const fields = record(value, name, where, ['neighbours', 'rewire', 'seed']);
  return {
    neighbours: number(fields['neighbours'], `${name}: ${where}.neighbours`),
    rewire: number(fields['rewire'] ?? 0.1, `${name}: ${where}.rewire`),
    seed: number(fields['seed'] ?? 0, `${name}: ${where}.seed`),
  };
}

function record(value: unknown, name: string, what: string, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(`${name}: expected ${what} to be an object, got ${kindOf(value)}.`);
  }
  const stranger = Object.keys(value).find((key) => !known.includes(key));
  if (stranger !== undefined) {
    throw new InputError(`${name}: expected ${what} to hold ${known.join(', ')}, got '${stranger}'.`);
  }
  return value as Fields;
}

function number(value: unknown, where: string): number {
  if (typeof value === 'number') return value;
  throw new InputError(`${where}: expected a number, got ${kindOf(value)}.`);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
