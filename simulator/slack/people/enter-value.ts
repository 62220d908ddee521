import { type JsonObject, textIn } from '../json.js';
import { optionsOf, wordsOf } from './find-control.js';

/** What a person enters: words, the words of an option, several of them, a number, or nothing. */
export type Entry = string | number | readonly string[] | null;

const stop = (why: string): never => {
  throw new Error(`Slack's client does not let this through: ${why}`);
};

const typedText = (element: JsonObject, entry: Entry, label: string): string => {
  const text = String(entry);
  const max = Number(element.max_length ?? 3000);
  const min = Number(element.min_length ?? 0);
  if (text.length > max) stop(`'${label}' takes ${max} characters, not ${text.length}`);
  if (text.length < min) stop(`'${label}' needs ${min} characters`);
  return text;
};

const chosen = (offered: readonly JsonObject[], words: string, label: string): JsonObject => {
  const option = offered.find((each) => wordsOf(each.text) === words || each.value === words);
  const list = offered.map((each) => wordsOf(each.text)).join(', ');
  return option ?? stop(`'${label}' does not offer '${words}'; it offers: ${list || 'nothing'}`);
};

const listed = (entry: Entry): readonly string[] => (Array.isArray(entry) ? entry : [String(entry)]);

type Enter = (element: JsonObject, entry: Entry, label: string, suggested: readonly JsonObject[]) => JsonObject;

const pattern =
  (field: string, expected: RegExp): Enter =>
  (_element, entry, label) =>
    expected.test(String(entry)) ? { [field]: String(entry) } : stop(`'${label}' is no ${field}: ${entry}`);

const text: Enter = (element, entry, label) => ({ value: typedText(element, entry, label) });
const one: Enter = (element, entry, label) => ({ selected_option: chosen(optionsOf(element), String(entry), label) });
const many: Enter = (element, entry, label) => ({
  selected_options: listed(entry).map((words) => chosen(optionsOf(element), words, label)),
});

const ENTER: Readonly<Record<string, Enter>> = {
  plain_text_input: text,
  url_text_input: pattern('value', /^https?:\/\/\S+$/),
  email_text_input: pattern('value', /^\S+@\S+$/),
  number_input: (element, entry, label) =>
    Number.isFinite(Number(entry)) && (element.is_decimal_allowed || Number.isInteger(Number(entry)))
      ? { value: String(entry) }
      : stop(`'${label}' takes a number, not ${entry}`),
  static_select: one,
  radio_buttons: one,
  checkboxes: many,
  multi_static_select: many,
  external_select: (_element, entry, label, suggested) => ({
    selected_option: chosen(suggested, String(entry), label),
  }),
  multi_external_select: (_element, entry, label, suggested) => ({
    selected_options: listed(entry).map((words) => chosen(suggested, words, label)),
  }),
  users_select: pattern('selected_user', /^[UW]/),
  channels_select: pattern('selected_channel', /^C/),
  conversations_select: pattern('selected_conversation', /^[CGD]/),
  datepicker: pattern('selected_date', /^\d{4}-\d{2}-\d{2}$/),
  timepicker: pattern('selected_time', /^\d{2}:\d{2}$/),
  datetimepicker: (_element, entry) => ({ selected_date_time: Number(entry) }),
};

/**
 * The value that `state.values` carries when a person enters this; throws where Slack's client would not let them. An
 * external menu offers what was last suggested to the person.
 */
export const enterValue: Enter = (element, entry, label, suggested) => {
  const enter = ENTER[textIn(element.type)];
  if (enter === undefined) throw new Error(`The simulated client cannot fill '${label}' (${textIn(element.type)})`);
  const kind = { type: element.type };
  if (entry === null || entry === '') return { ...kind, ...EMPTY[textIn(element.type)] };
  return { ...kind, ...enter(element, entry, label, suggested) };
};

const EMPTY: Readonly<Record<string, JsonObject>> = {
  plain_text_input: { value: null },
  url_text_input: { value: null },
  email_text_input: { value: null },
  number_input: { value: null },
  static_select: { selected_option: null },
  external_select: { selected_option: null },
  radio_buttons: { selected_option: null },
  checkboxes: { selected_options: [] },
  multi_static_select: { selected_options: [] },
  multi_external_select: { selected_options: [] },
};

/** Whether `state.values` of one input holds nothing. */
export const isEmptyValue = (value: JsonObject): boolean =>
  Object.entries(value)
    .filter(([field]) => field !== 'type')
    .every(([, each]) => each === null || each === '' || (Array.isArray(each) && each.length === 0));
