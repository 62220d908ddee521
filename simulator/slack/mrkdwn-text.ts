import { formatDate } from './date-format.js';

/** How mentions are shown; undefined for somebody unknown. */
export type Names = {
  readonly user: (id: string) => string | undefined;
  readonly group: (id: string) => string | undefined;
  readonly channel: (id: string) => string | undefined;
};

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const special = (command: string, label: string | undefined, names: Names): string => {
  const [kind = '', first = '', second = ''] = command.split('^');
  if (kind === 'date') return formatDate(Number(first), second);
  if (kind === 'subteam') return `@${names.group(first) ?? label?.replace(/^@/, '') ?? first}`;
  return `@${kind.split('|')[0]}`;
};

/** What one `<...>` of mrkdwn shows. */
const token = (inside: string, names: Names): string => {
  const [target = '', label] = inside.split(/\|(.*)/s);
  if (target.startsWith('@')) return `@${names.user(target.slice(1)) ?? label ?? target.slice(1)}`;
  if (target.startsWith('#')) return `#${names.channel(target.slice(1)) ?? label ?? target.slice(1)}`;
  if (target.startsWith('!')) return special(target.slice(1), label, names);
  return label === undefined || label === target ? target : `${label} (${target})`;
};

const STYLED = /(^|[\s(])([*_~])(?=\S)([^\n]*?\S)\2(?=$|[\s).,:;!?])/gm;

const withoutStyle = (text: string): string => {
  const plainer = text.replace(STYLED, '$1$3');
  return plainer === text ? text : withoutStyle(plainer);
};

/** mrkdwn as a person reads it: styled, mentioned, linked and unescaped; code is shown as it is. */
export const mrkdwnText = (text: string, names: Names): string =>
  text
    .split(/(```[\s\S]*?```|`[^`\n]+`)/)
    .map((piece, index) =>
      index % 2 === 1
        ? unescaped(piece.replace(/^`+|`+$/g, ''))
        : unescaped(withoutStyle(piece).replace(/<([^<>\n]+)>/g, (_whole, inside: string) => token(inside, names))),
    )
    .join('');
