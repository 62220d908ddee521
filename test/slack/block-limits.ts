/** A small strict reading of Slack's documented limits, and of Twokey's own rule that nothing foreign is markup. */

type Json = { readonly [key: string]: unknown };

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const TOKEN =
  /<(?:!date\^\d+\^\{date_short_pretty\} \{time_secs\}\|[^<>|]+|!subteam\^S[A-Z0-9]+|@[UW][A-Z0-9]+|#C[A-Z0-9]+|https:\/\/[^<>|]+\|[^<>|]+)>/g;
const HIDDEN = /\p{Bidi_Control}|\u200B|\u200C|\u200D|\uFEFF|(?![\t\n])\p{Cc}/u;

const markupProblems = (text: string, where: string): string[] => [
  ...(/[<>]/.test(text.replace(TOKEN, '')) ? [`${where}: stray < or > in ${text}`] : []),
  ...(/&(?!amp;|lt;|gt;)/.test(text) ? [`${where}: a bare or cut entity`] : []),
];

const textProblems = (text: unknown, max: number, where: string): string[] => {
  if (typeof text !== 'string') return [`${where}: not a string`];
  return [
    ...(text.length < 1 ? [`${where}: empty`] : []),
    ...(text.length > max ? [`${where}: ${text.length} > ${max}`] : []),
    ...(text.isWellFormed() ? [] : [`${where}: half a surrogate pair`]),
    ...(HIDDEN.test(text) ? [`${where}: hidden characters`] : []),
  ];
};

const textObjectProblems = (value: unknown, max: number, where: string): string[] => {
  if (!isObject(value)) return [`${where}: no text object`];
  const markup = value['type'] === 'mrkdwn';
  return [
    ...textProblems(value['text'], max, where),
    ...(markup && value['verbatim'] !== true ? [`${where}: not verbatim`] : []),
    ...(!markup && value['emoji'] !== false ? [`${where}: emoji`] : []),
    ...(markup ? markupProblems(String(value['text']), where) : []),
  ];
};

const TEXT_LIMITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  header: { text: 150 },
  section: { text: 3000 },
  button: { text: 75 },
  option: { text: 75, description: 75 },
  confirm: { title: 100, text: 300, confirm: 30, deny: 30 },
  modal: { title: 24, submit: 24, close: 24 },
  input: { label: 2000, hint: 2000 },
};
const STRING_LIMITS: Readonly<Record<string, number>> = {
  block_id: 255,
  action_id: 255,
  accessibility_label: 75,
  private_metadata: 3000,
  callback_id: 255,
};
const LIST_LIMITS: Readonly<Record<string, number>> = { fields: 10, options: 100 };

const kindOf = (value: Json, key: string): string =>
  key === 'confirm' && isObject(value['text'])
    ? 'confirm'
    : typeof value['type'] === 'string'
      ? value['type']
      : key === 'options' || key === 'initial_option'
        ? 'option'
        : 'none';

const nodeProblems = (value: Json, key: string, where: string): string[] => {
  const kind = kindOf(value, key);
  const texts = Object.entries(TEXT_LIMITS[kind] ?? {}).filter(([name]) => value[name] !== undefined);
  const valueMax = kind === 'option' ? 150 : 2000;
  return [
    ...texts.flatMap(([name, max]) => textObjectProblems(value[name], max, `${where}.${name}`)),
    ...(kind === 'text' ? textProblems(value['text'], 3000, `${where}.text`) : []),
    ...(kind === 'button' || kind === 'option' ? textProblems(value['value'], valueMax, `${where}.value`) : []),
    ...(kind === 'context' && Array.isArray(value['elements'])
      ? value['elements'].flatMap((element, index) => textObjectProblems(element, 2000, `${where}[${index}]`))
      : []),
    ...(Array.isArray(value['fields'])
      ? value['fields'].flatMap((field, index) => textObjectProblems(field, 2000, `${where}.fields[${index}]`))
      : []),
    ...Object.entries(STRING_LIMITS).flatMap(([name, max]) =>
      value[name] === undefined ? [] : textProblems(value[name], max, `${where}.${name}`),
    ),
    ...Object.entries(LIST_LIMITS).flatMap(([name, max]) => {
      const list = value[name];
      if (!Array.isArray(list)) return [];
      return list.length < 1 || list.length > max ? [`${where}.${name}: ${list.length} of them`] : [];
    }),
    ...(['rich_text', 'context', 'actions'].includes(kind) &&
    !(Array.isArray(value['elements']) && value['elements'].length > 0 && value['elements'].length <= 100)
      ? [`${where}: elements`]
      : []),
    ...(kind === 'context' && Array.isArray(value['elements']) && value['elements'].length > 10
      ? [`${where}: more than 10 elements`]
      : []),
  ];
};

const walk = (value: unknown, key: string, where: string): string[] => {
  if (Array.isArray(value)) return value.flatMap((item, index) => walk(item, key, `${where}[${index}]`));
  if (!isObject(value)) return [];
  const below = Object.entries(value).flatMap(([name, child]) => walk(child, name, `${where}.${name}`));
  return [...nodeProblems(value, key, where), ...below];
};

const listProblems = (blocks: readonly object[], most: number): string[] => {
  const ids = blocks.map((block) => (block as Json)['block_id']);
  const primary = JSON.stringify(blocks).match(/"type":"button"[^{}]*\{[^{}]*\}[^{}]*"style":"primary"/g)?.length ?? 0;
  return [
    ...(blocks.length < 1 || blocks.length > most ? [`${blocks.length} blocks`] : []),
    ...(new Set(ids).size === ids.length && !ids.includes(undefined) ? [] : ['block ids repeat or lack']),
    ...(primary > 1 ? ['more than one primary button'] : []),
  ];
};

export const messageProblems = (message: { readonly text: string; readonly blocks: readonly object[] }): string[] => [
  ...textProblems(message.text, 3000, 'text'),
  ...markupProblems(message.text, 'text'),
  ...listProblems(message.blocks, 50),
  ...walk(message.blocks, 'blocks', 'blocks'),
];

export const modalProblems = (view: { readonly blocks: readonly object[] }): string[] => [
  ...listProblems(view.blocks, 100),
  ...walk(view, 'view', 'view'),
];
