import { unescapeSlack } from './command';

/** What somebody's message holds that an action may be about, as it is written there; nothing of it is looked up yet. */
export interface Reading {
  /** DNS names on their own, each once. */
  readonly names: readonly string[];
  /** DNS names out of links, and such as are written so that nobody clicks them: more often an attacker's than ours. */
  readonly linkedNames: readonly string[];
  /** Single words that may be short names of machines. */
  readonly words: readonly string[];
  /** 40 hex characters in lower case: ids of machines, or SHA-1 hashes. */
  readonly ids: readonly string[];
  /** SHA-256 and MD5 hashes, lower case. */
  readonly hashes: readonly string[];
  /** IPv4 and IPv6 addresses. */
  readonly addresses: readonly string[];
}

/** Longer than anything that Slack shows as one message; what comes after it is not read. */
const MOST_CHARACTERS = 50_000;
const MOST_DEPTH = 20;
/** The most of each kind: a message that holds more is a list, and no list is filled in from a message. */
const MOST_OF_A_KIND = 200;

/** Parts of a message that say what it shows: texts, links, and the fields of attachments and old alerts. */
const TELLING: ReadonlySet<string> = new Set([
  ...['text', 'title', 'pretext', 'fallback', 'footer', 'author_name', 'value', 'alt_text', 'url', 'title_link'],
  ...['blocks', 'message_blocks', 'attachments', 'elements', 'fields', 'accessory', 'rows', 'message'],
]);

/** Every string that a message shows, wherever its blocks and attachments hold it. */
const stringsIn = (value: unknown, depth = 0): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > MOST_DEPTH) return [];
  if (Array.isArray(value)) return value.flatMap((each) => stringsIn(each, depth + 1));
  return Object.entries(value).flatMap(([name, each]) => (TELLING.has(name) ? stringsIn(each, depth + 1) : []));
};

/** Stands for a dot that is written so that no client makes a link of it. */
const SAFE_DOT = '\uE000';
const DOT = `[.${SAFE_DOT}]`;

const marked = (text: string): string =>
  text
    .replace(/[[({](?:\.|dot)[\])}]/gi, SAFE_DOT)
    .replace(/\[:\]/g, ':')
    .replace(/\[(:\/\/)\]/g, '$1');

const plainDots = (text: string): string => text.replaceAll(SAFE_DOT, '.');

/** Links of Slack's markup as words with spaces around them: what they show, and where they lead. Mentions tell of no machine. */
const unlinked = (text: string): string =>
  text.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (_, target: string, label = '') =>
    /^(?:https?|mailto|tel):/i.test(target) ? ` ${label} ${target} ` : ' ',
  );

const LINK = /\b(?:https?|hxxps?|ftps?|fxps?):\/\/(?:[^\s/@]*@)?([^\s/:?#"'|<>]+)[^\s"'|<>]*/gi;
const HEX = /(?<![0-9a-z])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-z])/gi;
const IPV4 = new RegExp(`(?<![\\w.-])(?:\\d{1,3}${DOT}){3}\\d{1,3}(?![\\w-]|\\.\\d|/\\d)`, 'g');
const IPV6 = /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:]|\/\d)/gi;
const NAME = new RegExp(
  `(?<![\\w@.${SAFE_DOT}/-])[a-z0-9_][a-z0-9_-]{0,62}(?:${DOT}[a-z0-9-]{1,63})+(?![\\w@-])`,
  'gi',
);
const WORD = /(?<![\w@./-])[a-z0-9][a-z0-9_-]{1,62}(?![\w@-]|\.\w)/gi;

