import { formatDate } from './date-format.js';
import { type JsonObject, objectIn, objectsIn, textIn } from './json.js';
import { mrkdwnText, type Names } from './mrkdwn-text.js';

/** What there is to read: blocks, or a text when there are none. */
type Readable = { readonly text?: string; readonly blocks: readonly JsonObject[] };

type Render = (item: JsonObject, names: Names) => string;

const textObject: Render = (item, names) =>
  item.type === 'mrkdwn' ? mrkdwnText(textIn(item.text), names) : textIn(item.text);

const of = (value: unknown, names: Names): string => textObject(objectIn(value), names);

const each = (value: unknown, names: Names, render: Render, separator: string): string =>
  objectsIn(value)
    .map((item) => render(item, names))
    .filter((text) => text !== '')
    .join(separator);

const LEAVES: Readonly<Record<string, Render>> = {
  text: (leaf) => textIn(leaf.text),
  link: (leaf) => (leaf.text === undefined ? textIn(leaf.url) : `${textIn(leaf.text)} (${textIn(leaf.url)})`),
  user: (leaf, names) => `@${names.user(textIn(leaf.user_id)) ?? textIn(leaf.user_id)}`,
  usergroup: (leaf, names) => `@${names.group(textIn(leaf.usergroup_id)) ?? textIn(leaf.usergroup_id)}`,
  channel: (leaf, names) => `#${names.channel(textIn(leaf.channel_id)) ?? textIn(leaf.channel_id)}`,
  broadcast: (leaf) => `@${textIn(leaf.range)}`,
  emoji: (leaf) => `:${textIn(leaf.name)}:`,
  date: (leaf) => formatDate(Number(leaf.timestamp), textIn(leaf.format)),
  color: (leaf) => textIn(leaf.value),
};

const leaves = (part: JsonObject, names: Names): string =>
  objectsIn(part.elements)
    .map((leaf) => LEAVES[textIn(leaf.type)]?.(leaf, names) ?? '')
    .join('');

const PARTS: Readonly<Record<string, Render>> = {
  rich_text_section: leaves,
  rich_text_preformatted: leaves,
  rich_text_quote: (part, names) =>
    leaves(part, names)
      .split('\n')
      .map((line) => `> ${line}`)
      .join('\n'),
  rich_text_list: (part, names) =>
    objectsIn(part.elements)
      .map((item, index) => `${part.style === 'ordered' ? `${index + 1}.` : '•'} ${leaves(item, names)}`)
      .join('\n'),
};

const richText: Render = (block, names) =>
  each(block.elements, names, (part) => PARTS[textIn(part.type)]?.(part, names) ?? '', '\n');

const options = (element: JsonObject, names: Names): string =>
  each(element.options, names, (option) => of(option.text, names), ' | ');

/** A control as a reader sees it: [Approve], [Choose a machine ▾], [⋯ History | Help]. */
const control: Render = (element, names) => {
  switch (element.type) {
    case 'image':
      return `(image: ${textIn(element.alt_text)})`;
    case 'overflow':
      return `[⋯ ${options(element, names)}]`;
    case 'radio_buttons':
    case 'checkboxes':
      return `( ${options(element, names)} )`;
    case 'mrkdwn':
    case 'plain_text':
      return textObject(element, names);
    default: {
      if (element.text !== undefined) return `[${of(element.text, names)}]`;
      const shown = of(element.placeholder, names) || of(objectIn(element.initial_option).text, names);
      return `[${shown || textIn(element.initial_value)}${textIn(element.type).endsWith('_select') ? ' ▾' : ''}]`;
    }
  }
};

const cell: Render = (item, names) =>
  item.type === 'rich_text' ? richText(item, names) : String(item.text ?? item.value);

const table: Render = (block, names) =>
  (Array.isArray(block.rows) ? block.rows : []).map((row) => each(row, names, cell, ' | ')).join('\n');

const lines = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n');

const BLOCKS: Readonly<Record<string, Render>> = {
  header: (block, names) => of(block.text, names),
  section: (block, names) =>
    lines(
      of(block.text, names),
      each(block.fields, names, textObject, '\n'),
      each([block.accessory], names, control, ''),
    ),
  context: (block, names) => each(block.elements, names, control, ' '),
  actions: (block, names) => each(block.elements, names, control, ' '),
  context_actions: (block, names) => each(block.elements, names, control, ' '),
  divider: () => '---',
  alert: (block, names) => `(${textIn(block.level) || 'note'}) ${of(block.text, names)}`,
  markdown: (block) => textIn(block.text),
  rich_text: richText,
  table,
  data_table: table,
  image: (block) => `(image: ${textIn(block.alt_text)})`,
  input: (block, names) =>
    lines(`${of(block.label, names)}: ${control(objectIn(block.element), names)}`, of(block.hint, names)),
  card: (block, names) =>
    lines(
      of(block.title, names),
      of(block.subtitle, names),
      of(block.body, names),
      each(block.actions, names, control, ' '),
    ),
  carousel: (block, names) => blocksText(objectsIn(block.elements), names),
  container: (block, names) => lines(of(block.title, names), blocksText(objectsIn(block.child_blocks), names)),
  task_card: (block) => `${textIn(block.title)} (${textIn(block.status)})`,
  plan: (block, names) => lines(textIn(block.title), blocksText(objectsIn(block.tasks), names)),
  video: (block, names) => of(block.title, names),
};

const blocksText = (blocks: readonly JsonObject[], names: Names): string =>
  lines(...blocks.map((block) => BLOCKS[textIn(block.type)]?.(block, names) ?? ''));

/** A message, or a view, as plain text: what a person reads, line by line; the fallback text only when there is no block. */
export const plainText = (readable: Readable, names: Names): string =>
  readable.blocks.length > 0 ? blocksText(readable.blocks, names) : mrkdwnText(readable.text ?? '', names);
