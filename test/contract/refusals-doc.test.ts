import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusals } from '../../src/domain/refusal';
import { refusalsDoc } from './refusals-doc';

const written = readFileSync(join(__dirname, '..', '..', 'docs', 'refusals.md'), 'utf8');

it('docs/refusals.md is what the refusals say; else run npm run docs:refusals', () => {
  expect(written).toBe(refusalsDoc());
});

it.each(Object.keys(refusals))('docs/refusals.md tells “%s”', (code) => {
  expect(written).toContain(`| \`${code}\` |`);
});
