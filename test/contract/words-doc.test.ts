import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toldHappenings } from '../slack/happening-samples';
import { wordsDoc } from './words-doc';

const written = readFileSync(join(__dirname, '..', '..', 'docs', 'words.md'), 'utf8');

it('docs/words.md is what is said; else run npm run docs:words', () => {
  expect(written).toBe(wordsDoc());
});

it.each([...new Set(toldHappenings.map(({ kind }) => kind))])('docs/words.md tells “%s”', (kind) => {
  expect(written).toContain(`\n\`${kind}\`\n\n> `);
});
