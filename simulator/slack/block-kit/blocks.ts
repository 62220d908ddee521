import { eitherText, imageSource, mrkdwn, oneImageSource, plain } from './composition.js';
import { elementsIn } from './elements.js';
import { oneTitle, richTextBlock, tableCell } from './rich-text.js';
import { anyOf, flag, list, oneOf, only, type Rule, shape, text, typed, whole } from './rule.js';

type Fields = Readonly<Record<string, Rule>>;

const block = (type: string, fields: Fields, required: readonly string[], ...further: readonly Rule[]): Rule =>
  shape({ type: oneOf(type), block_id: text(255), ...fields }, ['type', ...required], ...further);

const image = typed(elementsIn.images);
const columns = list(shape({ align: oneOf('left', 'center', 'right'), is_wrapped: flag }, []), { max: 20 });

const card = block(
  'card',
  {
    hero_image: image,
    icon: image,
    title: mrkdwn(150),
    subtitle: mrkdwn(150),
    body: mrkdwn(200),
    actions: list(typed(elementsIn.buttons), { max: 25 }),
  },
  [],
  anyOf('hero_image', 'title', 'actions', 'body'),
);

const taskCard = block(
  'task_card',
  {
    task_id: text(255),
    title: text(3000),
    details: richTextBlock,
    output: richTextBlock,
    sources: list(shape({ type: oneOf('url'), url: text(3000), text: text(3000) }, ['type', 'url', 'text']), {
      max: 100,
    }),
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
  },
  ['task_id', 'title', 'status'],
);

/** Every block that may stand on its own or in a container: docs.slack.dev/reference/block-kit/blocks. */
const basic: Fields = {
  actions: block('actions', { elements: list(typed(elementsIn.actions), { min: 1, max: 25 }) }, ['elements']),
  context: block(
    'context',
    {
      elements: list(typed({ ...elementsIn.images, plain_text: plain(3000), mrkdwn: mrkdwn(3000) }), {
        min: 1,
        max: 10,
      }),
    },
    ['elements'],
  ),
  divider: block('divider', {}, []),
  header: block('header', { text: plain(150), level: whole(1, 4) }, ['text']),
  image: block('image', { ...imageSource, alt_text: text(2000), title: plain(2000) }, ['alt_text'], oneImageSource),
  input: block(
    'input',
    {
      label: plain(2000),
      hint: plain(2000),
      optional: flag,
      dispatch_action: flag,
      element: typed(elementsIn.input),
    },
    ['label', 'element'],
  ),
  rich_text: richTextBlock,
  section: block(
    'section',
    {
      text: eitherText(3000),
      fields: list(eitherText(2000), { min: 1, max: 10 }),
      accessory: typed(elementsIn.accessory),
      expand: flag,
    },
    [],
    anyOf('text', 'fields'),
  ),
  table: block(
    'table',
    {
      rows: list(list(tableCell, { min: 1, max: 20 }), { min: 1, max: 100 }),
      column_settings: columns,
    },
    ['rows'],
  ),
  video: block(
    'video',
    {
      video_url: text(3000),
      thumbnail_url: text(3000),
      alt_text: text(2000),
      title: plain(199),
      title_url: text(3000),
      author_name: text(49),
      provider_name: text(255),
      provider_icon_url: text(3000),
      description: plain(199),
    },
    ['video_url', 'thumbnail_url', 'alt_text', 'title'],
  ),
};

const blocks: Fields = {
  ...basic,
  alert: block('alert', { text: eitherText(200), level: oneOf('default', 'info', 'warning', 'error', 'success') }, [
    'text',
  ]),
  card,
  carousel: block('carousel', { elements: list(typed({ card }), { min: 1, max: 10 }) }, ['elements']),
  container: block(
    'container',
    {
      title: plain(150),
      rich_text_title: richTextBlock,
      subtitle: eitherText(150),
      child_blocks: list(typed(basic), { min: 1, max: 10 }),
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      icon: image,
      is_collapsible: flag,
      default_collapsed: flag,
      has_header_divider: flag,
    },
    ['child_blocks'],
    oneTitle,
  ),
  context_actions: block('context_actions', { elements: list(typed(elementsIn.contextActions), { min: 1, max: 5 }) }, [
    'elements',
  ]),
  data_table: block(
    'data_table',
    {
      rows: list(list(tableCell, { min: 1, max: 20 }), { min: 1, max: 201 }),
      caption: text(2000),
      page_size: whole(1, 100),
      row_header_column_index: whole(0, 19),
    },
    ['rows', 'caption'],
  ),
  markdown: block('markdown', { text: text(12_000) }, ['text']),
  task_card: taskCard,
  plan: block('plan', { title: text(3000), tasks: list(taskCard, { max: 50 }) }, ['title']),
};

/**
 * Which blocks a surface takes. A modal takes the long-standing ones; whether the newer ones (table, card, plan) may
 * stand in it is not documented, so they may not here.
 */
export const blocksOn = {
  message: blocks,
  modal: only(
    blocks,
    'actions',
    'alert',
    'context',
    'divider',
    'header',
    'image',
    'input',
    'rich_text',
    'section',
    'video',
  ),
} as const;
