import type { SlackSimulator } from '../slack/slack-simulator';
import type { Message } from '../slack/workspace/messages';
import { editLines, type Look, messageLines } from './message-lines';

/** Tells what has changed in a channel since it was last asked. */
export interface Feed {
  /** Every message that is new since the last time, and what an edit changed in the others. */
  readonly news: () => readonly string[];
  /** Takes everything there is as told. */
  readonly skip: () => void;
  /** Different whenever there may be news. */
  readonly version: () => string;
}

const versionOf = ({ ts, deleted, history }: Message): string => `${ts}/${deleted}/${history.length}`;

export const createFeed = (slack: SlackSimulator, channelId: string, look: Look): Feed => {
  const told = new Map<string, Message>();
  const all = (): readonly Message[] => [
    ...slack.channel(channelId).everything(),
    ...slack.ephemerals({ channel: channelId }),
  ];
  /** Takes what has changed as told, and gives it with what was told of it before. */
  const take = (): readonly { readonly message: Message; readonly before: Message | undefined }[] => {
    const changed = all()
      .map((message) => ({ message, before: told.get(message.ts) }))
      .filter(({ message, before }) => before === undefined || versionOf(before) !== versionOf(message));
    for (const { message } of changed) told.set(message.ts, message);
    return changed;
  };
  return {
    news: () =>
      take()
        .filter(({ message }) => !message.deleted)
        .sort((a, b) => Number(a.message.ts) - Number(b.message.ts))
        .flatMap(({ message, before }) => [
          ...(before === undefined ? messageLines(message, look) : editLines(message, before, look)),
          '',
        ]),
    skip: () => void take(),
    version: () => all().map(versionOf).join(),
  };
};
