const { availableParallelism } = require('node:os');

module.exports = {
  // Acceptance tests mostly wait. One worker alone would also run everything in one process, whose heap only grows.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  testEnvironment: 'node',
  testTimeout: 20_000,
  roots: ['<rootDir>/test'],
  globalSetup: '<rootDir>/test/build-once.cjs',
  setupFilesAfterEnv: ['<rootDir>/test/leak-guard.cjs'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
};
