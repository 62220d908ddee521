// Writes the table of docs/metrics.md from the catalogue of metrics.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { transformFileSync } = require('@swc/core');

const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } };
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);

const { withMetricsTable } = require('../test/contract/metrics-doc.ts');
const path = join(__dirname, '..', 'docs', 'metrics.md');
writeFileSync(path, withMetricsTable(readFileSync(path, 'utf8')));
