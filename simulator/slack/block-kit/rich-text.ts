import { address, complain, eitherOr, flag, list, oneOf, type Rule, shape, text, typed, whole } from './rule.js';

const textStyle = shape(
  { bold: flag, code: flag, italic: flag, strike: flag, underline: flag, highlight: flag, client_highlight: flag },
  [],
);
const mentionStyle = shape(
  { bold: flag, italic: flag, strike: flag, highlight: flag, client_highlight: flag, unlink: flag },
  [],
);

const LONGEST = 12_000;

const leaf = (type: string, fields: Readonly<Record<string, Rule>>, required: readonly string[], style: Rule): Rule =>
  shape({ type: oneOf(type), style, ...fields }, ['type', ...required]);

const written: Readonly<Record<string, Rule>> = {
  text: leaf('text', { text: text(LONGEST) }, ['text'], textStyle),
  link: leaf('link', { url: address, text: text(LONGEST), unsafe: flag }, ['url'], textStyle),
};

const leaves: Readonly<Record<string, Rule>> = {
  ...written,
  user: leaf('user', { user_id: text(255) }, ['user_id'], mentionStyle),
  usergroup: leaf('usergroup', { usergroup_id: text(255) }, ['usergroup_id'], mentionStyle),
  channel: leaf('channel', { channel_id: text(255) }, ['channel_id'], mentionStyle),
  team: leaf('team', { team_id: text(255) }, ['team_id'], mentionStyle),
  broadcast: leaf('broadcast', { range: oneOf('here', 'channel', 'everyone') }, ['range'], mentionStyle),
  emoji: leaf('emoji', { name: text(255), unicode: text(255), url: text(3000) }, ['name'], textStyle),
  color: leaf('color', { value: text(255) }, ['value'], textStyle),
  date: leaf(
    'date',
    { timestamp: whole(0), format: text(255), url: text(3000), fallback: text(3000) },
    ['timestamp', 'format'],
    textStyle,
  ),
};

const elements = list(typed(leaves), { max: 1000 });
const section = shape({ type: oneOf('rich_text_section'), elements }, ['type', 'elements']);
const border = oneOf(0, 1);

const parts: Readonly<Record<string, Rule>> = {
  rich_text_section: section,
  rich_text_quote: shape({ type: oneOf('rich_text_quote'), elements, border }, ['type', 'elements']),
  rich_text_preformatted: shape(
    {
      type: oneOf('rich_text_preformatted'),
      elements: list(typed(written), { max: 1000 }),
      border,
      language: text(255),
    },
    ['type', 'elements'],
  ),
  rich_text_list: shape(
    {
      type: oneOf('rich_text_list'),
      style: oneOf('bullet', 'ordered'),
      elements: list(section, { min: 1, max: 1000 }),
      indent: whole(0, 8),
      offset: whole(0),
      border,
    },
    ['type', 'style', 'elements'],
  ),
};

/** A whole rich_text block: docs.slack.dev/reference/block-kit/blocks/rich-text-block. */
export const richTextBlock: Rule = shape(
  { type: oneOf('rich_text'), block_id: text(255), elements: list(typed(parts), { min: 1, max: 1000 }) },
  ['type', 'elements'],
);

const rawText = shape({ type: oneOf('raw_text'), text: text(LONGEST) }, ['type', 'text']);
const numeric: Rule = (value, place) => {
  if (typeof value !== 'number') complain(place, 'must be a number');
};
const rawNumber = shape({ type: oneOf('raw_number'), value: numeric, text: text(LONGEST) }, ['type', 'value']);

/** One cell of a table or a data table. */
export const tableCell: Rule = typed({ raw_text: rawText, raw_number: rawNumber, rich_text: richTextBlock });

/** A container's title is plain or rich, not both. */
export const oneTitle: Rule = eitherOr('title', 'rich_text_title');