/** Names of files look like names of machines; these are the endings that alerts are full of. */
const FILE_ENDINGS: ReadonlySet<string> = new Set([
  ...['exe', 'dll', 'sys', 'msi', 'bat', 'cmd', 'ps1', 'psm1', 'vbs', 'js', 'jse', 'hta', 'lnk', 'scr', 'jar', 'py'],
  ...['txt', 'log', 'csv', 'json', 'xml', 'html', 'htm', 'pdf', 'doc', 'docx', 'docm', 'xls', 'xlsx', 'xlsm', 'ppt'],
  ...['pptx', 'rtf', 'eml', 'msg', 'zip', 'rar', 'iso', 'img', 'gz', 'tar', 'tmp', 'dat', 'bin', 'png', 'jpg', 'gif'],
]);

const isIpv4 = (text: string): boolean => text.split('.').every((part) => Number(part) <= 255);

const isIpv6 = (text: string): boolean => {
  const halves = text.split('::');
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (groups.some((group) => group === '')) return false;
  return halves.length === 1 ? groups.length === 8 : halves.length === 2 && groups.length > 0 && groups.length < 8;
};

const isName = (text: string): boolean => {
  const ending = text.split('.').at(-1)?.toLowerCase() ?? '';
  return /^[a-z][a-z0-9-]*[a-z0-9]$/.test(ending) && !FILE_ENDINGS.has(ending) && text.length <= 253;
};

const every = (pattern: RegExp, text: string): readonly string[] => text.match(pattern) ?? [];

/** Each once, whatever its case, as it was written first. */
const once = (found: readonly string[]): readonly string[] => {
  const seen = new Set<string>();
  const isNew = (each: string) => seen.size < seen.add(each.toLowerCase()).size;
  return found.filter(isNew).slice(0, MOST_OF_A_KIND);
};

const readText = (given: string): Reading => {
  const text = marked(unescapeSlack(unlinked(given)));
  const hexes = every(HEX, text).map((hex) => hex.toLowerCase());
  const hosts = [...text.matchAll(LINK)].map(([, host = '']) => plainDots(host));
  const rest = text.replace(LINK, ' ').replace(HEX, ' ');
  const inText = every(IPV4, rest).map(plainDots).filter(isIpv4);
  const addresses = [...inText, ...hosts.filter((host) => /^(?:\d{1,3}\.){3}\d{1,3}$/.test(host) && isIpv4(host))];
  const left = rest.replace(IPV4, ' ');
  const named = every(NAME, left).filter((name) => isName(plainDots(name)));
  return {
    names: named.filter((name) => !name.includes(SAFE_DOT)),
    linkedNames: [...named.filter((name) => name.includes(SAFE_DOT)).map(plainDots), ...hosts.filter(isName)],
    // A word of letters alone is a word: many a machine is called “mail”, and no message means it by that.
    words: every(WORD, left.replace(NAME, ' ').replace(IPV6, ' ')).filter(
      (word) => /[a-z]/i.test(word) && /[\d_-]/.test(word),
    ),
    ids: hexes.filter((hex) => hex.length === 40),
    hashes: hexes.filter((hex) => hex.length !== 40),
    addresses: [...addresses, ...every(IPV6, left).filter(isIpv6)],
  };
};

/**
 * Reads a message, as Slack sends it, for what an action may be about: in its text, its blocks and its attachments,
 * also where it is written so that nobody clicks it (`10[.]1[.]2[.]3`, `hxxp://`). Never throws, whatever it is given.
 */
export const readMessage = (message: unknown): Reading => {
  let left = MOST_CHARACTERS;
  const readings = [...new Set(stringsIn(message))].map((each) => {
    const text = each.slice(0, left);
    left -= text.length;
    return readText(text);
  });
  const all = (kind: keyof Reading) => once(readings.flatMap((reading) => reading[kind]));
  const names = all('names');
  const known = new Set(names.map((name) => name.toLowerCase()));
  return {
    names,
    linkedNames: all('linkedNames').filter((name) => !known.has(name.toLowerCase())),
    words: all('words'),
    ids: all('ids'),
    hashes: all('hashes'),
    addresses: all('addresses'),
  };
};
