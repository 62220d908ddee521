import { isObject, type JsonObject, textIn } from './json.js';
import type { Message } from './workspace/messages.js';

const inMrkdwn = (text: string): readonly string[] =>
  [...text.matchAll(/<(?:@([A-Z0-9]+)|!subteam\^([A-Z0-9]+)|!(here|channel|everyone))(?:\|[^>]*)?>/g)].map(
    ([, user, group, range]) => user ?? group ?? `@${range}`,
  );

/** With parse=full or link_names, Slack links bare words too. */
const bareRanges = (text: string): readonly string[] =>
  [...text.matchAll(/(?<![\w@])@(here|channel|everyone)\b/g)].map(([, range]) => `@${range}`);

const inBlocks = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(inBlocks);
  if (!isObject(value)) return [];
  switch (value.type) {
    case 'mrkdwn':
      return inMrkdwn(textIn(value.text));
    case 'plain_text':
      return [];
    case 'user':
      return [textIn(value.user_id)];
    case 'usergroup':
      return [textIn(value.usergroup_id)];
    case 'broadcast':
      return [`@${textIn(value.range)}`];
    default:
      return Object.values(value).flatMap(inBlocks);
  }
};

const linksBareWords = ({ parse, link_names }: JsonObject): boolean =>
  parse === 'full' || link_names === true || link_names === 'true' || link_names === '1';

/** Whom a message mentions: user ids, user group ids, and '@here' and its like; each once, in order. */
export const mentionsIn = ({ text, blocks, options }: Message): readonly string[] => [
  ...new Set([...inMrkdwn(text), ...(linksBareWords(options) ? bareRanges(text) : []), ...inBlocks(blocks)]),
];
