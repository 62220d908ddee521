import type { Action, Parameter } from '../../src/domain/action';
import { actions } from '../../src/domain/catalogue';
import { spellPlatforms } from '../../src/domain/platform';

const none = '–';

const parameterOf = (parameter: Parameter | null): string => {
  if (parameter === null) return none;
  if (parameter.kind === 'sha1') return `${parameter.label}, 40 hexadecimal characters`;
  return parameter.choices
    .map(
      ({ word, meaning, only }, index) =>
        `\`${word}\`${index === 0 ? ' (default)' : ''}: ${meaning}${only === undefined ? '' : `; only on ${spellPlatforms(only.platforms)}`}`,
    )
    .join('<br>');
};

const permissionOf = ({ permissions }: Action): string =>
  `${permissions.length > 1 ? 'one of ' : ''}${permissions.map((name) => `\`${name}\``).join(', ')}`;

const platformsOf = ({ platforms }: Action): string =>
  platforms.length === 0 ? none : platforms.map(({ words }) => words).join('<br>');

const undoneBy = ({ inverse, irreversible }: Action): string => {
  if (inverse !== null) return `\`${inverse}\``;
  return irreversible === undefined ? none : '**nothing**';
};

const row = (action: Action): string =>
  `| ${[
    `\`${action.verb}\``,
    action.effect,
    permissionOf(action),
    parameterOf(action.parameter),
    platformsOf(action),
    action.bounds,
    undoneBy(action),
  ].join(' | ')} |`;

/** The README's table of verbs, entry by entry of the catalogue. */
export const verbsTable = (): string =>
  [
    '| verb | what it does | permission | parameter | works on | limits | undone by |',
    '|---|---|---|---|---|---|---|',
    ...actions.map(row),
  ].join('\n');

const verbsThatNeed = (permission: string): string =>
  actions
    .filter(({ target, permissions }) => target === 'machine' && permissions.includes(permission))
    .map(({ verb }) => verb)
    .join(', ');

/** The README's table of permissions: what each is for. */
export const permissionsTable = (): string => {
  const needed = actions.filter(({ target }) => target === 'machine').flatMap(({ permissions }) => permissions);
  return [
    '| permission | for |',
    '|---|---|',
    '| `Machine.Read.All` | always: finding machines, following Machine Actions |',
    ...[...new Set(needed)].map((permission) => `| \`${permission}\` | ${verbsThatNeed(permission)} |`),
  ].join('\n');
};

/** What stands between two marks of a text, exchanged for something else. */
export const between = (text: string, mark: string, inside: string): string => {
  const [start, end] = [`<!-- ${mark} -->\n`, `\n<!-- /${mark} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`no marks for ${mark}`);
  return `${text.slice(0, from + start.length)}${inside}${text.slice(to)}`;
};
