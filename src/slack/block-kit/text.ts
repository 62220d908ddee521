import type { MrkdwnElement, PlainTextElement } from '@slack/types';

// Controls, bidirectional marks, zero-width and other characters that draw nothing: they hide or reorder what is read.
const HIDDEN = /\p{Bidi_Control}|\p{Default_Ignorable_Code_Point}|[\uFFF9-\uFFFB]|(?![\t\n])\p{Cc}/gu;
const LINE_END = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const BLANK = '(blank)';

/** A text as it may be shown: well formed, nothing hidden in it, never more than one empty line in a row. */
export const visible = (text: string): string =>
  text
    .toWellFormed()
    .replace(LINE_END, '\n')
    .replace(HIDDEN, '')
    .replace(/\n[ \t]*(?:\n[ \t]*)+\n/g, '\n\n');

/** The same on one line. Never empty. */
export const oneLine = (text: string): string => visible(text).replace(/\s+/gu, ' ').trim() || BLANK;

/** Escapes what Slack's markup is made of. Styling characters stay: words that people typed belong in plain or rich text. */
export const escapeMrkdwn = (text: string): string => text.replace(/[&<>]/g, (char) => ENTITIES[char] ?? char);

const withoutHalves = (text: string): string => text.replace(/[\uD800-\uDBFF]$/, '');

/** Shortens to at most `max` UTF-16 units, with an ellipsis, and never within a surrogate pair. */
export const cut = (text: string, max: number): string =>
  text.length <= max ? text : `${withoutHalves(text.slice(0, max - 1))}…`;

/** Splits into pieces of at most `max` UTF-16 units, never within a surrogate pair. Nothing is lost. */
export const pieces = (text: string, max: number): readonly string[] => {
  if (text.length <= max) return text === '' ? [] : [text];
  const first = withoutHalves(text.slice(0, max));
  return [first, ...pieces(text.slice(first.length), max)];
};

/** Shortens text that is escaped already, never within an entity or a `<…>` token. */
export const cutEscaped = (text: string, max: number): string =>
  text.length <= max
    ? text
    : `${withoutHalves(text.slice(0, max - 1))
        .replace(/<[^>]*$/, '')
        .replace(/&[a-z]*$/, '')}…`;

/** One line of plain text, in which nothing is markup and no `:code:` becomes an emoji. */
export const plain = (text: string, max: number): PlainTextElement => ({
  type: 'plain_text',
  text: cut(oneLine(text), max),
  emoji: false,
});

/** Markup of our own making: every foreign word in it must be escaped already. Slack adds no links of its own to it. */
export const mrkdwn = (text: string, max: number): MrkdwnElement => ({
  type: 'mrkdwn',
  text: cutEscaped(text, max),
  verbatim: true,
});

// A word joiner after the first colon keeps `:code:` from becoming an emoji where only escaped text is possible.
const EMOJI_CODE = /:(?=(?:[\w+'-]*[a-z][\w+'-]*|100|1234):)/gi;

/** Foreign words for a message's top-level text, which is markup: escaped, with nothing hidden, without emoji. */
export const inert = (text: string): string => escapeMrkdwn(visible(text)).replace(EMOJI_CODE, ':\u2060');
