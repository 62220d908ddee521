import { type JsonObject, objectsIn } from '../slack/json';
import type { Message } from '../slack/workspace/messages';
import { controlsOf } from './controls';
import type { Numbering } from './numbering';
import type { Palette } from './palette';
import { wrapLine } from './wrap-line';

/** How messages are shown. */
export interface Look {
  readonly palette: Palette;
  /** Columns of the terminal. */
  readonly width: number;
  readonly plainText: (message: Message) => string;
  readonly nameOf: (userId: string) => string;
  readonly numbering: Numbering;
}

/** When a message was posted, by the clock of Slack's timestamps. */
const timeOf = ({ ts }: Message): string => new Date(Number(ts) * 1_000).toISOString().slice(11, 19);

/** What people typed must not steer the terminal. */
const harmless = (text: string): string => text.replace(/(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');

const painted = (line: string, { green, red, yellow, cyan }: Palette): string =>
  line
    .replace(/\bSucceeded\b/g, green)
    .replace(/\b(?:Failed|TimeOut|Denied)\b/g, red)
    .replace(/\bCancelled\b/g, yellow)
    .replace(/\b(?:Pending|InProgress)\b/g, cyan);

const headLine = (message: Message, look: Look): string => {
  const { bold, dim, magenta } = look.palette;
  const number = look.numbering.numberOf(message);
  const marks = [
    ...(message.ephemeralTo === undefined ? [] : [magenta(`only ${look.nameOf(message.ephemeralTo)} sees this`)]),
    ...(number === undefined ? [] : [bold(`[${number}]`)]),
    ...(message.edited ? [dim('(edited)')] : []),
  ];
  return [dim(timeOf(message)), bold(look.nameOf(message.user)), ...marks].join('  ');
};

const buttonLine = (message: Message, { palette }: Look): readonly string[] => {
  const names = controlsOf(message).map((name) => `[ ${harmless(name)} ]`);
  if (names.length > 0) return [palette.bold(palette.green(names.join('  ')))];
  return isCard(message) ? [palette.dim('(no buttons)')] : [];
};

/** What has a header block is a card; its buttons, or that it has none, are part of its state. */
const isCard = ({ blocks, ephemeralTo }: Message): boolean =>
  ephemeralTo === undefined && blocks.some((block) => block.type === 'header');

/** Small facts that Slack shows side by side stand in one line here too. */
const besideEachOther = (block: JsonObject): readonly JsonObject[] => {
  if (block.type === 'context') return objectsIn(block.elements).map((element) => ({ ...block, elements: [element] }));
  const { fields, ...rest } = block;
  return objectsIn(fields).map((field) => ({ ...rest, text: field }));
};

const blockText = (message: Message, block: JsonObject, { plainText }: Look): string => {
  const read = (each: JsonObject) => plainText({ ...message, blocks: [each] });
  const facts = besideEachOther(block);
  if (facts.length === 0) return read(block);
  const heading = block.type === 'context' || block.text === undefined ? [] : [read({ ...block, fields: [] })];
  return [...heading, facts.map((fact) => read(fact).replaceAll('\n', ' ')).join(' · ')].join('\n');
};

/** What there is to read, line by line. */
const readLines = (message: Message, look: Look): readonly string[] => {
  const blocks = message.blocks.filter((block) => block.type !== 'actions');
  const texts = blocks.map((block) => blockText(message, block, look)).filter((text) => text !== '');
  return harmless(texts.length > 0 ? texts.join('\n') : look.plainText({ ...message, blocks: [] })).split('\n');
};

const framed = (message: Message, look: Look, [first = '', ...rest]: readonly string[]): readonly string[] => {
  const { blue, magenta, bold } = look.palette;
  const isReply = message.thread_ts !== undefined;
  const margin = isReply ? '    ' : '';
  const width = Math.max(30, look.width - margin.length - 4);
  const wrapped = (line: string) => wrapLine(line, width);
  const title = wrapped(first).map((line) => (isCard(message) ? bold(line) : painted(line, look.palette)));
  const body = [...title, ...rest.flatMap(wrapped).map((line) => painted(line, look.palette))];
  const indent = `${margin}  ${message.ephemeralTo === undefined ? blue('│') : magenta('┊')} `;
  return [
    `${margin}${isReply ? '↳ ' : ''}${headLine(message, look)}`,
    ...[...body, ...buttonLine(message, look)].map((line) => `${indent}${line}`),
  ];
};

/** One message as it is now: who said it, when, to whom, and what there is to read and to click. */
export const messageLines = (message: Message, look: Look): readonly string[] =>
  framed(message, look, readLines(message, look));

/** A message that was edited since it was shown: its first line, the lines that are new, and what there is to click. */
export const editLines = (message: Message, shown: Message, look: Look): readonly string[] => {
  const known = readLines(shown, look);
  const [first = '', ...rest] = readLines(message, look);
  return framed(message, look, [first, ...rest.filter((line) => !known.includes(line))]);
};
