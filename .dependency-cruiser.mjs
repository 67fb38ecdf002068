// Who may import whom. Downwards only: apps -> reproductions -> models, datasets -> backend.
const MODELS = 'binding|resonator|vrn|cdam|kuramoto|hopfield-rbm|hk-memory';
const TESTS = '\\.(test|bench|test-d)\\.ts$|/test/|/vitest\\.config\\.mjs$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Of values: a helper may name a type of the file that uses it, as types are gone once built.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'models-see-only-the-backend',
      comment: 'What a model needs of another comes in as an argument with a structural type.',
      severity: 'error',
      from: { path: `^packages/(${MODELS}|datasets)/`, pathNot: TESTS },
      to: { path: '^(packages|apps)/', pathNot: ['^packages/backend/', '^packages/$1/'] },
    },
    {
      name: 'backend-is-the-bottom',
      severity: 'error',
      from: { path: '^packages/backend/' },
      to: { path: '^(packages|apps)/', pathNot: '^packages/backend/' },
    },
    {
      name: 'packages-do-not-see-apps',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'only-the-backend-sees-tensorflow',
      comment: 'A bundled page says where the .wasm files are.',
      severity: 'error',
      from: { pathNot: '^packages/backend/' },
      to: { path: '@tensorflow/', pathNot: '\\.wasm$' },
    },
    {
      name: 'no-built-files',
      comment: 'Import sources; the export condition @vsa/source leads there.',
      severity: 'error',
      from: {},
      to: { path: '^(packages|apps)/[^/]+/dist/' },
    },
    {
      name: 'sources-do-not-see-tests',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src/', pathNot: TESTS },
      to: { path: '\\.(test|bench)\\.ts$|^(packages|apps)/[^/]+/test/' },
    },
    {
      name: 'no-way-round-the-exports',
      comment: 'Other packages are reached by name, not by path.',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: { path: '^(packages|apps)/', pathNot: '^$1/$2/', dependencyTypes: ['local'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    doNotFollow: { path: 'node_modules|^(packages|apps)/[^/]+/dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@vsa/source', 'import', 'node', 'types', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
