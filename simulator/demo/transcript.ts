import type { Reading } from '../slack/reading';
import type { Message } from '../slack/workspace/messages';
import { type Look, messageLines } from './message-lines';

const inTime = (messages: readonly Message[]): readonly Message[] =>
  [...messages].sort((a, b) => Number(a.ts) - Number(b.ts));

/**
 * Everything that a channel holds, and nothing else: its messages as they are now, oldest first, each thread below its
 * card, and the private answers where they came.
 */
export const transcriptLines = (slack: Reading, channelId: string, look: Look): readonly string[] => {
  const channel = slack.channel(channelId);
  const whispers = slack.ephemerals({ channel: channelId });
  const isIn = (ts: string) => (message: Message) => message.thread_ts === ts;
  const top = inTime([...channel.messages(), ...whispers.filter(({ thread_ts }) => thread_ts === undefined)]);
  const thread = ({ ts }: Message) => inTime([...channel.thread(ts), ...whispers.filter(isIn(ts))]);
  const lines = top.flatMap((message) => [message, ...thread(message)]).map((message) => messageLines(message, look));
  return lines.length === 0 ? ['(nobody has said anything yet)'] : lines.flatMap((each) => [...each, '']).slice(0, -1);
};
