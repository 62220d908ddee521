import type { Names } from './mrkdwn-text.js';
import { objectIn, objectsIn, textIn } from './json.js';
import { mentionsIn } from './mentions.js';
import { plainText } from './plain-text.js';
import type { Message } from './workspace/messages.js';
import type { View } from './workspace/views.js';
import type { Workspace } from './workspace/workspace.js';

export type ChannelReading = {
  /** Top-level messages that are there now, oldest first. */
  readonly messages: () => readonly Message[];
  /** The replies under a message, oldest first. */
  readonly thread: (ts: string) => readonly Message[];
  /** Everything ever posted that was not ephemeral, deleted messages included. */
  readonly everything: () => readonly Message[];
};

/** What people see. */
export type Reading = {
  readonly channel: (id: string) => ChannelReading;
  /** Ephemeral messages that have not been dismissed, oldest first. */
  readonly ephemerals: (of?: { readonly user?: string; readonly channel?: string }) => readonly Message[];
  /** The newest version of a message, deleted or not. */
  readonly current: (message: Message) => Message;
  /** The same by its place; undefined when nothing was ever posted there. */
  readonly message: (channel: string, ts: string) => Message | undefined;
  readonly home: (userId: string) => View | undefined;
  /** A message or a view as a person reads it. */
  readonly plainText: (readable: Message | View) => string;
  /** Whom a message mentions: user ids, user group ids, '@here' and its like. */
  readonly mentions: (message: Message) => readonly string[];
  /** All channels as text, replies indented, ephemeral messages marked; for a failure message or a demo. */
  readonly transcript: () => string;
};

const indent = (text: string, by: string): string => text.replaceAll('\n', `\n${by}`);

export const createReading = (workspace: Workspace): Reading => {
  const { messages, directory, channels } = workspace;
  const names: Names = {
    user: (id) => directory.user(id)?.realName,
    group: (id) => directory.group(id)?.handle,
    channel: (id) => channels.byId(id)?.name,
  };
  const read = (readable: Message | View) =>
    'ts' in readable
      ? plainText(readable, names)
      : [
          textIn(objectIn(readable.content.title).text),
          plainText({ blocks: objectsIn(readable.content.blocks) }, names),
        ]
          .filter((line) => line !== '')
          .join('\n');
  const present = (channel: string) => messages.inChannel(channel).filter((message) => !message.deleted);
  const channel = (id: string): ChannelReading => ({
    messages: () => present(id).filter((message) => message.thread_ts === undefined),
    thread: (ts) => present(id).filter((message) => message.thread_ts === ts),
    everything: () => messages.inChannel(id),
  });
  const ephemerals: Reading['ephemerals'] = (of = {}) =>
    messages
      .ephemerals()
      .filter((message) => !message.deleted)
      .filter((message) => of.user === undefined || message.ephemeralTo === of.user)
      .filter((message) => of.channel === undefined || message.channel === of.channel);
  const author = (message: Message) => names.user(message.user) ?? message.user;
  const line = (message: Message, by: string) => `${by}${author(message)}: ${indent(read(message), `${by}  `)}`;
  const channelText = (id: string): readonly string[] => {
    const { messages: top, thread } = channel(id);
    const whispers = ephemerals({ channel: id });
    const said = top().flatMap((message) => [
      line(message, '  '),
      ...thread(message.ts).map((reply) => line(reply, '    | ')),
    ]);
    const whispered = whispers.map((message) => line(message, `  (only ${names.user(message.ephemeralTo ?? '')}) `));
    return said.length + whispered.length === 0 ? [] : [`#${channels.byId(id)?.name}`, ...said, ...whispered];
  };
  return {
    channel,
    ephemerals,
    current: (message) => messages.find(message.channel, message.ts) ?? message,
    message: messages.find,
    home: workspace.views.home,
    plainText: read,
    mentions: mentionsIn,
    transcript: () =>
      channels
        .all()
        .flatMap(({ id }) => channelText(id))
        .join('\n') || '(nothing was said)',
  };
};
