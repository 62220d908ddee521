import type { RichTextBlock } from '@slack/types';
import { type Phrase, richElements, richSection } from './phrase';

/** Paragraphs of literal words. */
export const richBlock = (blockId: string, ...paragraphs: readonly Phrase[]): RichTextBlock => ({
  type: 'rich_text',
  block_id: blockId,
  elements: paragraphs.map(richSection),
});

/** A title above quoted words. */
export const quoteBlock = (blockId: string, title: Phrase, quoted: string): RichTextBlock => ({
  type: 'rich_text',
  block_id: blockId,
  elements: [richSection(title), { type: 'rich_text_quote', elements: richElements([quoted]) }],
});

/** A list, below a title where there is one. */
export const listBlock = (blockId: string, title: Phrase | null, items: readonly Phrase[]): RichTextBlock => ({
  type: 'rich_text',
  block_id: blockId,
  elements: [
    ...(title === null ? [] : [richSection(title)]),
    { type: 'rich_text_list', style: 'bullet', elements: items.map(richSection) },
  ],
});
