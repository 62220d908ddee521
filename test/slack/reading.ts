/** Reads a message's blocks as a person sees them: what is drawn, without what draws it. */

type Json = { readonly [key: string]: unknown };

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const LINES = new Set(['rich_text_section', 'rich_text_quote', 'section', 'header', 'context', 'rich_text_list']);

const drawn = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(drawn).join('');
  if (!isObject(value)) return '';
  switch (value['type']) {
    case 'text':
    case 'plain_text':
    case 'mrkdwn':
      return String(value['text']) + (value['type'] === 'text' ? '' : '\n');
    case 'date':
      return String(value['fallback']);
    case 'user':
      return `@${String(value['user_id'])}`;
    case 'usergroup':
      return `@${String(value['usergroup_id'])}`;
    case 'channel':
      return `#${String(value['channel_id'])}`;
    case 'link':
      return `${String(value['text'])} <${String(value['url'])}>`;
    case 'button':
      return `[${drawn(value['text']).trim()}]`;
    default: {
      const inner = [value['text'], value['fields'], value['elements'], value['label'], value['element']].map(drawn);
      return inner.join('') + (LINES.has(String(value['type'])) ? '\n' : '');
    }
  }
};

/** The words of some blocks, one line for each paragraph. */
export const wordsOf = (blocks: readonly object[]): string => blocks.map(drawn).join('\n');

const buttonsIn = (value: unknown): readonly Json[] => {
  if (Array.isArray(value)) return value.flatMap(buttonsIn);
  if (!isObject(value)) return [];
  return value['type'] === 'button' ? [value] : Object.values(value).flatMap(buttonsIn);
};

/** The buttons of some blocks, by their action ids. */
export const buttonsOf = (blocks: readonly object[]): readonly Json[] => buttonsIn(blocks);
