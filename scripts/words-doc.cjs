// Writes docs/words.md from the messages themselves, with the samples of their tests.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { transformFileSync } = require('@swc/core');

const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } };
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);

const { wordsDoc } = require('../test/contract/words-doc.ts');
writeFileSync(join(__dirname, '..', 'docs', 'words.md'), wordsDoc());
