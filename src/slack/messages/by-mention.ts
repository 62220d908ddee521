import type { KnownBlock, RichTextBlock, RichTextElement, RichTextSection } from '@slack/types';
import type { Message } from '../block-kit/message';

/** What is typed in a thread in its place: Slack takes no slash commands there. What stands in quotes is somebody’s own. */
const typed = (words: string): string =>
  words.replace(/“[^”]*”|\/defender(?=\s|$)/g, (found) => (found.startsWith('“') ? found : '@Twokey'));

const element = (one: RichTextElement): RichTextElement =>
  one.type === 'text' ? { ...one, text: typed(one.text) } : one;

const section = (one: RichTextSection): RichTextSection => ({ ...one, elements: one.elements.map(element) });

/** What people wrote themselves is quoted, and stays as it is. */
const paragraphs = (one: RichTextBlock['elements'][number]): RichTextBlock['elements'][number] => {
  if (one.type === 'rich_text_section') return section(one);
  return one.type === 'rich_text_list' ? { ...one, elements: one.elements.map(section) } : one;
};

const block = (one: KnownBlock): KnownBlock => {
  if (one.type === 'rich_text') return { ...one, elements: one.elements.map(paragraphs) };
  return one.type === 'section' && one.text !== undefined
    ? { ...one, text: { ...one.text, text: typed(one.text.text) } }
    : one;
};

/** An answer whose commands are told as mentions. */
export const byMention = ({ text, blocks }: Message): Message => ({ text: typed(text), blocks: blocks.map(block) });
