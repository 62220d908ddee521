// Writes docs/refusals.md from the registry of refusals, with the samples of its tests.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { transformFileSync } = require('@swc/core');

const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } };
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);

const { refusalsDoc } = require('../test/contract/refusals-doc.ts');
writeFileSync(join(__dirname, '..', 'docs', 'refusals.md'), refusalsDoc());
