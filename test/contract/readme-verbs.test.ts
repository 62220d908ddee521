import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Action } from '../../src/domain/action';
import { actions } from '../../src/domain/catalogue';

const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');

const parameterOf = ({ parameter }: Action): string =>
  parameter === null
    ? '–'
    : parameter.choices
        .map(({ word, meaning }, index) => `\`${word}\`${index === 0 ? ' (default)' : ''}: ${meaning}`)
        .join('<br>');

const permissionOf = ({ permissions }: Action): string =>
  `${permissions.length > 1 ? 'one of ' : ''}${permissions.map((name) => `\`${name}\``).join(', ')}`;

const row = (action: Action): string =>
  `| \`${action.verb}\` | ${action.effect} | ${permissionOf(action)} | ${parameterOf(action)} | ${action.inverse === null ? '–' : `\`${action.inverse}\``} |`;

const expected = [
  '| verb | what it does | permission | parameter | undone by |',
  '|---|---|---|---|---|',
  ...actions.map(row),
].join('\n');

describe('the verbs table of the README', () => {
  it('is the catalogue, entry by entry', () => {
    const table = /<!-- verbs -->\n([\s\S]*?)\n<!-- \/verbs -->/.exec(readme)?.[1];
    expect(table).toBe(expected);
  });

  it.each(['status', 'history', 'help'])('stands beside words about the verb %s, which is no action', (verb) => {
    expect(readme).toContain(`\`/defender ${verb}`);
  });

  it('names in the set-up steps every permission that a verb needs, beside the one for reading', () => {
    const steps = /<!-- permissions -->\n([\s\S]*?)\n<!-- \/permissions -->/.exec(readme)?.[1] ?? '';
    const told = [...steps.matchAll(/`(Machine\.[A-Za-z.]+)`/g)].map(([, name]) => name).sort();
    const needed = actions.filter(({ target }) => target === 'machine').flatMap(({ permissions }) => permissions);
    expect(told).toEqual([...new Set(['Machine.Read.All', ...needed])].sort());
  });
});
