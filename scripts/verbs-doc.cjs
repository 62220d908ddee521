// Writes the README's tables of verbs and permissions from the catalogue.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { transformFileSync } = require('@swc/core');

const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } };
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);

const { between, permissionsTable, verbsTable } = require('../test/contract/verbs-doc.ts');
const file = join(__dirname, '..', 'README.md');
const readme = readFileSync(file, 'utf8');
writeFileSync(file, between(between(readme, 'verbs', verbsTable()), 'permissions', permissionsTable()));
