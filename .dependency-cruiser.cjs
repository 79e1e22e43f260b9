/** The import fence of docs/architecture.md: dependencies point one way. @type {import('dependency-cruiser').IConfiguration} */
const ours = '(domain|workflows|activities|records|post|runtime|api|prisma|local|bench|test|deploy)';
const only = (folder, allowed) => ({
  name: `${folder}-imports-only-${allowed.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^${folder}/` },
  to: { path: `^${ours}/`, pathNot: `^(${[folder, ...allowed].join('|')})/` },
});

module.exports = {
  forbidden: [
    only('domain', []),
    {
      name: 'workflows-import-only-domain-and-the-types-of-activities',
      severity: 'error',
      from: { path: '^workflows/', pathNot: '^workflows/worker\\.ts$' },
      to: { path: `^${ours}/`, pathNot: '^(workflows|domain)/|^activities/types\\.ts$' },
    },
    only('runtime', ['domain']),
    only('records', ['domain', 'runtime', 'prisma']),
    only('post', ['records', 'domain', 'runtime']),
    only('activities', ['post', 'records', 'domain', 'runtime']),
    only('api', ['post', 'records', 'domain', 'runtime']),
    only('prisma', ['domain', 'runtime']),
    only('deploy', ['runtime']),
    {
      name: 'the-domain-does-no-io',
      severity: 'error',
      from: { path: '^domain/' },
      to: { dependencyTypes: ['core', 'npm'], pathNot: 'date-fns' },
    },
    {
      name: 'workflow-code-stays-in-the-sandbox',
      comment:
        'Activities are imported as types only; nothing of Node or npm but the workflow library enters the bundle.',
      severity: 'error',
      from: { path: '^workflows/', pathNot: '^workflows/worker\\.ts$' },
      to: { dependencyTypes: ['core', 'npm'], pathNot: '@temporalio/(workflow|common)' },
    },
    { name: 'nothing-imports-tests', severity: 'error', from: { pathNot: '^(test|bench)/' }, to: { path: '^test/' } },
    {
      name: 'nothing-imports-the-benchmarks',
      comment: 'What they put in the place of security (bench/without) must never be loaded by anything else.',
      severity: 'error',
      from: { pathNot: '^(bench|test)/' },
      to: { path: '^bench/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^prisma/generated' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
