/** What a message that mentions us asks for. */
export type Mention =
  /** What follows the mention, as it follows `/defender`: the entities of Slack's escaping are still in it. */
  | { readonly kind: 'asks'; readonly text: string }
  /** The message speaks of us, and not to us. */
  | { readonly kind: 'aside' };

/** Words that Slack puts for what a piece of its markup shows, where it has no words of its own. */
const shownOf = (target: string): string => {
  if (target.startsWith('!subteam^')) return `@${target.slice('!subteam^'.length)}`;
  return target.startsWith('!') ? `@${target.slice(1)}` : target;
};

/** One piece of Slack's markup, without its brackets, as people see it. */
const shown = (inner: string): string => {
  const bar = inner.indexOf('|');
  const target = bar === -1 ? inner : inner.slice(0, bar);
  const label = bar === -1 ? '' : inner.slice(bar + 1);
  if (label === '') return shownOf(target);
  if (target.startsWith('#')) return `#${label}`;
  if (target.startsWith('@')) return label.startsWith('@') ? label : `@${label}`;
  return label;
};

/**
 * The text of a message with Slack's markup as people see it: links as what they show, channels and people by their names
 * where Slack says them. Entities stay: a bracket that somebody typed is one of them, so every plain one is markup.
 */
export const withoutMarkup = (text: string): string => text.replace(/<([^<>]+)>/g, (_, inner: string) => shown(inner));

/** Mentions of anybody, with what people put between them, at the beginning of a message. */
const SALUTATION = /^(?:[\s,:]*<@[A-Z0-9]+(?:\|[^<>]*)?>)+[\s,:]*/;
/** What begins in bold, italics or code: the marks would be taken for a part of what is typed. */
const FORMATTED = /^([*_~`]{1,4})(?=\S)([^\n]+?|[\s\S]+)\1(?![\p{L}\p{N}])/u;
/** People who are used to the slash command type its name, too. */
const COMMAND = /^\/defender(?=\s|$)\s*/i;

/**
 * Reads a message that mentions us: what follows the mentions it begins with, when we are among them. A mention further
 * on asks for nothing: people speak of us, quote each other, and say what not to do.
 */
export const readMention = (text: string, ourId: string): Mention => {
  const salutation = SALUTATION.exec(text)?.[0] ?? '';
  const isToUs = [...salutation.matchAll(/<@([A-Z0-9]+)/g)].some(([, id]) => id === ourId);
  if (!isToUs) return { kind: 'aside' };
  const said = text.slice(salutation.length).replace(FORMATTED, '$2').replace(COMMAND, '');
  return { kind: 'asks', text: withoutMarkup(said) };
};
