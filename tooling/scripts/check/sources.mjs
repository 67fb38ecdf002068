// Rules on the text of tracked files that no linter knows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../pnpm.mjs';
import { quiet } from '../suite.mjs';

const MAX_LINES = 400;
const CODE = /\.(?:ts|mts|js|mjs|cjs|py|rs|sh)$/;

// Written in pieces, so that this file does not hold what it forbids.
const ESCAPES = new RegExp(
  ['@ts-' + 'ignore', '@ts-' + 'nocheck', 'eslint-' + 'disable', '\\bas ' + 'any\\b'].join('|'),
);
const MACHINE_PATH = new RegExp(
  '(?<![\\w.@$}~-])/(?:' + ['work', 'root', 'home/\\w+', 'Users/\\w+'].join('|') + ')/',
);

function trackedFiles() {
  const { ok, stdout, output } = quiet('git', [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
  ]);
  if (!ok) throw new Error(`sources: expected a git work tree: ${output}`);
  return [...new Set(stdout.split('\0').filter((file) => file !== ''))];
}

function read(file) {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch (cause) {
    if (cause.code === 'ENOENT' || cause.code === 'EISDIR') return '';
    throw cause;
  }
}

/** Sources longer than the house allows. */
export function fileLengths() {
  return trackedFiles()
    .filter((file) => CODE.test(file))
    .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ file, lines }) => `${file} has ${lines} lines, expected at most ${MAX_LINES}`);
}

/** Ways round the type checker and the linter; AssemblyScript needs them for its decorators, which TypeScript does not know. */
export function escapes() {
  return matches(
    (file) => CODE.test(file) && !file.includes('/assembly/'),
    ESCAPES,
    'a way round the checks',
  );
}

/** Absolute paths of one machine, and hosts of package registries: a clone must work where others are used. */
export function machineTraces() {
  return [
    ...matches(() => true, MACHINE_PATH, 'a path of one machine'),
    ...matches((file) => file !== 'pnpm-lock.yaml', new RegExp(registryHosts().join('|')), 'a registry host'),
  ];
}

function registryHosts() {
  const known = [
    ['registry', 'npmjs', 'org'],
    ['pypi', 'org'],
    ['files', 'pythonhosted', 'org'],
    ['deb', 'debian', 'org'],
  ];
  const { ok, stdout } = quiet('npm', ['config', 'get', 'registry']);
  const configured = ok && URL.canParse(stdout.trim()) ? [new URL(stdout.trim()).hostname.split('.')] : [];
  return [...known, ...configured].map((parts) => `(?<![\\w-])${parts.join('\\.')}`);
}

function matches(filter, pattern, what) {
  return trackedFiles()
    .filter(filter)
    .flatMap((file) => {
      const text = read(file);
      if (text.includes('\0') || !pattern.test(text)) return [];
      return text
        .split('\n')
        .flatMap((line, index) =>
          pattern.test(line) ? [`${file}:${index + 1}: ${what}: ${line.trim().slice(0, 120)}`] : [],
        );
    });
}
