import { isObject } from '../json.js';
import {
  confirm,
  conversationFilter,
  dispatchActionConfig,
  imageSource,
  initialOnOffer,
  oneImageSource,
  optionGroup,
  overflowOption,
  plain,
  plainOption,
  richOption,
} from './composition.js';
import { richTextBlock } from './rich-text.js';
import {
  address,
  complain,
  eitherOr,
  flag,
  list,
  matching,
  oneOf,
  only,
  type Rule,
  shape,
  text,
  whole,
} from './rule.js';

type Fields = Readonly<Record<string, Rule>>;

const action_id = text(255);
const focus_on_load = flag;
const placeholder = plain(150);
const max_selected_items = whole(1);
const style = oneOf('primary', 'danger');
const id = text(255);
const ids = list(id, { min: 1, max: 1000 });

const element = (type: string, fields: Fields, required: readonly string[], ...further: readonly Rule[]): Rule =>
  shape({ type: oneOf(type), action_id, ...fields }, ['type', ...required], ...further);

/** A menu: it can be confirmed, focused, and shows a hint while nothing is chosen. */
const menu = (type: string, fields: Fields, required: readonly string[] = [], ...further: readonly Rule[]): Rule =>
  element(type, { confirm, focus_on_load, placeholder, ...fields }, required, ...further);

const menus = (name: string, one: Fields, many: Fields, ...further: readonly Rule[]): Fields => ({
  [name]: menu(name, one, [], ...further),
  [`multi_${name}`]: menu(`multi_${name}`, { max_selected_items, ...many }, [], ...further),
});

const typedInput = (type: string, fields: Fields, ...required: readonly string[]): Rule =>
  element(type, { placeholder, focus_on_load, dispatch_action_config: dispatchActionConfig, ...fields }, required);

const choices = {
  options: list(plainOption, { min: 1, max: 100 }),
  option_groups: list(optionGroup, { min: 1, max: 100 }),
};
const somePlain = list(plainOption, { min: 1, max: 100 });
const few = { options: list(richOption, { min: 1, max: 10 }), confirm, focus_on_load };

const lengthsInOrder: Rule = (value, place) => {
  if (!isObject(value)) return;
  const { min_length: min, max_length: max, initial_value: initial } = value;
  if (typeof min === 'number' && typeof max === 'number' && min > max) complain(place, 'min_length exceeds max_length');
  if (typeof initial === 'string' && typeof max === 'number' && initial.length > max) {
    complain(place, 'initial_value exceeds max_length');
  }
};

const image = shape(
  { type: oneOf('image'), alt_text: text(2000), ...imageSource },
  ['type', 'alt_text'],
  oneImageSource,
);

const feedback = shape({ text: plain(75), value: text(2000), accessibility_label: text(75) }, ['text', 'value']);

const workflow = shape(
  {
    trigger: shape(
      {
        url: address,
        customizable_input_parameters: list(shape({ name: text(255), value: text(3000) }, ['name', 'value']), {
          max: 100,
        }),
      },
      ['url'],
    ),
  },
  ['trigger'],
);

/** Every element, with its fields and limits: docs.slack.dev/reference/block-kit/block-elements. */
const elements: Fields = {
  image,
  button: element(
    'button',
    { text: plain(75), value: text(2000), url: address, style, confirm, accessibility_label: text(75) },
    ['text'],
  ),
  icon_button: element(
    'icon_button',
    {
      text: plain(75),
      icon: text(255),
      value: text(2000),
      confirm,
      accessibility_label: text(75),
      visible_to_user_ids: list(id, { max: 10 }),
    },
    ['text', 'icon'],
  ),
  workflow_button: element(
    'workflow_button',
    { text: plain(75), workflow, style, confirm, accessibility_label: text(75) },
    ['text', 'workflow'],
  ),
  feedback_buttons: element('feedback_buttons', { positive_button: feedback, negative_button: feedback }, [
    'positive_button',
    'negative_button',
  ]),
  overflow: element('overflow', { options: list(overflowOption, { min: 1, max: 5 }), confirm }, ['options']),
  ...menus(
    'static_select',
    { ...choices, initial_option: plainOption },
    { ...choices, initial_options: somePlain },
    eitherOr('options', 'option_groups'),
    initialOnOffer,
  ),
  ...menus(
    'external_select',
    { initial_option: plainOption, min_query_length: whole(0) },
    { initial_options: somePlain, min_query_length: whole(0) },
  ),
  ...menus('users_select', { initial_user: id }, { initial_users: ids }),
  ...menus('channels_select', { initial_channel: id, response_url_enabled: flag }, { initial_channels: ids }),
  ...menus(
    'conversations_select',
    {
      initial_conversation: id,
      default_to_current_conversation: flag,
      response_url_enabled: flag,
      filter: conversationFilter,
    },
    { initial_conversations: ids, default_to_current_conversation: flag, filter: conversationFilter },
  ),
  radio_buttons: element('radio_buttons', { ...few, initial_option: richOption }, ['options'], initialOnOffer),
  checkboxes: element(
    'checkboxes',
    { ...few, initial_options: list(richOption, { min: 1, max: 10 }) },
    ['options'],
    initialOnOffer,
  ),
  datepicker: menu('datepicker', { initial_date: matching(/^\d{4}-\d{2}-\d{2}$/, 'YYYY-MM-DD') }),
  timepicker: menu('timepicker', { initial_time: matching(/^\d{2}:\d{2}$/, 'HH:mm'), timezone: text(255) }),
  datetimepicker: element(
    'datetimepicker',
    { initial_date_time: whole(1_000_000_000, 9_999_999_999), confirm, focus_on_load },
    [],
  ),
  plain_text_input: element(
    'plain_text_input',
    {
      placeholder,
      focus_on_load,
      dispatch_action_config: dispatchActionConfig,
      initial_value: text(3000, 0),
      multiline: flag,
      min_length: whole(0, 3000),
      max_length: whole(1, 3000),
    },
    [],
    lengthsInOrder,
  ),
  email_text_input: typedInput('email_text_input', { initial_value: text(3000) }),
  url_text_input: typedInput('url_text_input', { initial_value: text(3000) }),
  number_input: typedInput(
    'number_input',
    { is_decimal_allowed: flag, initial_value: text(255), min_value: text(255), max_value: text(255) },
    'is_decimal_allowed',
  ),
  rich_text_input: typedInput('rich_text_input', {
    initial_value: richTextBlock,
    min_lines: whole(1, 100),
    max_lines: whole(1, 100),
  }),
  file_input: element('file_input', { filetypes: list(text(255), { max: 100 }), max_files: whole(1, 10) }, []),
};

const selects = Object.keys(elements).filter((name) => name.endsWith('_select'));
const pickers = ['checkboxes', 'radio_buttons', 'datepicker', 'timepicker', ...selects];

/** Which elements may stand where. */
export const elementsIn = {
  accessory: only(elements, 'button', 'workflow_button', 'overflow', 'image', ...pickers),
  actions: only(elements, 'button', 'workflow_button', 'overflow', 'datetimepicker', 'rich_text_input', ...pickers),
  contextActions: only(elements, 'feedback_buttons', 'icon_button'),
  buttons: only(elements, 'button'),
  images: only(elements, 'image'),
  input: only(
    elements,
    'plain_text_input',
    'email_text_input',
    'url_text_input',
    'number_input',
    'rich_text_input',
    'file_input',
    'datetimepicker',
    ...pickers,
  ),
} as const;
