import type { RichTextElement, RichTextSection } from '@slack/types';
import type { Instant } from '../../domain/instant';
import { limits } from './limits';
import { cut, inert, oneLine, pieces, visible } from './text';
import { DATE_FORMAT, dateToken, isId, isoDate, isShowable } from './tokens';

/** A piece of what is said. A bare string is literal, whoever typed it: it is never read as markup. */
export type Part =
  | string
  | { readonly strong: string }
  | { readonly code: string }
  | { readonly date: Instant }
  | { readonly user: string; readonly name: string }
  | { readonly group: string }
  | { readonly channel: string }
  | { readonly url: string; readonly words: string };

/** Something said, before it is known how it will be shown. */
export type Phrase = readonly Part[];

const literal = (words: string, style?: { readonly bold?: boolean; readonly code?: boolean }): RichTextElement[] =>
  pieces(visible(words), limits.rich).map((text) => ({
    type: 'text',
    text,
    ...(style === undefined ? {} : { style }),
  }));

const element = (part: Part): RichTextElement[] => {
  if (typeof part === 'string') return literal(part);
  if ('strong' in part) return literal(part.strong, { bold: true });
  if ('code' in part) return literal(part.code, { code: true });
  if ('user' in part) return isId(part.user) ? [{ type: 'user', user_id: part.user }] : literal(part.name);
  if ('group' in part) {
    return isId(part.group) ? [{ type: 'usergroup', usergroup_id: part.group }] : literal(oneLine(part.group));
  }
  if ('channel' in part) return [{ type: 'channel', channel_id: part.channel }];
  if ('url' in part) return [{ type: 'link', url: part.url, text: part.words }];
  const fallback = isoDate(part.date);
  if (!isShowable(part.date)) return literal(fallback);
  return [{ type: 'date', timestamp: Math.floor(part.date / 1000), format: DATE_FORMAT, fallback }];
};

/** A phrase as nodes of rich text, where foreign words are inert. */
export const richElements = (phrase: Phrase): RichTextElement[] => {
  const elements = phrase.flatMap(element);
  return elements.length > 0 ? elements : [{ type: 'text', text: ' ' }];
};

/** A phrase as one paragraph of rich text. */
export const richSection = (phrase: Phrase): RichTextSection => ({
  type: 'rich_text_section',
  elements: richElements(phrase),
});

const said = (part: Part): string => {
  if (typeof part === 'string') return inert(part);
  if ('strong' in part) return inert(part.strong);
  if ('code' in part) return inert(part.code);
  if ('user' in part) return inert(part.name);
  if ('group' in part) return inert(`user group ${oneLine(part.group)}`);
  if ('channel' in part) return `<#${part.channel}>`;
  // The address itself is in the blocks; here it would only be read out.
  if ('url' in part) return inert(part.words);
  return dateToken(part.date);
};

/** A phrase as escaped text, for notifications and screen readers. Nobody is mentioned by it. */
export const spoken = (phrase: Phrase): string => phrase.map(said).join('');

const lengthOf = (part: Part): number => {
  if (typeof part === 'string') return part.length;
  if ('strong' in part) return part.strong.length;
  if ('code' in part) return part.code.length;
  return 'words' in part ? part.words.length : 0;
};

const cutPart = (part: Part, max: number): Part => {
  if (typeof part === 'string') return cut(part, max);
  if ('strong' in part) return { strong: cut(part.strong, max) };
  return 'code' in part ? { code: cut(part.code, max) } : part;
};

/** Shortens what is said to at most `max` UTF-16 units, not counting dates and mentions. */
export const cutPhrase = (phrase: Phrase, max: number): Phrase => {
  const kept: Part[] = [];
  let left = max;
  for (const part of phrase) {
    const length = lengthOf(part);
    if (length > left) return left > 0 ? [...kept, cutPart(part, left)] : [...kept, '…'];
    kept.push(part);
    left -= length;
  }
  return kept;
};
