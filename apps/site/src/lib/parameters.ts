// A demo's parameters: one declaration makes the form, reads the address and checks both.

/** A number that the visitor sets. */
export interface NumberParameter {
  readonly kind: 'number';
  readonly label: string;
  readonly fallback: number;
  readonly least: number;
  readonly most: number;
  /** Distance between two values of the form; whole numbers only when it is 1. */
  readonly step: number;
  /** A slider, whose changes a model takes as it runs where it can. @defaultValue a field to type into */
  readonly form?: 'slider';
}

/** One of a few words. */
export interface ChoiceParameter {
  readonly kind: 'choice';
  readonly label: string;
  readonly fallback: string;
  readonly choices: readonly string[];
}

/** Words of the visitor's own. */
export interface TextParameter {
  readonly kind: 'text';
  readonly label: string;
  readonly fallback: string;
  /** What the whole text must match, as a regular expression. */
  readonly pattern: string;
  /** Largest number of characters. */
  readonly most: number;
}

/** Any parameter. */
export type Parameter = NumberParameter | ChoiceParameter | TextParameter;

/** All parameters of a demo, by the name that they have in the address. */
export type Declaration = Readonly<Record<string, Parameter>>;

/** Values of a declaration's parameters. */
export type Values<D extends Declaration> = {
  readonly [Name in keyof D]: D[Name] extends NumberParameter
    ? number
    : D[Name] extends { readonly choices: readonly (infer Word)[] }
      ? Word
      : string;
};

/** What was read, and what was wrong with it, one sentence each. */
export interface Parsed<D extends Declaration> {
  readonly values: Values<D>;
  readonly problems: readonly string[];
}

/**
 * Reads parameters from an address; what is absent has its default, what is wrong too, with a sentence that says so.
 *
 * @param declaration - The parameters.
 * @param search - What stands behind `?`.
 * @returns See {@link Parsed}.
 */
export function parseParameters<D extends Declaration>(declaration: D, search: string): Parsed<D> {
  const given = new URLSearchParams(search);
  const problems: string[] = [];
  const entries = Object.entries(declaration).map(([name, parameter]) => {
    const text = given.get(name);
    if (text === null) return [name, parameter.fallback];
    const problem = problemOf(parameter, text);
    if (problem === undefined) return [name, parameter.kind === 'number' ? Number(text) : text];
    problems.push(`${parameter.label}: ${problem}; ${parameter.fallback} is used.`);
    return [name, parameter.fallback];
  });
  return { values: Object.fromEntries(entries) as Values<D>, problems };
}

/**
 * What is wrong with a value.
 *
 * @param parameter - Its declaration.
 * @param text - As typed.
 * @returns Half a sentence, or undefined when nothing is.
 */
export function problemOf(parameter: Parameter, text: string): string | undefined {
  const shown = text.length > 20 ? `${text.slice(0, 20)}…` : text;
  if (parameter.kind === 'choice') {
    return parameter.choices.includes(text)
      ? undefined
      : `expected ${parameter.choices.join(' or ')}, got “${shown}”`;
  }
  if (parameter.kind === 'text') {
    const { most, pattern } = parameter;
    if (text.length > most) return `expected at most ${most} characters, got ${text.length}`;
    return new RegExp(`^(?:${pattern})$`).test(text) ? undefined : `this form is not known: “${shown}”`;
  }
  const { least, most, step } = parameter;
  const value = text.trim() === '' ? NaN : Number(text);
  const whole = step === 1 && !Number.isInteger(value);
  return value >= least && value <= most && !whole
    ? undefined
    : `expected a ${step === 1 ? 'whole ' : ''}number from ${least} to ${most}, got “${shown}”`;
}

/**
 * Writes parameters for an address; defaults are left out.
 *
 * @param declaration - The parameters.
 * @param values - Their values.
 * @returns `?name=value&…`, or nothing when all are defaults.
 */
export function writeParameters<D extends Declaration>(declaration: D, values: Values<D>): string {
  const search = new URLSearchParams();
  for (const [name, { fallback }] of Object.entries(declaration)) {
    const value = (values as Readonly<Record<string, string | number>>)[name];
    if (value !== undefined && value !== fallback) search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
