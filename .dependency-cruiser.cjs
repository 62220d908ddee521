// The five nevers of the design, as rules. Run through scripts/check-boundaries.cjs, which also counts what was read.
const home = (name, folder, packages) => ({
  name,
  severity: 'error',
  comment: `only ${folder} may import ${packages}`,
  from: { path: '^src/', pathNot: `^src/(${folder})/` },
  to: { path: `(^|/)node_modules/(${packages})/` },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'domain-is-pure', severity: 'error', from: { path: '^src/domain/' }, to: { pathNot: '^src/domain/' } },
    {
      name: 'flow-knows-no-system',
      severity: 'error',
      from: { path: '^src/flow/' },
      to: { pathNot: '^src/(domain|flow)/' },
    },
    {
      name: 'adapters-are-strangers',
      severity: 'error',
      from: { path: '^src/(slack|defender|store)/' },
      to: { path: '^src/(slack|defender|store|host)/', pathNot: '^src/$1/' },
    },
    {
      name: 'only-main-composes',
      severity: 'error',
      from: { path: '^src/(domain|flow|slack|defender|store)/' },
      to: { path: '^src/([^/]+\\.ts|(host|verbs)/.+)$' },
    },
    home('slack-lives-in-slack', 'slack', '@slack/[^/]+'),
    home('defender-lives-in-defender', 'defender', 'axios|@azure/msal-node|bottleneck|ioredis'),
    home('the-policy-file-lives-in-host', 'host', 'yaml|safe-regex2'),
    home('sql-lives-in-store', 'store', 'kysely|pg|@photostructure/sqlite'),
    {
      name: 'the-simulator-is-a-stranger',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(simulator|bench|torture|test)/' },
    },
    {
      name: 'the-simulator-shares-nothing',
      severity: 'error',
      from: { path: '^simulator/' },
      to: { path: '^(src|bench|torture|test)/' },
    },
    {
      name: 'the-bench-looks-from-outside',
      severity: 'error',
      comment: 'only the form of stored rows is shared, so that a store can be grown',
      from: { path: '^bench/' },
      to: { path: '^(src|test)/', pathNot: '^src/store/(rows/|event-hash)' },
    },
    {
      name: 'torture-looks-from-outside',
      severity: 'error',
      comment: 'the verdict is read from the simulated services alone',
      from: { path: '^torture/' },
      to: { path: '^(src|bench|test)/' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json', '.node'],
    },
  },
};
