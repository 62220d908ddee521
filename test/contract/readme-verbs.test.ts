import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { between, permissionsTable, verbsTable } from './verbs-doc';

const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');

describe('the README', () => {
  it('has a table of verbs that is the catalogue, entry by entry', () => {
    expect(readme).toBe(between(readme, 'verbs', verbsTable()));
  });

  it('names in the set-up steps every permission that a verb needs, beside the one for reading', () => {
    expect(readme).toBe(between(readme, 'permissions', permissionsTable()));
  });

  it.each(['status', 'history', 'help'])('tells beside the table about the verb %s, which is no action', (verb) => {
    expect(readme).toContain(`\`/defender ${verb}`);
  });
});
