import { isObject, objectsIn } from '../json.js';
import { address, anyOf, complain, eitherOr, flag, list, oneOf, type Rule, shape, text, typed } from './rule.js';

/** Limits: docs.slack.dev/reference/block-kit/composition-objects, and @slack/types 3.2.0 where the page says less. */
export const plain = (max: number): Rule =>
  shape({ type: oneOf('plain_text'), text: text(max), emoji: flag }, ['type', 'text']);

export const mrkdwn = (max: number): Rule =>
  shape({ type: oneOf('mrkdwn'), text: text(max), verbatim: flag }, ['type', 'text']);

export const eitherText = (max: number): Rule => typed({ plain_text: plain(max), mrkdwn: mrkdwn(max) });

export const confirm: Rule = shape(
  {
    title: plain(100),
    text: eitherText(300),
    confirm: plain(30),
    deny: plain(30),
    style: oneOf('primary', 'danger'),
  },
  ['title', 'text', 'confirm', 'deny'],
);

/** An option of a select menu. */
export const plainOption: Rule = shape({ text: plain(75), value: text(150), description: plain(75) }, [
  'text',
  'value',
]);

/** An option of radio buttons and checkboxes, which may be formatted. */
export const richOption: Rule = shape({ text: eitherText(75), value: text(150), description: eitherText(75) }, [
  'text',
  'value',
]);

export const overflowOption: Rule = shape({ text: plain(75), value: text(150), description: plain(75), url: address }, [
  'text',
  'value',
]);

export const optionGroup: Rule = shape({ label: plain(75), options: list(plainOption, { min: 1, max: 100 }) }, [
  'label',
  'options',
]);

/** What an options URL may answer: at most 100 options, or 100 groups of them. */
export const suggestion: Rule = shape(
  { options: list(plainOption, { max: 100 }), option_groups: list(optionGroup, { max: 100 }) },
  [],
  eitherOr('options', 'option_groups'),
);

/** An option that is chosen from the start must be on offer, word for word. */
export const initialOnOffer: Rule = (value, place) => {
  if (!isObject(value)) return;
  const offered = [
    ...objectsIn(value.options),
    ...objectsIn(value.option_groups).flatMap((group) => objectsIn(group.options)),
  ];
  const chosen = [...objectsIn(value.initial_options), ...objectsIn([value.initial_option])];
  for (const option of chosen) {
    if (!offered.some((each) => each.value === option.value)) {
      complain(place, 'initial_option must be one of the options');
    }
  }
};

const slackFile: Rule = shape({ id: text(255), url: text(3000) }, [], anyOf('id', 'url'));

export const imageSource: Readonly<Record<string, Rule>> = { image_url: address, slack_file: slackFile };

export const oneImageSource: Rule = eitherOr('image_url', 'slack_file');

export const conversationFilter: Rule = shape(
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), { min: 1, max: 4 }),
    exclude_external_shared_channels: flag,
    exclude_bot_users: flag,
  },
  [],
);

export const dispatchActionConfig: Rule = shape(
  { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { min: 1, max: 2 }) },
  [],
);
