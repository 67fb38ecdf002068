// Lets a worker thread run TypeScript sources, as tests do: resolves `.js` to `.ts` and our packages to their sources, strips types.
// Passed to a worker with `--import`; only tests use it.

import { existsSync } from 'node:fs';
import { register } from 'node:module';

if (new URL(import.meta.url).searchParams.get('role') !== 'hooks') {
  register(`${import.meta.url}?role=hooks`);
}

/** Module hook: finds the source of a compiled file's name. */
export async function resolve(specifier, context, next) {
  const conditions = [...context.conditions, '@vsa/source'];
  if (/^\.{1,2}\//.test(specifier) && specifier.endsWith('.js')) {
    const source = new URL(`${specifier.slice(0, -3)}.ts`, context.parentURL);
    if (existsSync(source)) return { url: source.href, shortCircuit: true };
  }
  return next(specifier, { ...context, conditions });
}

/** Module hook: strips types. */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const { default: ts } = await import('typescript');
  const { readFile } = await import('node:fs/promises');
  const { outputText } = ts.transpileModule(await readFile(new URL(url), 'utf8'), {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
    },
  });
  return { format: 'module', source: outputText, shortCircuit: true };
}
